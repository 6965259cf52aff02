import type { Category } from '../model/category.ts'
import { addUsage, NO_USAGE, type DiskUsage } from '../model/disk-usage.ts'
import { bounded, exact, strongerDoubt, unknown, type Because, type Figure } from '../model/figure.ts'
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

/** Folds the ledgers of all roots into the lines of the overview. Always all lines; each is exact as soon as its own entries are. */
export function foldLedgers(roots: readonly StorageRoot[]): ReadonlyMap<Line, FoldedLine> {
  const byLine = new Map<Line, LedgerEntry[]>(LINES.map((line) => [line, []]))
  for (const root of roots) for (const entry of root.ledger.entries) byLine.get(lineOf(entry.category))?.push(entry)
  const unread = unreadBecause(roots)
  const unsupported = hasUnreadDriver(roots) ? 'driver-not-supported' : null
  return new Map(
    [...byLine].map(([line, entries]) => {
      const because = unread ?? (KEPT_BY_DRIVERS.has(line) ? unsupported : null)
      return [line, foldLine(line, entries, because)]
    }),
  )
}

/** Lines whose bytes storage drivers keep: of a driver that is not read yet, they are unattributed. */
const KEPT_BY_DRIVERS: ReadonlySet<Line> = new Set([
  ...(['images-shared', 'images-unique', 'writable-layers', 'build-cache'] as const),
  // Init layers and the driver's own files.
  'metadata',
])

function hasUnreadDriver(roots: readonly StorageRoot[]): boolean {
  return roots.some((root) => root.gaps.some((gap) => gap.reason === 'driver-not-supported'))
}

/** Why no line can be whole; null when every root could be opened. */
function unreadBecause(roots: readonly StorageRoot[]): Because | null {
  if (roots.length === 0) return 'no-data-root'
  return roots.find((root) => root.measured === 'unreadable')?.ledger.because ?? null
}

function foldLine(line: Line, entries: readonly LedgerEntry[], unread: Because | null): FoldedLine {
  const total = entries.reduce<DiskUsage>(addUsage, NO_USAGE)
  const because = strongerDoubt(doubtOf(entries), unread)
  return {
    line,
    allocated: figureOf(total.allocated, total.inodes, because),
    // Lengths of files are what they are, whoever shares their extents.
    apparent: figureOf(total.apparent, total.inodes, because === 'extents-shared' ? null : because),
    inodes: because === null || because === 'extents-shared' ? total.inodes : null,
    objects: new Set(entries.map((entry) => `${entry.owner.kind} ${entry.owner.id}`)).size,
    parts: partsOf(entries),
  }
}

/** A lower bound needs something that was counted. */
function figureOf(bytes: number, inodes: number, because: Because | null): Figure {
  if (because === null) return exact(bytes)
  return inodes > 0 ? bounded(bytes, because) : unknown(because)
}

function partsOf(entries: readonly LedgerEntry[]): FoldedLine['parts'] {
  return [...Map.groupBy(entries, (entry) => entry.category)].map(([category, own]) => {
    const total = own.reduce<DiskUsage>(addUsage, NO_USAGE)
    const because = doubtOf(own)
    return { category, allocated: figureOf(total.allocated, total.inodes, because) }
  })
}

function doubtOf(entries: readonly LedgerEntry[]): Because | null {
  return entries.reduce<Because | null>((doubt, entry) => strongerDoubt(doubt, entry.because), null)
}
