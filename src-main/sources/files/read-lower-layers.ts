import { setImmediate } from 'node:timers/promises'
import { throwIfCancelled } from '../../errors/app-error.ts'
import type { OpaqueBecause } from '../../model/file-changes.ts'
import { createFileTree, type FileTree, type FileTreeBuilder } from '../../model/file-tree.ts'
import type { RootRole } from '../../model/observations.ts'
import type { StackLayer } from '../../model/layer-stack.ts'
import { createLowerReader, type LowerReader } from './lower-reader.ts'
import type { ReadOpaque } from './files-reader.ts'
import { opaqueAmong, opaqueOfLayers } from './opaque-of-layers.ts'

export interface LowerLayersRequest {
  /** The storage root that all of them are in: absolute path, and what it is. */
  readonly root: string
  readonly role: RootRole
  /** The writable layer's directory, absolute, and what is in it. */
  readonly directory: string
  readonly upper: FileTree
  /** Directories of the layers below it, absolute, topmost first. */
  readonly lowers: readonly string[]
  /** See `OpaqueQuestion`. */
  readonly rootless: boolean
  readonly opaque: ReadOpaque
  /** Absolute paths of mount points below the root. */
  readonly mountPoints: readonly string[]
  readonly signal: AbortSignal
}

export interface LowerLayers {
  /** Opaque directories of the writable layer that lower ones have too, or why nobody knows. */
  readonly upperOpaque: ReadonlySet<number> | OpaqueBecause
  /** Same order as the request. Each tree is a part: see `LowerLayer`. */
  readonly lowers: readonly StackLayer[]
}

/**
 * Reads of the layers below what has to be known to tell what a writable layer did to them: of each directory that it has
 * too only the names that it has, and all that is below what it hides. So the work grows with the writable layer, and with
 * what it hides, and not with the image. Throws as `createLowerReader` does, and `cancelled`.
 */
export async function readLowerLayers(request: LowerLayersRequest): Promise<LowerLayers> {
  const { root, role, rootless, signal, lowers, mountPoints, upper, directory, opaque } = request
  const breathe = createBreath(request.signal)
  const readers = lowers.map((path) => createLowerReader(root, path, mountPoints))
  const shared = await sharedDirectories(upper, readers, breathe)
  const question = { root, role, rootless, signal }
  const upperOpaque = await opaqueAmong(shared, { ...question, tree: upper, directory }, opaque)
  const hides = (entry: number) =>
    upper.kind(entry) !== 'directory' || (typeof upperOpaque !== 'string' && upperOpaque.has(entry))
  const trees: FileTree[] = []
  for (const reader of readers) trees.push(await readPart(reader, { upper, hides, breathe }))
  const below = await opaqueOfLayers(trees, { ...question, directories: lowers }, opaque)
  const known = typeof below === 'string' ? [] : below
  return { upperOpaque, lowers: trees.map((tree, i) => ({ tree, opaque: known[i] ?? new Set() })) }
}

type Breathe = () => Promise<void> | null

/** How long the process may be kept; a window that does not answer for longer looks stuck. */
const BREATH_MS = 8

function createBreath(signal: AbortSignal): Breathe {
  let last = performance.now()
  const breathe = async (): Promise<void> => {
    await setImmediate()
    throwIfCancelled(signal)
    last = performance.now()
  }
  return () => (performance.now() - last < BREATH_MS ? null : breathe())
}

/** Directories of the writable layer that some lower layer shows too, as long as nothing is opaque. */
async function sharedDirectories(
  upper: FileTree,
  readers: readonly LowerReader[],
  breathe: Breathe,
): Promise<number[]> {
  const shared: number[] = []
  const open: [entry: number, path: string, readers: readonly LowerReader[]][] = [[0, '', readers]]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [entry, path, here] = next
    if (entry > 0) shared.push(entry)
    const below = directoriesIn(upper, entry)
    if (below.size === 0) continue
    const found = new Map<string, LowerReader[]>()
    const hidden = new Set<string>()
    for (const reader of here) {
      const entries = reader.entries(
        path,
        [...below.keys()].filter((name) => !hidden.has(name)),
      )
      for (const { name, kind } of entries === 'unread' ? [] : entries) {
        if (kind === 'directory') found.set(name, [...(found.get(name) ?? []), reader])
        else hidden.add(name)
      }
      await breathe()
    }
    for (const [name, deeper] of found) open.push([below.get(name) ?? 0, join(path, name), deeper])
  }
  return shared
}

function directoriesIn(tree: FileTree, directory: number): Map<string, number> {
  const [from, to] = tree.range(directory)
  const names = new Map<string, number>()
  for (let entry = from; entry < to; entry++) if (tree.kind(entry) === 'directory') names.set(tree.name(entry), entry)
  return names
}

interface Part {
  readonly upper: FileTree
  /** The writable layer's entry hides what is below it: all of that is read. */
  readonly hides: (entry: number) => boolean
  readonly breathe: Breathe
}

/** `above`: the writable layer's directory at the path, null where it hides all of this. */
interface Pending {
  readonly entry: number
  readonly path: string
  readonly above: number | null
}

async function readPart(reader: LowerReader, { upper, hides, breathe }: Part): Promise<FileTree> {
  const builder = createFileTree(reader.top)
  const open: Pending[] = [{ entry: 0, path: '', above: 0 }]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { above } = next
    const names = above === null ? null : namesIn(upper, above)
    if (names?.size === 0) continue
    const deeper = (name: string): number | null => {
      const entry = names?.get(name)
      return entry === undefined || hides(entry) ? null : entry
    }
    open.push(...addEntries(reader, builder, { next, names, deeper }))
    await breathe()
  }
  return builder.finish()
}

interface Wanted {
  readonly next: Pending
  readonly names: ReadonlyMap<string, number> | null
  readonly deeper: (name: string) => number | null
}

/** Answers which of the entries have to be read themselves. */
function addEntries(
  reader: LowerReader,
  builder: FileTreeBuilder,
  { next, names, deeper }: Wanted,
): readonly Pending[] {
  const entries = reader.entries(next.path, names === null ? null : [...names.keys()])
  if (entries === 'unread') {
    builder.flag(next.entry, 'unreadable')
    return []
  }
  const from = builder.count
  builder.add(next.entry, entries)
  return entries.flatMap(({ name, kind, flags }, i) =>
    kind !== 'directory' || flags !== 0
      ? []
      : [{ entry: from + i, path: join(next.path, name), above: next.above === null ? null : deeper(name) }],
  )
}

function namesIn(tree: FileTree, directory: number): ReadonlyMap<string, number> {
  const [from, to] = tree.range(directory)
  const names = new Map<string, number>()
  for (let entry = from; entry < to; entry++) names.set(tree.name(entry), entry)
  return names
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}/${name}`
}
