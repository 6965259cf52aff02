import type { ContainersView } from '../../../src-main/views/containers.ts'
import type { Figure, UsageFigure } from '../../../src-main/model/figure.ts'

/** How the engine keeps images; it decides what its figures of containers count. Without an engine it has none. */
export type ImageStore = NonNullable<ContainersView['imageStore']>

/** The figure of ours that Docker's of the same thing is compared with. */
export function countedByEngine(usage: UsageFigure, store: ImageStore): Figure {
  return store === 'containerd' ? usage.allocated : usage.apparent
}
