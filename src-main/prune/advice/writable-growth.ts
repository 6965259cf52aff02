import type { Container, Inventory } from '../../model/inventory.ts'
import type { Advice } from '../reclaim-view.ts'
import { composeLines, serviceOf } from './compose-lines.ts'
import { isLarge, largestFirst } from './is-large.ts'

/** Bytes from which a container writes more into itself than a program should. */
const LARGE_WRITABLE = 1_000_000_000

/** The inventory has no files: which directory it is, is looked up when somebody reads this. */
const PATH = '/PATH-THAT-GROWS'

/** Drivers whose writable layers hold what was written alone; the others' are full copies, with the image's files in them. */
const HOLDS_CHANGES = /\/(?:overlay2?|aufs|fuse-overlayfs|io\.containerd\.snapshotter\.v1\.(?:fuse-)?overlayfs)\//

/** Containers that keep much in their writable layer, which goes with them: a volume outlives them. */
export function adviseOnWritable({ containers }: Inventory): readonly Advice[] {
  return containers
    .filter(({ writable }) => isLarge(writable.allocated, LARGE_WRITABLE))
    .map(ofContainer)
    .sort(largestFirst)
}

function ofContainer(container: Container): Advice {
  const { id, name, writable, directory } = container
  const service = serviceOf(container)
  const known = directory !== null && HOLDS_CHANGES.test(directory)
  const growing = { container: known ? id : null, placeholder: PATH }
  const own = { about: 'writable-growth', name, allocated: writable.allocated, growing } as const
  const volume = `${service ?? name}-data`
  if (service === null) return { ...own, place: 'docker run', lines: `-v ${volume}:${PATH}` }
  const below = ['volumes:', `  - ${volume}:${PATH}`]
  return { ...own, place: 'compose.yaml', lines: composeLines(service, below, ['volumes:', `  ${volume}:`]) }
}
