import type { Gap } from '../../model/gap.ts'
import type { Incomplete } from '../../model/observations.ts'
import type { Inode } from './inode-map.ts'

/**
 * A directory to read: in which attempt at which place (see `PlaceTally`), its absolute path in the form of
 * `pathFromBytes`, and the device and inode number that it had when it was seen.
 */
export type WalkEntry = readonly [run: number, path: string, dev: number, ino: number]

/** Names in one directory that belong to other places or lie on other mounts. */
export interface Boundary {
  readonly directory: string
  readonly names: readonly string[]
}

/** What the parent tells a walk process. */
export type WalkOrder =
  | {
      readonly kind: 'work'
      readonly entries: readonly WalkEntry[]
      readonly boundaries: readonly Boundary[]
    }
  /** Another process has nothing left to do: hand back half of what is pending as soon as there is any. */
  | { readonly kind: 'share' }

/** A file with several names, as often as one process saw it. */
export interface SeenLink extends Inode {
  readonly nlink: number
  readonly seen: number
  readonly allocated: number
  readonly apparent: number
}

/** What was learned in one run since the last report. */
export interface RunReport {
  readonly run: number
  /** How many entries of those received are wholly read. 0 while the run still has something pending here. */
  readonly tickets: number
  readonly inodes: number
  readonly allocated: number
  readonly apparent: number
  /** Newest change of any inode seen, links too: milliseconds since 1970. Null when none was. */
  readonly modifiedAt: number | null
  readonly incomplete: Incomplete | null
  /** Files with names that were not seen here; empty until there are tickets. The counts above do not hold them. */
  readonly links: readonly SeenLink[]
}

/** What a walk process tells its parent. */
export interface WalkReport {
  readonly runs: readonly RunReport[]
  readonly gaps: readonly Gap[]
  /** The answer to `share`. Their tickets are the receiver's from now on. */
  readonly returned: readonly WalkEntry[]
  /** Directories still to be read, not counting those not yet found. */
  readonly pending: number
}
