import type { FileTree } from '../model/file-tree.ts'
import type { FileOrder, FileOrders } from './file-orders.ts'
import { bytesBy, holeOf, viewFilesPage, type ViewedFiles } from './file-row.ts'
import type { FilesPage, FilesPart, FilesPreset } from './files.ts'
import { isOfPreset } from './files-preset.ts'
import { createLargestFirst } from './largest-first.ts'

export interface FilesDiscovery extends FilesPart {
  /** Number of the directory below which is looked. */
  readonly directory: number
  readonly preset: FilesPreset
  readonly measure: 'allocated' | 'apparent'
}

/** Who looks at the first page mostly looks at the second. */
const FEWEST = 1000

/** A page of what a preset finds anywhere below a directory. One pass over all of it for the first page. */
export function discoverFiles(files: ViewedFiles, orders: FileOrders, discovery: FilesDiscovery): FilesPage {
  const { directory, preset, measure, offset, limit } = discovery
  const length = offset + limit
  const key = `discover ${directory} ${preset} ${measure}`
  const order = orders.of(key, length, () => discover(files, discovery, Math.max(FEWEST, 2 * length)))
  return viewFilesPage(files, order, discovery)
}

function discover(files: ViewedFiles, { directory, preset, measure }: FilesDiscovery, most: number): FileOrder {
  const { tree } = files
  const isWanted = isOfPreset(files, preset)
  const amountOf = amountBy(files, preset, measure)
  const largest = createLargestFirst(most)
  let total = 0
  visitBelow(tree, directory, (entry) => {
    if (!isWanted(entry)) return
    total += 1
    largest.offer(entry, amountOf(entry))
  })
  return { entries: largest.take(), total }
}

function amountBy(
  { tree, changes }: ViewedFiles,
  preset: FilesPreset,
  measure: 'allocated' | 'apparent',
): (entry: number) => number {
  switch (preset) {
    case 'largest':
    case 'new':
    case 'copy-ups':
      return (entry) => bytesBy(tree.own(entry), measure)
    case 'newest':
      return (entry) => tree.modifiedAt(entry)
    case 'oldest':
      return (entry) => -tree.modifiedAt(entry)
    case 'hard-linked':
      // So all names of an inode follow one another; equally large inodes may lie between them.
      return (entry) => bytesBy(tree.own(tree.firstName(entry) ?? entry), measure)
    case 'sparse':
      return (entry) => holeOf(tree, entry)
    case 'whiteouts':
    case 'opaque':
      return (entry) => {
        const change = changes?.changeOf(entry) ?? null
        return change !== null && 'lower' in change && change.lower !== null ? bytesBy(change.lower, measure) : 0
      }
    case 'unreadable':
      return () => 0
  }
}

/** The directory itself is not below it. */
function visitBelow(tree: FileTree, directory: number, visit: (entry: number) => void): void {
  if (directory === 0) {
    for (let entry = 1; entry < tree.count; entry++) visit(entry)
    return
  }
  const directories = [directory]
  for (let next = directories.pop(); next !== undefined; next = directories.pop()) {
    const [from, to] = tree.range(next)
    for (let entry = from; entry < to; entry++) {
      visit(entry)
      if (tree.kind(entry) === 'directory') directories.push(entry)
    }
  }
}
