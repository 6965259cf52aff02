import type { AppErrorCode, AppErrorContext } from '../../errors/app-error.ts'
import type { OpaqueBecause } from '../../model/file-changes.ts'
import type { FileFact } from '../../model/file-tree.ts'
import type { Gap } from '../../model/gap.ts'
import type { ContainerId } from '../../model/identifiers.ts'
import type { Incomplete, PlaceUsage, RootObservation, RootRole } from '../../model/observations.ts'
import type { Identity } from '../disk/disk-reader.ts'
import type { WalkedPlace } from '../disk/walk-types.ts'
import type { FilesPart } from '../files/file-messages.ts'
import type { FilePlace } from '../files/file-place.ts'
import type { CurrentStore } from '../survey-root.ts'

/** Changes with every message that one side would not understand any more: a packaged scanner may be an older one. */
export const SCAN_PROTOCOL = 4

/**
 * How a scanner is spoken with: one JSON value a line, questions on its standard input, answers on its standard
 * output. It is asked one question at a time and ends with its input.
 */
export type ScanQuestion =
  /** Answered by `metadata`. */
  | {
      readonly ask: 'metadata'
      readonly path: string
      readonly role: RootRole
      readonly current: CurrentStore | null
      /** The container that the scanner runs in. */
      readonly own: readonly ContainerId[]
      readonly live: boolean
    }
  /** Walks a root whose metadata it was asked for. Answered by `progress` and `places`, as often as it takes, and `walked`. */
  | {
      readonly ask: 'walk'
      readonly path: string
      readonly processes: number
      /** What need not be walked where device and inode are still the same. */
      readonly known: readonly KnownPlace[]
    }
  /** Lists one place of a root. Answered by `files-unread`, or by `files-top`, `files-part` as often as it takes, and `files-end`. */
  | { readonly ask: 'files'; readonly place: FilePlace }
  /** Asks which directories of layers are opaque. Answered by `opaque` or `opaque-unknown`. */
  | {
      readonly ask: 'opaque'
      readonly root: string
      readonly role: RootRole
      /** Relative to the root. */
      readonly directories: readonly string[]
      readonly rootless: boolean
    }
  /** Ends what is being answered: a walk with what it has, anything else with `failed`. */
  | { readonly ask: 'cancel' }

export interface KnownPlace {
  /** Index in the survey. */
  readonly place: number
  readonly walked: WalkedPlace
}

export type ScanAnswer =
  /** Said first, unasked. */
  | {
      readonly say: 'ready'
      readonly protocol: number
      /** Of the running kernel: two processes with the same one are on one machine. Null where the kernel has none. */
      readonly bootId: string | null
    }
  | { readonly say: 'metadata'; readonly root: ScannedRoot }
  | {
      readonly say: 'progress'
      readonly inodes: number
      readonly allocated: number
      readonly placesDone: number
      readonly places: number
      /** What is new or different since the last one. */
      readonly changed: readonly ChangedUsage[]
    }
  /** A part of a walk's result: the places from this index on. */
  | { readonly say: 'places'; readonly from: number; readonly places: readonly ScannedPlace[] }
  | { readonly say: 'walked'; readonly gaps: readonly Gap[]; readonly cancelled: boolean }
  | {
      readonly say: 'files-top'
      /** See `createFileTree`. */
      readonly top: FileFact | null
      /** Of the root's directory. */
      readonly root: Identity | null
    }
  | { readonly say: 'files-unread'; readonly because: Incomplete | 'not-on-disk'; readonly detail: string }
  | { readonly say: 'files-part'; readonly part: FilesPart }
  /** `whole`: false when there is more than a place may have. */
  | { readonly say: 'files-end'; readonly whole: boolean }
  /** Their places in the question. */
  | { readonly say: 'opaque'; readonly places: readonly number[] }
  | { readonly say: 'opaque-unknown'; readonly because: OpaqueBecause }
  | {
      readonly say: 'failed'
      readonly code: AppErrorCode | 'bug'
      readonly message: string
      readonly context: AppErrorContext
    }

export interface ScannedRoot {
  readonly observation: Omit<RootObservation, 'usages'>
  /** What is written in `engine-id`, since 24; null where it is not. */
  readonly engineId: string | null
  /** Of the root's directory; null when it could not be looked at. */
  readonly identity: Identity | null
  /** Of each place of the survey that is a directory, so that the asker can say what it knows of it. */
  readonly identities: readonly (Identity | null)[]
}

export interface ChangedUsage {
  readonly place: number
  readonly usage: PlaceUsage
}

export interface ScannedPlace {
  readonly usage: PlaceUsage | null
  /** `known`: what the question said. */
  readonly walked: WalkedPlace | 'known' | null
}
