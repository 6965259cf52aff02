import type { FileChanges } from '../model/file-changes.ts'
import { FILE_FLAGS, type FileFlag, type FileTree } from '../model/file-tree.ts'
import type { FileOrder } from './file-orders.ts'
import type { FileRow, FilesPage, FilesPart, FilesUsage } from './files.ts'

/** A tree that is looked at, with what it is to the layers below it where that is known. */
export interface ViewedFiles {
  readonly tree: FileTree
  readonly changes: FileChanges | null
}

const FLAGS = Object.entries(FILE_FLAGS) as readonly (readonly [FileFlag, number])[]
/** Unit of `st_blocks`. */
const BLOCK = 512
/** What a date can hold, in seconds. */
const LATEST = 8.64e12

/** The wanted part of an order, which has to reach so far. */
export function viewFilesPage(files: ViewedFiles, { entries, total }: FileOrder, part: FilesPart): FilesPage {
  const wanted = entries.subarray(part.offset, part.offset + part.limit)
  return { rows: Array.from(wanted, (entry) => viewFileRow(files, entry)), total }
}

export function viewFileRow({ tree, changes }: ViewedFiles, entry: number): FileRow {
  const [from, to] = tree.range(entry)
  const bits = tree.flags(entry)
  const first = tree.firstName(entry)
  return {
    ...viewFilesUsage(tree, entry),
    name: tree.name(entry),
    path: tree.path(entry),
    kind: tree.kind(entry),
    flags: FLAGS.filter(([, bit]) => (bits & bit) !== 0).map(([flag]) => flag),
    sparse: isSparse(tree, entry),
    length: tree.length(entry),
    nlink: tree.nlink(entry),
    countedAt: first === null ? null : tree.path(first),
    modifiedAt: isoTime(tree.modifiedAt(entry)),
    entries: to - from,
    change: changes?.changeOf(entry) ?? null,
  }
}

export function viewFilesUsage(tree: FileTree, entry: number): FilesUsage {
  const { newestAt, ...usage } = tree.usage(entry)
  return { ...usage, newestAt: isoTime(newestAt) }
}

/** Where a filesystem keeps small files in their inodes, those have no blocks and no holes either. */
export function isSparse(tree: FileTree, entry: number): boolean {
  return tree.hasBlocks && tree.kind(entry) === 'file' && holeOf(tree, entry) >= BLOCK
}

/** Bytes of a file's length for which there are no blocks; nothing for a later name of an inode. */
export function holeOf(tree: FileTree, entry: number): number {
  const { allocated, apparent } = tree.own(entry)
  return apparent - allocated
}

/** Where blocks are not known, lengths stand for them. */
export function bytesBy(
  { allocated, apparent }: { readonly allocated: number | null; readonly apparent: number },
  measure: 'allocated' | 'apparent',
): number {
  return measure === 'allocated' ? (allocated ?? apparent) : apparent
}

/** A disk may say any time at all. */
function isoTime(seconds: number): string {
  return new Date(Math.min(Math.max(seconds, -LATEST), LATEST) * 1000).toISOString()
}
