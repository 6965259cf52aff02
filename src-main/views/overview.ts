import type { Category } from '../model/category.ts'
import { sumUsage } from '../model/disk-usage.ts'
import {
  bounded,
  bytesOf,
  exact,
  sumFigures,
  sumUsageFigures,
  unknown,
  unknownUsage,
  type Figure,
  type UsageFigure,
} from '../model/figure.ts'
import type { Gap } from '../model/gap.ts'
import type { Inventory, StorageRoot } from '../model/inventory.ts'
import type { Owner } from '../model/ledger.ts'
import type { Filesystem, RootRole } from '../model/observations.ts'
import { lineOf, type Line } from './category-line.ts'
import { foldLedgers, type FoldedLine } from './fold-ledgers.ts'
import {
  allocatedOf,
  boundedBy,
  DEFAULT_LOAD_LINE,
  engineSummary,
  sumOver,
  viewDisks,
  type DiskView,
  type EngineSummary,
} from './frame.ts'

export interface OverviewView {
  readonly takenAt: string
  readonly sample: boolean
  readonly stage: 'metadata' | 'measuring' | 'whole' | 'cancelled'
  readonly engine: EngineSummary | null
  readonly engineBecause: string | null
  readonly disks: readonly DiskView[]
  /** The ledger of all roots, folded; always all lines, in their order. */
  readonly lines: readonly OverviewLine[]
  readonly unattributed: Figure
  /** All lines plus unattributed. */
  readonly docker: UsageFigure
  readonly roots: readonly OverviewRoot[]
  /** Single objects by allocated bytes, largest first, at most twelve. */
  readonly largest: readonly LargestObject[]
  /** What the engine's own figures say beside ours. */
  readonly comparisons: readonly Comparison[]
  readonly gaps: readonly Gap[]
}

export interface OverviewLine {
  readonly line: Line
  readonly allocated: Figure
  readonly apparent: Figure
  readonly inodes: number | null
  /** Ledger entries in it. */
  readonly objects: number
  /** What the engine says of it, for as long as allocated is not exact; null when it says nothing comparable. */
  readonly engineSays: number | null
  /** The categories folded into it that hold anything. */
  readonly parts: readonly { readonly category: Category; readonly allocated: Figure }[]
}

export interface OverviewRoot {
  readonly path: string
  readonly role: RootRole
  readonly measured: StorageRoot['measured']
  readonly filesystem: Filesystem | null
  readonly total: UsageFigure
  readonly entries: Figure
  readonly unattributed: Figure
  /** total - entries - unattributed: 0 whenever the root was read whole. Null until then. */
  readonly difference: number | null
}

export interface LargestObject {
  readonly owner: Owner
  readonly line: Line
  readonly allocated: Figure
}

/** One of the engine's sums beside ours of the same objects, with the reason why they differ. */
export interface Comparison {
  readonly what: 'images' | 'containers' | 'volumes' | 'build-cache'
  /** What `docker system df` prints as SIZE. */
  readonly engine: Figure
  /** Allocated bytes in the ledger. */
  readonly allocated: Figure
}

const LARGEST = 12

export function viewOverview(inventory: Inventory, loadLine: number = DEFAULT_LOAD_LINE): OverviewView {
  const { roots } = inventory
  const folded = foldLedgers(roots)
  const gaps = roots.flatMap((root) => root.gaps)
  return {
    takenAt: inventory.takenAt,
    sample: inventory.sample,
    stage: inventory.stage,
    engine: engineSummary(inventory),
    engineBecause: inventory.engineBecause,
    disks: viewDisks(roots, loadLine),
    lines: [...folded.values()].map((line) => ({ ...line, engineSays: engineSays(line.line, inventory) })),
    unattributed: sumOver(roots, (root) => boundedBy(root.ledger.unattributed.allocated, root)),
    docker: roots.length === 0 ? unknownUsage('no-data-root') : sumUsageFigures(roots.map(totalOf)),
    roots: roots.map(viewRoot),
    largest: largestObjects(roots),
    comparisons: compareWithEngine(inventory, folded),
    gaps,
  }
}

function totalOf(root: StorageRoot): UsageFigure {
  const { total } = root.ledger
  return {
    allocated: allocatedOf(root),
    apparent: root.ledger.because === 'extents-shared' ? exact(total.apparent) : boundedBy(total.apparent, root),
    inodes: root.measured === 'whole' ? total.inodes : null,
  }
}

function viewRoot(root: StorageRoot): OverviewRoot {
  const { path, role, measured, filesystem, ledger } = root
  const entries = sumUsage(ledger.entries).allocated
  return {
    path,
    role,
    measured,
    filesystem,
    total: totalOf(root),
    entries: boundedBy(entries, root),
    unattributed: boundedBy(ledger.unattributed.allocated, root),
    difference: measured === 'whole' ? ledger.total.allocated - entries - ledger.unattributed.allocated : null,
  }
}

function largestObjects(roots: readonly StorageRoot[]): readonly LargestObject[] {
  return roots
    .flatMap((root) => root.ledger.entries)
    .filter((entry) => entry.owner.kind !== 'engine' && entry.allocated > 0)
    .sort((a, b) => b.allocated - a.allocated || (a.owner.id < b.owner.id ? -1 : 1))
    .slice(0, LARGEST)
    .map((entry) => ({
      owner: entry.owner,
      line: lineOf(entry.category),
      allocated: entry.because === null ? exact(entry.allocated) : bounded(entry.allocated, entry.because),
    }))
}

/** The engine's word on a line, where it has one: apparent bytes that stand in until the walk is done. */
function engineSays(line: Line, inventory: Inventory): number | null {
  const { engine, layers, images, containers, volumes, buildCache } = inventory
  const hidden = new Set(images.filter((image) => image.intermediate).map((image) => image.id))
  const layerSizes = (shared: boolean) =>
    sumFigures(
      layers
        .filter((layer) => layer.images.length > 0)
        .filter((layer) => layer.images.filter((id) => !hidden.has(id)).length > 1 === shared)
        .map((layer) => layer.engineSize),
    )
  // Nothing listed by nobody is not a word of the engine's.
  const said = (figures: readonly Figure[]) => (engine === null ? null : bytesOf(sumFigures(figures)))
  switch (line) {
    case 'images-shared':
      return layers.length === 0 ? null : bytesOf(layerSizes(true))
    case 'images-unique':
      return layers.length === 0 ? bytesOf(engine?.layersSize ?? unknown('no-engine')) : bytesOf(layerSizes(false))
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
function compareWithEngine(inventory: Inventory, folded: ReadonlyMap<Line, FoldedLine>): readonly Comparison[] {
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
