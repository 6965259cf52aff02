import { createColumn, type Column } from './column.ts'
import { createInodeNumbers } from './inode-numbers.ts'

/**
 * What an entry of a directory is. `whiteout` is the marker of an upper layer that hides a lower entry of its name: a
 * character device 0:0 on overlay filesystems, a `.wh.` name in archives of layers.
 */
export const FILE_KINDS = ['directory', 'file', 'symlink', 'whiteout', 'device', 'other'] as const
export type FileKind = (typeof FILE_KINDS)[number]

/** What is special about an entry, as bits: a million entries are kept in columns. */
export const FILE_FLAGS = {
  /** It, or a directory's names, could not be read: what is below it is not in any sum. */
  unreadable: 1,
  /** Another filesystem is mounted here; never entered, and no part of the place: it counts nothing. */
  'mounted-elsewhere': 2,
  /** Another directory came in its place while it was read. */
  'changed-while-reading': 4,
  /** It has more than one name. */
  'hard-linked': 8,
  /** A later name of an inode of this tree: its bytes count at the first name, and are 0 here. */
  'counted-elsewhere': 16,
  /** Some of its names are outside of this tree, so that removing the tree does not free it. */
  'linked-outside': 32,
  /** A directory that hides the whole lower directory of its name. */
  opaque: 64,
} as const
export type FileFlag = keyof typeof FILE_FLAGS

/** One entry as it was read. */
export interface FileFact {
  readonly name: string
  readonly kind: FileKind
  /** Bits of `FILE_FLAGS` that the reader knows. */
  readonly flags: number
  /** `st_blocks * 512`; null where only a list of the layer was read, which does not say. */
  readonly allocated: number | null
  /** `st_size`; 0 for directories. */
  readonly apparent: number
  /** Seconds since 1970. */
  readonly modifiedAt: number
  readonly nlink: number
  /** Of a file with more than one name: device and inode. */
  readonly inode: { readonly dev: number; readonly ino: number | string } | null
}

/** A subtree's usage: itself included, each inode once within the whole tree. */
export interface SubtreeUsage {
  /** Null when the tree was listed without blocks. */
  readonly allocated: number | null
  readonly apparent: number
  readonly inodes: number
  /** Newest modification of it or anything below; seconds since 1970. */
  readonly newestAt: number
  /** Something at or below could not be read: bytes and inodes are lower bounds. */
  readonly incomplete: boolean
}

/**
 * Every name below a place, in columns: about 100 bytes an entry. Entries are numbered; 0 is the place itself, an entry's
 * number is larger than its directory's, and the entries of a directory follow one another.
 */
export interface FileTree {
  readonly count: number
  /** Whether allocated bytes are known. */
  readonly hasBlocks: boolean
  name(entry: number): string
  kind(entry: number): FileKind
  flags(entry: number): number
  has(entry: number, flag: FileFlag): boolean
  /** -1 for the place itself. */
  parent(entry: number): number
  /** Its own inode. 0 for a later name of one. */
  own(entry: number): { readonly allocated: number; readonly apparent: number }
  /** Length of the file, also for a later name of an inode. */
  length(entry: number): number
  modifiedAt(entry: number): number
  nlink(entry: number): number
  /** First name of the same inode in this tree; null for a first one. */
  firstName(entry: number): number | null
  usage(entry: number): SubtreeUsage
  /** Numbers of a directory's entries, from and up to; equal for none. */
  range(entry: number): readonly [from: number, to: number]
  /** Path below the place, without a slash at its beginning; '' for the place itself. */
  path(entry: number): string
  /** Null when there is none. */
  find(path: string): number | null
}

export interface FileTreeBuilder {
  /** Entries of a directory, in as many parts as it takes, but nothing else between them. Numbers go on from the last one. */
  add(directory: number, entries: readonly FileFact[]): void
  /** Sets a flag that is known only after the entry was added. */
  flag(entry: number, flag: FileFlag): void
  readonly count: number
  /** So far: inodes and their allocated bytes, as far as those are known. */
  readonly counted: { readonly inodes: number; readonly allocated: number }
  finish(): FileTree
}

/** `top`: the place itself; its name is never part of a path. Null: only what is in it belongs to the place. */
export function createFileTree(top: FileFact | null): FileTreeBuilder {
  const columns = createColumns(top !== null)
  append(columns, -1, top ?? NOTHING)
  return {
    add(directory, entries) {
      // Nothing has a smaller number than the place itself.
      if (columns.from.get(directory) === 0) columns.from.set(directory, columns.count)
      for (const entry of entries) append(columns, directory, entry)
      columns.to.set(directory, columns.count)
    },
    flag(entry, flag) {
      columns.flags.set(entry, columns.flags.get(entry) | FILE_FLAGS[flag])
    },
    get count() {
      return columns.count
    },
    get counted() {
      return { inodes: columns.inodesSoFar, allocated: columns.allocatedSoFar }
    },
    finish: () => finish(columns),
  }
}

const NOT_COUNTED = FILE_FLAGS['counted-elsewhere'] | FILE_FLAGS['mounted-elsewhere']

const NOTHING: FileFact = {
  name: '',
  kind: 'directory',
  flags: 0,
  allocated: 0,
  apparent: 0,
  modifiedAt: 0,
  nlink: 1,
  inode: null,
}

interface Columns {
  count: number
  hasBlocks: boolean
  inodesSoFar: number
  allocatedSoFar: number
  readonly topCounts: boolean
  readonly names: string[]
  readonly kinds: Column
  readonly flags: Column
  readonly parents: Column
  readonly from: Column
  readonly to: Column
  readonly allocated: Column
  readonly lengths: Column
  readonly modifiedAt: Column
  /** Only of files with more than one name. */
  readonly nlinks: Map<number, number>
  readonly firstNames: Map<number, number>
  /** How many names of an inode are in the tree, by its first one. */
  readonly seen: Map<number, number>
  readonly inodes: ReturnType<typeof createInodeNumbers>
}

function createColumns(topCounts: boolean): Columns {
  return {
    count: 0,
    hasBlocks: true,
    inodesSoFar: 0,
    allocatedSoFar: 0,
    topCounts,
    names: [],
    kinds: createColumn(Uint8Array),
    flags: createColumn(Uint8Array),
    parents: createColumn(Int32Array),
    from: createColumn(Int32Array),
    to: createColumn(Int32Array),
    allocated: createColumn(Float64Array),
    lengths: createColumn(Float64Array),
    modifiedAt: createColumn(Float64Array),
    nlinks: new Map(),
    firstNames: new Map(),
    seen: new Map(),
    inodes: createInodeNumbers(),
  }
}

function append(columns: Columns, directory: number, fact: FileFact): void {
  const entry = columns.count++
  columns.names.push(fact.name)
  columns.kinds.set(entry, FILE_KINDS.indexOf(fact.kind))
  columns.parents.set(entry, directory)
  columns.allocated.set(entry, fact.allocated ?? 0)
  columns.lengths.set(entry, fact.apparent)
  columns.modifiedAt.set(entry, fact.modifiedAt)
  if (fact.allocated === null) columns.hasBlocks = false
  const flags = fact.flags | linkFlags(columns, entry, fact)
  columns.flags.set(entry, flags)
  if (!counts(columns, entry, flags)) return
  columns.inodesSoFar += 1
  columns.allocatedSoFar += fact.allocated ?? 0
}

function counts({ topCounts }: Columns, entry: number, flags: number): boolean {
  return (flags & NOT_COUNTED) === 0 && (entry > 0 || topCounts)
}

/** Each inode counts at its first name. */
function linkFlags(columns: Columns, entry: number, { kind, nlink, inode }: FileFact): number {
  if (kind === 'directory' || nlink < 2 || inode === null) return 0
  columns.nlinks.set(entry, nlink)
  const first = columns.inodes.numberOf(inode, entry)
  columns.seen.set(first, (columns.seen.get(first) ?? 0) + 1)
  if (first === entry) return FILE_FLAGS['hard-linked']
  columns.firstNames.set(entry, first)
  return FILE_FLAGS['hard-linked'] | FILE_FLAGS['counted-elsewhere']
}

function finish(columns: Columns): FileTree {
  const { count, names, kinds, flags, parents, from, to, allocated, lengths, modifiedAt } = columns
  flagLinksOutside(columns)
  const totals = sumUp(columns)
  const has = (entry: number, flag: FileFlag): boolean => (flags.get(entry) & FILE_FLAGS[flag]) !== 0
  const range = (entry: number) => [from.get(entry), to.get(entry)] as const
  const tree: FileTree = {
    count,
    hasBlocks: columns.hasBlocks,
    name: (entry) => names[entry] ?? '',
    kind: (entry) => FILE_KINDS[kinds.get(entry)] ?? 'other',
    flags: (entry) => flags.get(entry),
    has,
    parent: (entry) => parents.get(entry),
    own: (entry) =>
      (flags.get(entry) & NOT_COUNTED) !== 0
        ? { allocated: 0, apparent: 0 }
        : { allocated: allocated.get(entry), apparent: lengths.get(entry) },
    length: (entry) => lengths.get(entry),
    modifiedAt: (entry) => modifiedAt.get(entry),
    nlink: (entry) => columns.nlinks.get(entry) ?? 1,
    firstName: (entry) => columns.firstNames.get(entry) ?? null,
    usage: (entry) => ({
      allocated: columns.hasBlocks ? totals.allocated.get(entry) : null,
      apparent: totals.apparent.get(entry),
      inodes: totals.inodes.get(entry),
      newestAt: totals.newestAt.get(entry),
      incomplete: totals.incomplete.get(entry) === 1,
    }),
    range,
    path: (entry) => pathOf(entry, tree),
    find: (path) => find(path, tree),
  }
  return tree
}

function flagLinksOutside({ seen, nlinks, flags, firstNames }: Columns): void {
  const isOutside = (first: number) => (nlinks.get(first) ?? 1) > (seen.get(first) ?? 1)
  for (const entry of nlinks.keys()) {
    const first = firstNames.get(entry) ?? entry
    if (isOutside(first)) flags.set(entry, flags.get(entry) | FILE_FLAGS['linked-outside'])
  }
}

interface Totals {
  readonly allocated: Column
  readonly apparent: Column
  readonly inodes: Column
  readonly newestAt: Column
  readonly incomplete: Column
}

const UNREAD = FILE_FLAGS.unreadable | FILE_FLAGS['changed-while-reading']

/** An entry's number is larger than its directory's, so that one pass from the end makes all sums. */
function sumUp(columns: Columns): Totals {
  const { count, flags, parents, allocated, lengths, modifiedAt } = columns
  const totals = {
    allocated: createColumn(Float64Array, count),
    apparent: createColumn(Float64Array, count),
    inodes: createColumn(Int32Array, count),
    newestAt: createColumn(Float64Array, count),
    incomplete: createColumn(Uint8Array, count),
  }
  for (let entry = count - 1; entry >= 0; entry--) {
    const bits = flags.get(entry)
    if (counts(columns, entry, bits)) {
      totals.allocated.add(entry, allocated.get(entry))
      totals.apparent.add(entry, lengths.get(entry))
      totals.inodes.add(entry, 1)
    }
    totals.newestAt.set(entry, Math.max(totals.newestAt.get(entry), modifiedAt.get(entry)))
    if ((bits & UNREAD) !== 0) totals.incomplete.set(entry, 1)
    const parent = parents.get(entry)
    if (parent >= 0) passOn(totals, entry, parent)
  }
  return totals
}

function passOn(totals: Totals, entry: number, parent: number): void {
  const { allocated, apparent, inodes, newestAt, incomplete } = totals
  allocated.add(parent, allocated.get(entry))
  apparent.add(parent, apparent.get(entry))
  inodes.add(parent, inodes.get(entry))
  newestAt.set(parent, Math.max(newestAt.get(parent), newestAt.get(entry)))
  if (incomplete.get(entry) === 1) incomplete.set(parent, 1)
}

function pathOf(entry: number, tree: FileTree): string {
  const names: string[] = []
  for (let at = entry; at > 0; at = tree.parent(at)) names.push(tree.name(at))
  return names.reverse().join('/')
}

function find(path: string, tree: FileTree): number | null {
  let at = 0
  for (const name of path === '' ? [] : path.split('/')) {
    const [from, to] = tree.range(at)
    let next = from
    while (next < to && tree.name(next) !== name) next++
    if (next === to) return null
    at = next
  }
  return at
}
