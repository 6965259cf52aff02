import { CATEGORIES, type Category } from '../model/category.ts'
import { addUsage, NO_USAGE, sumUsage, type DiskUsage } from '../model/disk-usage.ts'
import type { Figure, UsageFigure } from '../model/figure.ts'
import type { Gap } from '../model/gap.ts'
import type { Inventory, StorageRoot } from '../model/inventory.ts'
import type { LedgerEntry } from '../model/ledger.ts'
import type { Capacity, Filesystem, RootRole } from '../model/observations.ts'
import type { ReclaimGraph } from '../model/reclaim-graph.ts'
import { LINES, lineOf } from './category-line.ts'
import { foldLedgers, type FoldedLine } from './fold-ledgers.ts'
import { allocatedOf, boundedBy } from './frame.ts'
import { viewComparison, type LedgerComparison } from './ledger-comparison.ts'
import { ENTRY_ORDERS, rowMaker, unexplainedRow, type LedgerRow, type RowLine } from './ledger-rows.ts'

/** Every allocated byte of every root in exactly one entry, and the engine's word beside it. */
export interface LedgerView {
  readonly takenAt: string
  readonly sample: boolean
  readonly stage: Inventory['stage']
  readonly roots: readonly LedgerRoot[]
  /** Null without an engine. */
  readonly comparison: LedgerComparison | null
}

export interface LedgerRoot {
  readonly path: string
  readonly role: RootRole
  readonly measured: StorageRoot['measured']
  readonly filesystem: Filesystem | null
  readonly capacity: Capacity | null
  readonly sharesExtents: boolean
  /** entries + unattributed = total, allocated. */
  readonly entries: { readonly count: number; readonly allocated: Figure }
  readonly unattributed: Figure
  readonly total: UsageFigure
  /** total - entries - unattributed: 0 whenever the root was read whole. Null until then. */
  readonly difference: number | null
  /** Lines that hold anything or may do so, in their fixed order; unattributed last. */
  readonly lines: readonly LedgerRootLine[]
  readonly gaps: readonly Gap[]
}

export interface LedgerRootLine {
  readonly line: RowLine
  readonly allocated: Figure
  readonly apparent: Figure
  readonly inodes: number | null
  readonly entries: number
  readonly categories: readonly LedgerCategory[]
  /** The largest by allocated bytes. */
  readonly largest: readonly LedgerRow[]
  /** What `largest` leaves out, to the byte; all 0 when it leaves out nothing. */
  readonly rest: DiskUsage & { readonly entries: number }
}

export interface LedgerCategory {
  readonly category: Category
  readonly allocated: Figure
  readonly apparent: number
  readonly inodes: number
  readonly entries: number
}

type RowOf = (entry: LedgerEntry) => LedgerRow

/** How many owners of a line cross the wire at once: what a treemap can show, and a reader look through. */
export const LARGEST_ROWS = 40

/** `graph` is the inventory's. */
export function viewLedger(inventory: Inventory, graph: ReclaimGraph): LedgerView {
  const { takenAt, sample, stage, roots } = inventory
  const row = rowMaker(inventory)
  return {
    takenAt,
    sample,
    stage,
    roots: roots.map((root) => viewRoot(root, (entry) => row(entry, root))),
    comparison: viewComparison(inventory, graph),
  }
}

function viewRoot(root: StorageRoot, row: RowOf): LedgerRoot {
  const { path, role, measured, filesystem, capacity, sharesExtents, ledger, gaps } = root
  const entries = sumUsage(ledger.entries)
  const folded = foldLedgers([root])
  const byLine = Map.groupBy(ledger.entries, (entry) => lineOf(entry.category))
  const lines = LINES.flatMap((line) => {
    const own = byLine.get(line) ?? []
    const fold = folded.get(line)
    // A line without entries is no line, unless nobody could look.
    return fold === undefined || (own.length === 0 && fold.allocated.kind === 'exact') ? [] : [viewLine(fold, own, row)]
  })
  return {
    path,
    role,
    measured,
    filesystem,
    capacity,
    sharesExtents,
    entries: { count: ledger.entries.length, allocated: boundedBy(entries.allocated, root) },
    unattributed: boundedBy(ledger.unattributed.allocated, root),
    total: {
      allocated: allocatedOf(root),
      apparent: boundedBy(ledger.total.apparent, root),
      inodes: measured === 'whole' ? ledger.total.inodes : null,
    },
    difference:
      measured === 'whole' ? ledger.total.allocated - entries.allocated - ledger.unattributed.allocated : null,
    lines: [...lines, ...unattributedLine(root)],
    gaps,
  }
}

function viewLine(
  { line, allocated, apparent, inodes, parts }: FoldedLine,
  entries: readonly LedgerEntry[],
  row: RowOf,
): LedgerRootLine {
  const sorted = [...entries].sort(ENTRY_ORDERS.allocated)
  const byCategory = Map.groupBy(entries, (entry) => entry.category)
  return {
    line,
    allocated,
    apparent,
    inodes,
    entries: entries.length,
    categories: [...parts]
      .sort((a, b) => CATEGORIES.indexOf(a.category) - CATEGORIES.indexOf(b.category))
      .map(({ category, allocated: part }): LedgerCategory => {
        const own = byCategory.get(category) ?? []
        const total = sumUsage(own)
        return { category, allocated: part, apparent: total.apparent, inodes: total.inodes, entries: own.length }
      }),
    largest: sorted.slice(0, LARGEST_ROWS).map(row),
    rest: restOf(sorted.slice(LARGEST_ROWS)),
  }
}

function unattributedLine(root: StorageRoot): readonly LedgerRootLine[] {
  const { unexplained, unattributed } = root.ledger
  const sorted = [...unexplained].sort((a, b) => b.allocated - a.allocated || (a.path < b.path ? -1 : 1))
  return [
    {
      line: 'unattributed',
      allocated: boundedBy(unattributed.allocated, root),
      apparent: boundedBy(unattributed.apparent, root),
      inodes: root.measured === 'whole' ? unattributed.inodes : null,
      entries: unexplained.length,
      categories: [],
      largest: sorted.slice(0, LARGEST_ROWS).map((place) => unexplainedRow(place, root)),
      rest: restOf(sorted.slice(LARGEST_ROWS)),
    },
  ]
}

function restOf(left: readonly DiskUsage[]): LedgerRootLine['rest'] {
  return { ...left.reduce<DiskUsage>(addUsage, NO_USAGE), entries: left.length }
}
