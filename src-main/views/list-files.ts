import type { FileTree } from '../model/file-tree.ts'
import type { FileOrders } from './file-orders.ts'
import { bytesBy, viewFilesPage, type ViewedFiles } from './file-row.ts'
import type { FilesPage, FilesPart, FilesSort } from './files.ts'
import { createLargestFirst } from './largest-first.ts'

export interface FilesListing extends FilesPart {
  /** Number of the directory. */
  readonly directory: number
  readonly sort: FilesSort
  readonly descending: boolean
}

/** A page of what is right below a directory. */
export function listFiles(files: ViewedFiles, orders: FileOrders, listing: FilesListing): FilesPage {
  const { directory, sort, descending } = listing
  const [from, to] = files.tree.range(directory)
  const total = to - from
  const length = listing.offset + listing.limit
  const order = orders.of(`list ${directory} ${sort} ${descending}`, length, () => {
    // Nobody reads a million rows: of a very large directory only those are put in order that are near.
    const most = total > LARGE && sort !== 'name' ? Math.max(LARGE, 2 * length) : total
    return { entries: most < total ? firstOf(files.tree, listing, most) : sorted(files.tree, listing), total }
  })
  return viewFilesPage(files, order, listing)
}

const LARGE = 20_000

/** Of equal ones the order in the directory decides: their names would have to be compared a million times. */
function firstOf(tree: FileTree, { directory, sort, descending }: FilesListing, most: number): Int32Array {
  const [from, to] = tree.range(directory)
  const first = createLargestFirst(most)
  if (sort === 'name') return sorted(tree, { directory, sort, descending, offset: 0, limit: most })
  const sign = descending ? 1 : -1
  for (let entry = from; entry < to; entry++) first.offer(entry, sign * amountOf(tree, entry, sort))
  return first.take()
}

/** Of equal ones the name decides, whatever the direction: as a person would look for it. */
function sorted(tree: FileTree, { directory, sort, descending }: FilesListing): Int32Array {
  const [from, to] = tree.range(directory)
  const entries = Int32Array.from({ length: to - from }, (_, index) => from + index)
  const sign = descending ? -1 : 1
  if (sort === 'name') return entries.sort((a, b) => sign * byName(tree, a, b))
  const amounts = Float64Array.from(entries, (entry) => amountOf(tree, entry, sort))
  return entries.sort((a, b) => sign * ((amounts[a - from] ?? 0) - (amounts[b - from] ?? 0)) || byName(tree, a, b))
}

function amountOf(tree: FileTree, entry: number, sort: Exclude<FilesSort, 'name'>): number {
  if (sort === 'modifiedAt') return tree.modifiedAt(entry)
  const usage = tree.usage(entry)
  return sort === 'inodes' ? usage.inodes : bytesBy(usage, sort)
}

function byName(tree: FileTree, a: number, b: number): number {
  const [one, other] = [tree.name(a), tree.name(b)]
  return one < other ? -1 : one > other ? 1 : a - b
}
