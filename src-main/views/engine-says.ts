import { bytesOf, exact, sumFigures, unknown, type Figure } from '../model/figure.ts'
import type { Inventory } from '../model/inventory.ts'
import type { Line } from './category-line.ts'
import { ENGINE_SUMS, engineSums, type EngineSum } from './engine-sums.ts'
import type { FoldedLine } from './fold-ledgers.ts'
import { linesOf } from './line-sides.ts'

/** One of the engine's sums beside ours of the same objects, with the reason why they differ. */
export interface Comparison {
  readonly what: EngineSum
  /** What `docker system df` prints as SIZE. */
  readonly engine: Figure
  /** Allocated bytes in the ledger. */
  readonly allocated: Figure
}

/**
 * The engine's word on a line, where it has one: it stands in until the walk is done. Recorded sizes of layers and, in the
 * containerd store, of packed content; else what the engine lists.
 */
export function engineSays(line: Line, inventory: Inventory): number | null {
  const { engine, layers, blobs, images, containers, volumes, buildCache } = inventory
  const hidden = new Set(images.filter((image) => image.intermediate).map((image) => image.id))
  const recorded = (shared: boolean) =>
    sumFigures(
      [...layers, ...blobs]
        .filter((part) => part.images.length > 0)
        .filter((part) => part.images.filter((id) => !hidden.has(id)).length > 1 === shared)
        .map((part) => part.engineSize),
    )
  // Nothing listed by nobody is not a word of the engine's.
  const said = (figures: readonly Figure[]) => (engine === null ? null : bytesOf(sumFigures(figures)))
  switch (line) {
    case 'images-shared':
      return layers.length === 0 ? null : bytesOf(recorded(true))
    case 'images-unique':
      return layers.length === 0 ? bytesOf(engine?.layersSize ?? unknown('no-engine')) : bytesOf(recorded(false))
    case 'writable-layers':
      return said(containers.map((container) => container.engineSizeRw))
    case 'volumes':
      return said(volumes.map((volume) => volume.engineSize))
    case 'build-cache':
      return said(buildCache.filter((record) => record.shared !== true).map((record) => record.engineSize))
    case 'logs':
    case 'metadata':
    case 'others':
    case 'orphans':
      return null
  }
}

/** `docker system df`'s four SIZE figures, beside what the ledger holds of the same things. */
export function compareWithEngine(inventory: Inventory, folded: ReadonlyMap<Line, FoldedLine>): readonly Comparison[] {
  const { engine } = inventory
  if (engine === null) return []
  const sums = engineSums(inventory, engine)
  return ENGINE_SUMS.map((what) => ({
    what,
    engine: sums[what],
    allocated: sumFigures(linesOf(what).map((line) => folded.get(line)?.allocated ?? exact(0))),
  }))
}
