import type { ChangesSummary, FileChange, LowerFile } from '../model/file-changes.ts'
import type { FileFlag, FileKind } from '../model/file-tree.ts'
import type { Because } from '../model/figure.ts'

export type { ChangesSummary, FileChange, LowerFile }

/** A place whose files can be looked at. */
export interface FilesOf {
  /**
   * `container`: its writable layer, by container ID. `layer`: by chain ID; `layer-archive`: the same by the engine's list of
   * what was unpacked there, classic drivers only, no blocks. `volume`: by name. `container-logs`: the log files of a
   * container. `orphan`: by absolute path. `build-cache`: the directory of a record, by record ID.
   */
  readonly kind: 'container' | 'layer' | 'layer-archive' | 'volume' | 'container-logs' | 'orphan' | 'build-cache'
  readonly id: string
}

/** How far the reading of a place's files is. The tree stays with the application; pages of it are asked for. */
export type FilesState =
  /** Inodes and allocated bytes so far. */
  | { readonly stage: 'reading'; readonly inodes: number; readonly allocated: number }
  | { readonly stage: 'ready'; readonly summary: FilesSummary }
  /** It cannot be read here: `because` says why; a sample and a remote engine without a listing have no files. */
  | {
      readonly stage: 'unavailable'
      readonly because: Because | 'sample' | 'not-on-disk' | 'too-large'
      readonly detail: string
    }

/** What was read, as a whole. */
export interface FilesSummary {
  /** Absolute path of the place's directory on the engine's host. */
  readonly directory: string
  /** `walk`: inodes on disk. `tar-split`: the engine's list of a layer's archive, lengths only, nothing was walked. */
  readonly source: 'walk' | 'tar-split'
  /** ISO 8601: when it was read. */
  readonly readAt: string
  readonly total: FilesUsage
  /** How many entries carry each flag or are of each kind that a preset shows. */
  readonly presets: Readonly<Record<FilesPreset, number>>
  /** Of a container's writable layer: what it did to the image's layers below it; null for other places. */
  readonly changes: ChangesSummary | null
  /** `changes` is still being found out: another `ready` follows. */
  readonly comparing: boolean
}

/** Itself and everything below, each inode once within the place. */
export interface FilesUsage {
  /** Null where blocks are not known (`tar-split`). */
  readonly allocated: number | null
  readonly apparent: number
  readonly inodes: number
  /** ISO 8601: newest modification of it or anything below. */
  readonly newestAt: string
  /** Something below could not be read: numbers are lower bounds. */
  readonly incomplete: boolean
}

/** One entry as a row. */
export interface FileRow extends FilesUsage {
  readonly name: string
  /** Below the place, without a slash at its beginning. */
  readonly path: string
  readonly kind: FileKind
  readonly flags: readonly FileFlag[]
  /** A file whose blocks hold less than its length. */
  readonly sparse: boolean
  /** Length of a file by itself, also where its bytes count at another name. */
  readonly length: number
  readonly nlink: number
  /** Path of the first name of the same inode, for a later one. */
  readonly countedAt: string | null
  readonly modifiedAt: string
  /** Entries right below; 0 for anything but a directory. */
  readonly entries: number
  /** Null where it was not compared: not a writable layer, or a lower layer could not be read. */
  readonly change: FileChange | null
}

/** What part of a list is wanted. */
export interface FilesPart {
  readonly offset: number
  readonly limit: number
}

/** A part of a list, and how long the list is. */
export interface FilesPage {
  readonly rows: readonly FileRow[]
  readonly total: number
}

export type FilesSort = 'allocated' | 'apparent' | 'name' | 'modifiedAt' | 'inodes'

/**
 * Lists that cut through the tree: `largest`, `newest`, `oldest` of regular files; every name of `hard-linked` ones; `sparse`
 * by the size of their holes; `new` and `copy-ups` of a writable layer. `opaque` is known only where extended attributes could
 * be read.
 */
export const FILES_PRESETS = [
  'largest',
  'newest',
  'oldest',
  'hard-linked',
  'sparse',
  'unreadable',
  'new',
  'copy-ups',
  'whiteouts',
  'opaque',
] as const
export type FilesPreset = (typeof FILES_PRESETS)[number]

/**
 * A tile of the treemap with the largest of what is inside it. Everything else in it, its own inode too, is one `rest`: the
 * bytes of what is inside make its own. Nothing is inside of what was not opened.
 */
export interface FilesTile {
  /** '' for a rest, which has the path of the directory that it is in. */
  readonly name: string
  readonly path: string
  readonly kind: FileKind | 'rest'
  /** In the unit that was asked for; lengths where blocks are not known. */
  readonly bytes: number
  readonly inodes: number
  readonly change: FileChange['kind'] | null
  readonly tiles: readonly FilesTile[]
}

/** How far a comparison is, in bytes of the shorter file; and then what it found. */
export type FileComparing =
  | { readonly stage: 'reading'; readonly done: number; readonly bytes: number }
  | { readonly stage: 'ready'; readonly comparison: FileComparison }

/** How much of a copy-up really differs from what it was copied from. */
export interface FileComparison {
  readonly path: string
  readonly lower: LowerFile
  /** Bytes that were copied up: length of the lower file. */
  readonly copied: number
  /** Bytes that differ or have been added or cut off. */
  readonly changed: number
}
