import type { Because } from './figure.ts'
import type { FileKind } from './file-tree.ts'

/** What an entry of a writable layer is to the layers below it. */
export type FileChange =
  /** No lower layer shows an entry at its path. */
  | { readonly kind: 'new' }
  /** A lower file was copied whole, because it was changed; `lower` is the one that it hides. One that was removed and made anew looks the same. */
  | { readonly kind: 'copy-up'; readonly lower: LowerFile }
  /** Something of another kind is in the place of a lower entry: a directory of a file, a file of a directory, a symlink of a file. */
  | { readonly kind: 'replaced'; readonly lower: LowerFile }
  /** A directory that is in a lower layer too, and shows what is there. */
  | { readonly kind: 'merged' }
  /** A directory that was removed and made anew: what was in the lower one is hidden, and still on disk. */
  | { readonly kind: 'opaque'; readonly lower: LowerFile }
  /** A lower entry was removed, and is still on disk. Null: no lower layer shows one, so that it hides nothing. */
  | { readonly kind: 'whiteout'; readonly lower: LowerFile | null }
  /** Full copies only (`native`, `btrfs`): as it is in the layer below. */
  | { readonly kind: 'inherited' }
  /** Full copies only: a file that differs from the one below in length, time of change, mode or owner. */
  | { readonly kind: 'changed'; readonly lower: LowerFile }

/** What lies hidden in the layers below. */
export interface LowerFile {
  /** The topmost layer that shows it. Null: the `-init` layer, which the engine makes for each container, with empty files only. */
  readonly chainId: string | null
  /** The Dockerfile step that made that layer; null where the history does not say. */
  readonly createdBy: string | null
  readonly kind: FileKind
  /** Of a directory: all that was visible below it, each inode once, and the directories of every layer that made it up. */
  readonly allocated: number | null
  readonly apparent: number
  readonly inodes: number
  /** Something below could not be read: numbers are lower bounds. */
  readonly incomplete: boolean
}

/** Sums over a writable layer. Its allocated bytes are those of created, copyUps, replaced, inherited and other. */
export interface ChangesSummary {
  /**
   * `overlay`: the writable layer holds what was changed, and nothing else. `full-copy`: it holds all of the image's files
   * too; where snapshots share extents (btrfs) they count in each of them, so that the disk holds less.
   */
  readonly how: 'overlay' | 'full-copy'
  /** Files, symlinks and devices that no lower layer shows. */
  readonly created: { readonly files: number; readonly allocated: number }
  /** Of full copies: changed files. `originals`: allocated bytes of the lower files that they hide, each inode once. */
  readonly copyUps: { readonly files: number; readonly allocated: number; readonly originals: number | null }
  /** `allocated`: of what came in their place, directories apart. `hidden`: see whiteouts. */
  readonly replaced: { readonly entries: number; readonly allocated: number; readonly hidden: number | null }
  /** Full copies only, else nothing. */
  readonly inherited: { readonly files: number; readonly allocated: number }
  /** `hidden`: allocated bytes of lower entries that they hide, still on disk, each inode once in all of this summary. */
  readonly whiteouts: { readonly entries: number; readonly hidden: number | null }
  /** Null where it could not be found out: then deleted and remade directories are not told from merged ones. */
  readonly opaque: { readonly directories: number; readonly hidden: number | null } | null
  /** Why `opaque` is null: see `OpaqueBecause`. */
  readonly opaqueBecause: OpaqueBecause | null
  /** Full copies only: what is below and not in the copy; null for overlays, which have whiteouts. `largest`: at most 100. */
  readonly deleted: {
    readonly entries: number
    readonly allocated: number | null
    readonly largest: readonly DeletedEntry[]
  } | null
  /** Directories and markers themselves. */
  readonly other: { readonly entries: number; readonly allocated: number }
  /** Why `change` is missing somewhere and hidden bytes are lower bounds; null when all was compared. */
  readonly because: Because | null
}

/** An entry of the layer below that a full copy does not have any more. */
export interface DeletedEntry {
  /** Below the place. */
  readonly path: string
  readonly lower: LowerFile
}

/**
 * Why nobody knows which directories are opaque. It is kept in an extended attribute that only root of the machine sees
 * (CAP_SYS_ADMIN: a scan container does not have it), and that we read with GNU tar.
 */
export type OpaqueBecause = 'not-allowed' | 'no-tar' | 'failed'

/** What a writable layer did to the layers below it, by entry of its `FileTree`. */
export interface FileChanges {
  /** Null where it was not compared. Asked for every entry of a tree: it makes no object. */
  kindOf(entry: number): FileChange['kind'] | null
  changeOf(entry: number): FileChange | null
  readonly summary: ChangesSummary
}
