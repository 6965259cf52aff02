import type { Category } from '../model/category.ts'
import { sumUsage } from '../model/disk-usage.ts'
import { bounded, exact, sumUsageFigures, unknownUsage, type Figure, type UsageFigure } from '../model/figure.ts'
import type { Gap } from '../model/gap.ts'
import type { Inventory, StorageRoot } from '../model/inventory.ts'
import type { Owner } from '../model/ledger.ts'
import type { Filesystem, RootRole } from '../model/observations.ts'
import { lineOf, type Line } from './category-line.ts'
import { compareWithEngine, engineSays, type Comparison } from './engine-says.ts'
import { foldLedgers } from './fold-ledgers.ts'
import { viewLayersSize, type LayersSizeView } from './layers-size.ts'
import { orphanKinds, viewOrphans, type OrphanKind, type OrphanKinds, type OrphanSum } from './orphans.ts'
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
  /** What the first of them is made of; null without an engine. */
  readonly layersSize: LayersSizeView | null
  /** The line of orphans, by why nobody needs them. */
  readonly orphans: readonly OrphanSum[]
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
  /** btrfs: a block that several snapshots share counts in each, so the disk holds less than the total. */
  readonly sharesExtents: boolean
}

export interface LargestObject {
  readonly owner: Owner
  readonly line: Line
  readonly allocated: Figure
  /** Null for what is none. */
  readonly orphan: OrphanKind | null
}

const LARGEST = 12

export function viewOverview(inventory: Inventory, loadLine: number = DEFAULT_LOAD_LINE): OverviewView {
  const { roots } = inventory
  const folded = foldLedgers(roots)
  const gaps = roots.flatMap((root) => root.gaps)
  const kindOf = orphanKinds(inventory)
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
    largest: largestObjects(roots, kindOf),
    comparisons: compareWithEngine(inventory, folded),
    layersSize: inventory.engine === null ? null : viewLayersSize(inventory, inventory.engine),
    orphans: viewOrphans(inventory, kindOf),
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
  const { path, role, measured, filesystem, ledger, sharesExtents } = root
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
    sharesExtents,
  }
}

function largestObjects(roots: readonly StorageRoot[], kindOf: OrphanKinds): readonly LargestObject[] {
  return roots
    .flatMap((root) => root.ledger.entries.map((entry) => ({ entry, root })))
    .filter(({ entry }) => entry.owner.kind !== 'engine' && entry.allocated > 0)
    .sort((a, b) => b.entry.allocated - a.entry.allocated || (a.entry.owner.id < b.entry.owner.id ? -1 : 1))
    .slice(0, LARGEST)
    .map(({ entry, root }) => ({
      owner: entry.owner,
      line: lineOf(entry.category),
      allocated: entry.because === null ? exact(entry.allocated) : bounded(entry.allocated, entry.because),
      orphan: kindOf(entry, root),
    }))
}
