import { execFileSync } from 'node:child_process'
import type { FileTree } from '../../../../src-main/model/file-tree.ts'
import type { FilePlace } from '../../../../src-main/sources/files/file-place.ts'
import type { FilesRead } from '../../../../src-main/sources/files/files-reader.ts'
import { createListFiles, type ListFiles } from '../../../../src-main/sources/files/list-in-process.ts'
import { readFiles } from '../../../../src-main/sources/files/read-files.ts'
import { PROCESS_ENTRY } from '../disk/walk-fixture.ts'

export const LIST: ListFiles = createListFiles(PROCESS_ENTRY)

export interface ReadChange {
  readonly place?: Partial<FilePlace>
  readonly signal?: AbortSignal
  readonly list?: ListFiles
  readonly most?: number
  readonly onProgress?: (progress: { readonly inodes: number; readonly allocated: number }) => void
}

export function placeIn(root: string, directory = root, change: Partial<FilePlace> = {}): FilePlace {
  return { root, role: 'data-root', directory, only: null, archive: null, whiteouts: 'device', ...change }
}

export function read(root: string, directory = root, change: ReadChange = {}): Promise<FilesRead> {
  const { place, list = LIST, signal = new AbortController().signal, most, onProgress } = change
  return readFiles(
    { place: placeIn(root, directory, place), signal, onProgress },
    most === undefined ? { list } : { list, most },
  )
}

/** The tree of a place that can be read. */
export async function treeOf(root: string, directory = root, change: ReadChange = {}): Promise<FileTree> {
  const found = await read(root, directory, change)
  if (found.kind === 'unread') throw new Error(`${found.because}: ${found.detail}`)
  return found.tree
}

/** Every path of a tree but its top, with what `look` makes of its number. */
export function entriesOf<T>(tree: FileTree, look: (entry: number) => T): ReadonlyMap<string, T> {
  const numbers = Array.from({ length: tree.count - 1 }, (_, index) => index + 1)
  return new Map(numbers.map((entry) => [tree.path(entry), look(entry)]))
}

/** What find says of each path below a directory, by its own words for it. */
export function found(directory: string, format: string): ReadonlyMap<string, string> {
  const options = { maxBuffer: 256 * 1024 * 1024 }
  const text = execFileSync(
    'find',
    [directory, '-xdev', '-mindepth', '1', '-printf', String.raw`%P\t${format}\0`],
    options,
  )
  const lines = text
    .toString()
    .split('\0')
    .filter((line) => line !== '')
  return new Map(lines.map((line) => [line.slice(0, line.lastIndexOf('\t')), line.slice(line.lastIndexOf('\t') + 1)]))
}
