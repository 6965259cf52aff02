import { AppError } from '../../errors/app-error.ts'
import type { Capacity } from '../../model/observations.ts'
import { parseMountTable } from '../disk/mount-table.ts'
import { directoryOf } from '../disk/place-tree.ts'
import { createByteSource, type ByteSource } from './byte-source.ts'
import { createListedTree, type ListedEntry, type ListedTree } from './listed-tree.ts'
import type { Listing } from './listing.ts'
import { parseEntry } from './parse-entry.ts'
import { listingGaps } from './listing-gaps.ts'
import { readTarFiles } from './tar-files.ts'

export interface ListingOutput {
  readonly stdout: AsyncIterable<Uint8Array>
  /** What went to standard error, asked once standard output has ended. */
  readonly words: () => string
  /** See `LISTING_SCRIPT`. */
  readonly token: string
  readonly root: string
  readonly onEntry?: ((entry: ListedEntry) => void) | undefined
  /** For words to the user. */
  readonly image: string
}

/**
 * Reads what `LISTING_SCRIPT` says. Throws `bad-input` for an image without a tool that it needs; `walk-failed` when it
 * ended early or makes no sense; what reading the output throws.
 */
export async function readListing({ stdout, words, token, root, image, onEntry }: ListingOutput): Promise<Listing> {
  const source = createByteSource(stdout)
  const tree = createListedTree(root)
  const heard: Heard = { mounts: '', capacity: null, takenAt: null, strays: [] }
  await hearRecords(source, token, (record) => {
    hear(record, { tree, heard, image, onEntry })
  })
  const files = await readTarFiles(source, `${token} end`)
  // Standard error is a stream of its own, and may come last.
  await source.skipAll()
  const mounts = parseMountTable(heard.mounts)
  addMountPoints(tree, mounts.below(root))
  return {
    tree,
    mounts,
    files,
    capacity: heard.capacity,
    takenAt: heard.takenAt ?? Date.now(),
    gaps: listingGaps(words(), tree, heard.strays),
  }
}

interface Heard {
  mounts: string
  capacity: Capacity | null
  takenAt: number | null
  /** Listed, but not where they could be. */
  readonly strays: string[]
}

/** Up to the one that is called `files`. */
async function hearRecords(source: ByteSource, token: string, onRecord: (record: Buffer) => void): Promise<void> {
  const separator = Buffer.from(`\n${token} `)
  // Before the first one is nothing.
  for (let record = await source.readUntil(separator); ;) {
    record = await source.readUntil(separator)
    if (record === null) throw cutOff()
    if (record.equals(FILES)) return
    onRecord(record)
  }
}

const FILES = Buffer.from('files')

interface Hearing {
  readonly tree: ListedTree
  readonly heard: Heard
  readonly image: string
  readonly onEntry: ListingOutput['onEntry']
}

function hear(record: Buffer, { tree, heard, image, onEntry }: Hearing): void {
  if (record.toString('latin1', 0, 2) === 'i ') {
    const found = parseEntry(record.subarray(2))
    if (found === null) throw senseless(record)
    onEntry?.(found.entry)
    if (!tree.add(found.path, found.entry)) heard.strays.push(found.path)
    return
  }
  const text = record.toString('latin1')
  const [, kind = '', rest = ''] = /^(\w+)\s*(.*)$/s.exec(text) ?? []
  if (kind === 'missing') throw withoutTool(image, rest.trim())
  else if (kind === 'mounts') heard.mounts = rest
  else if (kind === 'capacity') heard.capacity = capacityOf(rest)
  else if (kind === 'now') heard.takenAt = Number(rest) * 1000
  else throw senseless(record)
}

function capacityOf(text: string): Capacity | null {
  const [block = NaN, blocks = NaN, free = NaN, available = NaN] = text.trim().split(' ').map(Number)
  const capacity = { total: blocks * block, free: free * block, available: available * block }
  return Object.values(capacity).every((bytes) => Number.isFinite(bytes)) ? capacity : null
}

/** Not every `find` lists a directory on which something is mounted. It is there, and its own bytes are hidden. */
function addMountPoints(tree: ListedTree, points: readonly string[]): void {
  for (const path of points) {
    if (tree.at(path) !== null || tree.at(directoryOf(path) ?? '')?.kind !== 'directory') continue
    const name = path.slice(path.lastIndexOf('/') + 1)
    const nothing = { whiteout: false, dev: 0, ino: 0, nlink: 1, blocks: 0, size: 0, modifiedAt: 0, bornAt: null }
    tree.add(path, { ...nothing, name, kind: 'directory', children: [] })
  }
}

function withoutTool(image: string, tool: string): AppError {
  return new AppError('bad-input', `The image ${image} has no ${tool}, which reading the disk with it needs.`, {
    context: { image, tool },
  })
}

function senseless(record: Buffer): AppError {
  const detail = record.toString('latin1', 0, 100)
  return new AppError('walk-failed', `What the container lists makes no sense: ${detail}`, { context: { detail } })
}

function cutOff(): AppError {
  return new AppError('walk-failed', 'The container that reads the disk ended before it was finished.')
}
