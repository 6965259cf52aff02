import type { Boundary } from '../disk/walk-messages.ts'
import type { DirectoryAt } from '../disk/read-directory.ts'
import type { FilePlace } from './file-place.ts'

/** Argument of the process that lists instead of counting. */
export const FILES_ARGUMENT = 'files'

/** What the parent tells the process that lists: once. */
export interface FilesOrder extends Pick<FilePlace, 'only' | 'whiteouts'> {
  readonly top: DirectoryAt
  readonly boundaries: readonly Boundary[]
}

/**
 * Entries in the numbering of a `FileTree`, which both sides count: as flat lists, because there may be a million.
 */
export interface FilesPart {
  /** Of each directory with entries here: its number, and how many they are. In the order of the entries. */
  readonly directories: readonly number[]
  /** One for each entry, separated by the one character that no name holds, '/'. */
  readonly names: string
  /** Four numbers for each entry: kind and flags (see `packKind`), blocks, length, modified in milliseconds since 1970. */
  readonly facts: readonly number[]
  /** Of each file with several names: which entry of this part it is, how many it has, and its inode. */
  readonly links: readonly FileLink[]
  /** Flags that turned out after the entry was told: its number in the tree, and bits of `FILE_FLAGS`. */
  readonly flags: readonly (readonly [entry: number, bits: number])[]
}

export type FileLink = readonly [index: number, nlink: number, dev: number, ino: number | string]

export interface FilesReport {
  readonly part: FilesPart
  /** There is no more. */
  readonly last: boolean
}
