import { bounded, exact, unknown, type Figure } from './figure.ts'
import type { LedgerEntry } from './ledger.ts'

/** Allocated bytes of an entry, as far as it can be trusted. A bound needs something that was counted. */
export function entryFigure({ allocated, inodes, because }: LedgerEntry): Figure {
  if (because === null) return exact(allocated)
  return inodes > 0 ? bounded(allocated, because) : unknown(because)
}

/** Its file lengths, trusted as far: extents are shared, lengths are not. */
export function entryLengths({ apparent, inodes, because }: LedgerEntry): Figure {
  if (because === null || because === 'extents-shared') return exact(apparent)
  return inodes > 0 ? bounded(apparent, because) : unknown(because)
}
