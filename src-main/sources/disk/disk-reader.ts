import type { Capacity } from '../../model/observations.ts'
import type { MountTable } from './mount-table.ts'

export type EntryKind = 'directory' | 'file' | 'symlink' | 'other'

export interface DirectoryEntry {
  readonly name: string
  readonly kind: EntryKind
}

export interface Identity {
  readonly dev: number
  readonly ino: number
}

/** What is at a path itself, and since when. */
export interface Identified extends Identity {
  readonly kind: EntryKind
  /** Milliseconds since 1970. Of a directory: when a name in it last came or went. A copy may keep it. */
  readonly modifiedAt: number
  /** Milliseconds since 1970, when this inode was made; null where the filesystem does not keep it. */
  readonly bornAt: number | null
}

/**
 * The few things that surveys ask of a disk. Read-only by construction: nothing here can write, create or remove.
 *
 * Calls are synchronous, because a survey reads thousands of tiny files and asynchronous ones cost ten times as
 * much; a survey calls `breathe` in its loops, so that the process still answers while it runs.
 * A symlink is never followed in the last component, and files that are not regular are never opened (a data root
 * holds a block device node).
 * What is not there is null; what is there and cannot be read throws `AppError` `permission-denied` or `file-damaged`.
 */
export interface DiskReader {
  /** Entries of a directory in no order; null when there is none. A symlink to a directory is not a directory. */
  list(path: string): readonly DirectoryEntry[] | null
  /** Whole content of a regular file of at most `limit` bytes (default 16 MiB; more is `file-damaged`). */
  readBytes(path: string, limit?: number): Uint8Array | null
  /** The same as UTF-8 text. */
  readText(path: string, limit?: number): string | null
  /** What is at a path itself (lstat). */
  identify(path: string): Identified | null
  capacity(path: string): Capacity | null
  mounts(): MountTable
  /** Milliseconds since 1970, by the clock that the disk's times come from. */
  now(): number
  /** Lets other work of this process run when the last pause is more than a few milliseconds ago; throws `cancelled`. */
  breathe(signal?: AbortSignal): Promise<void>
}
