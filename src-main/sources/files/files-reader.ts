import type { OpaqueBecause } from '../../model/file-changes.ts'
import type { FileTree } from '../../model/file-tree.ts'
import type { Because } from '../../model/figure.ts'
import type { FilePlace } from './file-place.ts'

export interface FilesRequest {
  readonly place: FilePlace
  readonly signal: AbortSignal
  /** At most every 100 ms, the latest state only. */
  readonly onProgress?: ((progress: FilesProgress) => void) | undefined
}

/** So far: inodes and their allocated bytes. */
export interface FilesProgress {
  readonly inodes: number
  readonly allocated: number
}

/** The tree of a place, or why there is none. What could not be read inside of it is flagged there. */
export type FilesRead =
  | {
      readonly kind: 'tree'
      readonly tree: FileTree
      /** See `FilesSummary`. */
      readonly source: 'walk' | 'tar-split'
      /** This very process read it, on this machine's disk: then parts of layers, and contents, can be read too. */
      readonly direct: boolean
    }
  | { readonly kind: 'unread'; readonly because: UnreadBecause; readonly detail: string }

/** `not-on-disk`: nothing is there. `too-large`: more entries than are kept. `sample`: a recording has no files. */
export type UnreadBecause = Because | 'not-on-disk' | 'too-large' | 'sample'

/** Reads the files of places, by whatever means their root is read. */
export interface FilesReader {
  /** Throws `AppError`: `cancelled`, and what is not about the place. */
  read(request: FilesRequest): Promise<FilesRead>
  /** Which directories of layers are opaque. Absent: this way of reading cannot tell. Throws `cancelled`. */
  readonly opaque?: ReadOpaque
}

export interface OpaqueQuestion extends Pick<FilePlace, 'root' | 'role'> {
  /** Relative to the root, no two the same. */
  readonly directories: readonly string[]
  /** Of a rootless engine: the attribute is `user.overlay.opaque`, which its owner sees. */
  readonly rootless: boolean
  readonly signal: AbortSignal
}

/** Answers by their place in the question, or why nobody knows. */
export type ReadOpaque = (question: OpaqueQuestion) => Promise<ReadonlySet<number> | OpaqueBecause>

/** So many entries are kept of one place: about 400 MB. */
export const MOST_ENTRIES = 3_000_000
