import type { FileChanges } from '../../model/file-changes.ts'
import type { FileTree } from '../../model/file-tree.ts'
import type { Container, Inventory } from '../../model/inventory.ts'
import type { FilePlace } from '../../sources/files/file-place.ts'
import type { FilesRead, ReadOpaque } from '../../sources/files/files-reader.ts'

export interface ChangesRequest {
  readonly inventory: Inventory
  readonly container: Container
  /** The writable layer's own directory, and what is in it. */
  readonly place: FilePlace
  readonly tree: FileTree
  /**
   * Trees are read by this process, on this machine's disk. Then of each lower layer only what the writable one touches is
   * read; else whole layers are.
   */
  readonly direct: boolean
  /**
   * Reads another place of the inventory by the same means (with rights, through a container): a lower layer. Kept trees
   * are not read again.
   */
  readonly read: (place: FilePlace) => Promise<FilesRead>
  /** By the same means too. */
  readonly opaque: ReadOpaque
  readonly signal: AbortSignal
}

/** Compares a writable layer with the layers below it. Null: nothing can be said. Throws `AppError` `cancelled`. */
export type ReadChanges = (request: ChangesRequest) => Promise<FileChanges | null>
