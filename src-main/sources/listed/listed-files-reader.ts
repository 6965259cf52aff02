import { isAppError } from '../../errors/app-error.ts'
import { createFileTree, FILE_FLAGS, type FileFact, type FileKind, type FileTree } from '../../model/file-tree.ts'
import type { Gap } from '../../model/gap.ts'
import { isSubvolume } from '../disk/is-subvolume.ts'
import type { FilePlace } from '../files/file-place.ts'
import { MOST_ENTRIES, type FilesRead, type FilesReader, type FilesRequest } from '../files/files-reader.ts'
import { OPAQUE_NAME, WHITEOUT_PREFIX } from '../files/pack-fact.ts'
import type { ContainerListing, ContainerListingRequest } from './list-through-container.ts'
import type { ListedEntry } from './listed-tree.ts'
import type { Listing } from './listing.ts'

/** Lists a directory of a root. */
export type ListDirectory = (
  request: Pick<ContainerListingRequest, 'root' | 'directory' | 'signal' | 'onEntry'>,
) => Promise<ContainerListing>

const BLOCK = 512
const PROGRESS_MS = 100

/** Reads files on the disk of an engine that is elsewhere, by what a container lists of them. */
export function createListedFilesReader(list: ListDirectory): FilesReader {
  return {
    read: async (request) => {
      const { root, directory, archive } = request.place
      if (archive !== null) return { kind: 'unread', because: 'no-data-root', detail: 'files are not read from afar' }
      const counted = countEntries(request)
      try {
        const { listing } = await list({ root, directory, signal: request.signal, onEntry: counted })
        return readListing(listing, request.place)
      } catch (error) {
        if (!isAppError(error) || error.code === 'cancelled') throw error
        const because = error.code === 'permission-denied' ? error.code : 'read-error'
        return { kind: 'unread', because, detail: error.message }
      }
    },
  }
}

/** Later names of an inode count too: it is only to be seen moving. */
function countEntries({ onProgress }: FilesRequest): (entry: ListedEntry) => void {
  let [inodes, allocated] = [0, 0]
  let told = performance.now()
  return ({ blocks }) => {
    inodes += 1
    allocated += blocks * BLOCK
    if (performance.now() - told < PROGRESS_MS) return
    told = performance.now()
    onProgress?.({ inodes, allocated })
  }
}

/** What of a listing is a place. Its directory is the top of the listing. */
export function readListing(listing: Listing, place: FilePlace): FilesRead {
  const { root, directory, only } = place
  const mounts = listing.mounts.below(root)
  const mounted = mounts.find((point) => directory === point || directory.startsWith(`${point}/`))
  if (mounted !== undefined) return { kind: 'unread', because: 'mounted-elsewhere', detail: mounted }
  const top = listing.tree.at(directory)
  if (top === null) return missing(listing, directory)
  const builder = createFileTree(only === null ? factOf(top, place.whiteouts, 0) : null)
  const directories = [{ path: directory, entry: 0, listed: top }]
  for (let next = directories.pop(); next !== undefined; next = directories.pop()) {
    const { path, entry, listed } = next
    for (const { reason } of listing.gaps.get(path) ?? [])
      builder.flag(entry, reason === 'changed-while-reading' ? reason : 'unreadable')
    // As they are read here: which name of an inode is its first is the same then.
    const wanted = (listed.children ?? []).filter((child) => entry > 0 || isWanted(child, only))
    const children = wanted.sort((a, b) => (a.name < b.name ? -1 : 1))
    const first = builder.count
    const flags = children.map((child) => flagsOf(listing, `${path}/${child.name}`, [listed, child]))
    const facts = children.map((child, index) => factOf(child, place.whiteouts, flags[index] ?? 0))
    if (facts.length > 0) builder.add(entry, facts)
    if (place.whiteouts === 'name' && children.some(({ name }) => name === OPAQUE_NAME)) builder.flag(entry, 'opaque')
    children.forEach((child, index) => {
      if (child.kind === 'directory' && flags[index] === 0)
        directories.push({ path: `${path}/${child.name}`, entry: first + index, listed: child })
    })
    if (builder.count > MOST_ENTRIES) return { kind: 'unread', because: 'too-large', detail: directory }
  }
  return { kind: 'tree', tree: builder.finish() satisfies FileTree, source: 'walk', direct: false }
}

function missing({ gaps, tree }: Listing, directory: string): FilesRead {
  const gap: Gap | undefined = [...(gaps.get(tree.root) ?? [])][0]
  if (gap === undefined) return { kind: 'unread', because: 'not-on-disk', detail: `nothing is at ${directory}` }
  return {
    kind: 'unread',
    because: gap.reason === 'permission-denied' ? gap.reason : 'read-error',
    detail: gap.detail,
  }
}

function isWanted({ name }: ListedEntry, only: FilePlace['only']): boolean {
  return only === null || only.some((start) => name.startsWith(start))
}

/** What begins on another device: a mount, or what nothing explains. A subvolume is part of it. */
function flagsOf({ mounts }: Listing, path: string, [parent, child]: readonly [ListedEntry, ListedEntry]): number {
  if (mounts.isMountPoint(path)) return FILE_FLAGS['mounted-elsewhere']
  if (child.dev === parent.dev) return 0
  if (child.kind === 'directory' && isSubvolume(path, Number(child.ino), mounts)) return 0
  return FILE_FLAGS['mounted-elsewhere'] | FILE_FLAGS.unreadable
}

function factOf(entry: ListedEntry, whiteouts: FilePlace['whiteouts'], flags: number): FileFact {
  const { name, kind, dev, ino, nlink, blocks, size, modifiedAt } = entry
  const isDirectory = kind === 'directory'
  const seen = flags === 0
  return {
    name,
    kind: kindOf(entry, whiteouts),
    flags,
    allocated: seen ? blocks * BLOCK : 0,
    apparent: isDirectory || !seen ? 0 : size,
    modifiedAt: modifiedAt / 1000,
    nlink: isDirectory ? 1 : nlink,
    inode: isDirectory || nlink < 2 ? null : { dev, ino },
  }
}

function kindOf({ name, kind, whiteout }: ListedEntry, whiteouts: FilePlace['whiteouts']): FileKind {
  if (whiteout) return 'whiteout'
  return kind === 'file' && whiteouts === 'name' && name.startsWith(WHITEOUT_PREFIX) ? 'whiteout' : kind
}
