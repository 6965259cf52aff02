import type { Category } from './category.ts'
import type { DiskUsage } from './disk-usage.ts'
import type { Because } from './figure.ts'

/** Who uses a layer or a volume: removing the owner's bytes needs all of them gone. */
export interface Holder {
  readonly kind: 'image' | 'container' | 'build-cache' | 'lease'
  readonly id: string
  readonly name: string
}

export type OwnerKind =
  | 'layer'
  | 'content-blob'
  | 'container'
  | 'volume'
  | 'build-cache-record'
  | 'lease'
  | 'engine'
  | 'namespace'
  | 'driver'
  | 'nobody'

export interface Owner {
  readonly kind: OwnerKind
  readonly id: string
  readonly name: string
}

/** Bytes of one root that belong to one owner in one category. No byte is in two entries. */
export interface LedgerEntry extends DiskUsage {
  readonly category: Category
  readonly owner: Owner
  readonly holders: readonly Holder[]
  /** Set when the entry is only a bound: an upper one for `extents-shared`, else a lower one. */
  readonly because: Because | null
}

/** A path that no category explains. */
export interface UnexplainedPlace extends DiskUsage {
  readonly path: string
}

/**
 * The partition of one storage root's allocated bytes.
 * Invariant: the entries' sum plus `unattributed` is `total`, in every one of the three numbers.
 */
export interface Ledger {
  readonly entries: readonly LedgerEntry[]
  /** Bytes on disk that no place explains; shown, never hidden. */
  readonly unattributed: DiskUsage
  /** Where they are: paths relative to the root, which nobody knows. Together they are `unattributed`. */
  readonly unexplained: readonly UnexplainedPlace[]
  readonly total: DiskUsage
  /** Why total is only a bound of what the disk holds, or null when it is exact. */
  readonly because: Because | null
}
