import { bytesOf, exact, sumFigures, unknown, type Figure } from '../model/figure.ts'
import type { Inventory } from '../model/inventory.ts'
import type { Line } from './category-line.ts'
import type { FoldedLine } from './fold-ledgers.ts'

/** One of the engine's sums beside ours of the same objects, with the reason why they differ. */
export interface Comparison {
  readonly what: 'images' | 'containers' | 'volumes' | 'build-cache'
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
  if (inventory.engine === null) return []
  const of = (...lines: readonly Line[]) => sumFigures(lines.map((line) => folded.get(line)?.allocated ?? exact(0)))
  const { containers, volumes, buildCache, engine } = inventory
  return [
    { what: 'images', engine: engine.layersSize, allocated: of('images-shared', 'images-unique') },
    {
      what: 'containers',
      engine: sumFigures(containers.map((container) => container.engineSizeRw)),
      allocated: of('writable-layers'),
    },
    { what: 'volumes', engine: sumFigures(volumes.map((volume) => volume.engineSize)), allocated: of('volumes') },
    {
      what: 'build-cache',
      engine: sumFigures(buildCache.filter((record) => record.shared !== true).map((record) => record.engineSize)),
      allocated: of('build-cache'),
    },
  ]
}
