import type { Because } from './figure.ts'
import type { FileKind } from './file-tree.ts'

/** What an entry of a writable layer is to the layers below it. */
export type FileChange =
  /** No lower layer shows an entry at its path. */
  | { readonly kind: 'new' }
  /** A lower file was copied whole, because it was changed; `lower` is the one that it hides. */
  | { readonly kind: 'copy-up'; readonly lower: LowerFile }
  /** A directory that is in a lower layer too. */
  | { readonly kind: 'merged' }
  /** A whiteout, or an opaque directory: what it hides is still on disk below. */
  | { readonly kind: 'whiteout' | 'opaque'; readonly lower: LowerFile }

/** What lies hidden in the layers below. */
export interface LowerFile {
  readonly chainId: string
  /** The Dockerfile step that made that layer; null where the history does not say. */
  readonly createdBy: string | null
  readonly kind: FileKind
  /** Of a directory: everything visible below it. */
  readonly allocated: number | null
  readonly apparent: number
  readonly inodes: number
}

/** Sums over a writable layer; the parts make its allocated bytes. */
export interface ChangesSummary {
  readonly created: { readonly files: number; readonly allocated: number }
  /** `originals`: allocated bytes of the lower files that they hide. */
  readonly copyUps: { readonly files: number; readonly allocated: number; readonly originals: number | null }
  /** `hidden`: allocated bytes of lower entries that whiteouts and opaque directories hide, still on disk. */
  readonly whiteouts: { readonly entries: number; readonly hidden: number | null }
  /** Null where extended attributes could not be read: then deleted and remade directories are not told from merged ones. */
  readonly opaque: { readonly directories: number } | null
  /** Directories and markers themselves. */
  readonly other: { readonly entries: number; readonly allocated: number }
  /** Why `change` is missing or hidden bytes are unknown; null when all was compared. */
  readonly because: Because | null
}

/** What a writable layer did to the layers below it, by entry of its `FileTree`. */
export interface FileChanges {
  /** Null where it was not compared. Asked for every entry of a tree: it makes no object. */
  kindOf(entry: number): FileChange['kind'] | null
  changeOf(entry: number): FileChange | null
  readonly summary: ChangesSummary
}
