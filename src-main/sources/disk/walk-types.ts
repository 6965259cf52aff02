import type { DiskUsage } from '../../model/disk-usage.ts'
import type { Gap } from '../../model/gap.ts'
import type { Incomplete, Place, PlaceUsage } from '../../model/observations.ts'
import type { Identity } from './disk-reader.ts'
import type { Inode } from './inode-map.ts'

/** A file with several names, some of which are outside the place it was seen in. `seen` of `nlink` names are inside. */
export interface OutsideLink extends Inode {
  readonly nlink: number
  readonly seen: number
  readonly allocated: number
  readonly apparent: number
}

/** What one walk learned of one place, in the form in which it can be remembered and merged again. */
export interface WalkedPlace {
  readonly identity: Identity
  /** Files whose names are all inside this place, and directories. */
  readonly inside: DiskUsage
  /** Files that have names outside too. They count in `own`, and in the ledger for the first place that holds one. */
  readonly outsideLinks: readonly OutsideLink[]
  /** See `PlaceUsage`. */
  readonly modifiedAt: number
  readonly incomplete: Incomplete | null
}

export interface WalkProgress {
  /** Inodes seen so far in this walk; remembered places are not among them. */
  readonly inodes: number
  readonly allocated: number
  /** Places finished or remembered, of all. */
  readonly placesDone: number
  readonly places: number
  /** Usage of the places that are finished, null for the others; same order as the request. */
  readonly usages: () => readonly (PlaceUsage | null)[]
}

export interface WalkRequest {
  /** Absolute path of the root, without symlinks in it. */
  readonly root: string
  /** The first one is the root itself (path ''). A path belongs to the deepest place that contains it. */
  readonly places: readonly Place[]
  /** Absolute paths of mount points strictly below the root: never entered, not counted; a gap where places are there. */
  readonly mountPoints: readonly string[]
  /** How many processes walk at once. */
  readonly processes: number
  /** Usage from an earlier walk, to be taken instead of walking; asked once for each directory. */
  readonly recall?: (place: Place, identity: Identity) => WalkedPlace | null
  /** At most every 100 ms, the latest state only. */
  readonly onProgress?: (progress: WalkProgress) => void
  readonly signal?: AbortSignal
}

export interface WalkResult {
  /**
   * Same order as the request. Null: nothing is there, or the walk was cancelled before the place was finished.
   * Empty and incomplete: it could not be looked at, or it is a mount point or below one; a gap says why. Empty and
   * complete: the path was listed before.
   */
  readonly usages: readonly (PlaceUsage | null)[]
  /** The raw material of `usages`, for remembering. Null where nothing was read or remembered. */
  readonly walked: readonly (WalkedPlace | null)[]
  readonly gaps: readonly Gap[]
  readonly cancelled: boolean
}
