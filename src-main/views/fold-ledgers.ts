import type { Category } from '../model/category.ts'
import { addUsage, NO_USAGE, type DiskUsage } from '../model/disk-usage.ts'
import { atLeast, exact, unknown, type Because, type Figure } from '../model/figure.ts'
import type { StorageRoot } from '../model/inventory.ts'
import type { LedgerEntry } from '../model/ledger.ts'
import { LINES, lineOf, type Line } from './category-line.ts'

export interface FoldedLine {
  readonly line: Line
  readonly allocated: Figure
  readonly apparent: Figure
  readonly inodes: number | null
  /** Owners with at least one entry in the line. */
  readonly objects: number
  readonly parts: readonly { readonly category: Category; readonly allocated: Figure }[]
}

/** Folds the ledgers of all roots into the lines of the overview. Always all lines. */
export function foldLedgers(roots: readonly StorageRoot[]): ReadonlyMap<Line, FoldedLine> {
  const doubt = doubtOf(roots)
  const entries = roots.flatMap((root) => root.ledger.entries)
  return new Map(
    LINES.map((line) => [
      line,
      foldLine(
        line,
        entries.filter((entry) => lineOf(entry.category) === line),
        doubt,
      ),
    ]),
  )
}

/** Why the sums may not be whole: the first root that has a reason, and whether anything was measured at all. */
interface Doubt {
  readonly because: Because | null
  readonly anything: boolean
}

function doubtOf(roots: readonly StorageRoot[]): Doubt {
  const unfinished = roots.find((root) => root.measured !== 'whole')
  return {
    because: unfinished?.ledger.because ?? (roots.length === 0 ? 'no-data-root' : null),
    anything: roots.some((root) => root.ledger.total.inodes > 0),
  }
}

function foldLine(line: Line, entries: readonly LedgerEntry[], doubt: Doubt): FoldedLine {
  const total = entries.reduce<DiskUsage>(addUsage, NO_USAGE)
  const because = doubt.because ?? entries.find((entry) => entry.because !== null)?.because ?? null
  const figure = (bytes: number): Figure => {
    if (because === null) return exact(bytes)
    return doubt.anything && entries.length > 0 ? atLeast(bytes, because) : unknown(because)
  }
  return {
    line,
    allocated: figure(total.allocated),
    apparent: figure(total.apparent),
    inodes: because === null ? total.inodes : null,
    objects: new Set(entries.map((entry) => `${entry.owner.kind} ${entry.owner.id}`)).size,
    parts: partsOf(entries).map(([category, bytes]) => ({ category, allocated: figure(bytes) })),
  }
}

function partsOf(entries: readonly LedgerEntry[]): readonly (readonly [Category, number])[] {
  const parts = new Map<Category, number>()
  for (const entry of entries) parts.set(entry.category, (parts.get(entry.category) ?? 0) + entry.allocated)
  return [...parts]
}
