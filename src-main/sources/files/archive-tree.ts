import { FILE_FLAGS, type FileKind } from '../../model/file-tree.ts'
import type { TarEntry } from '../listed/tar-entries.ts'
import type { FilesPart } from './file-messages.ts'
import { OPAQUE_NAME, WHITEOUT_PREFIX, type PackedFact } from './pack-fact.ts'
import { createPartWriter } from './part-writer.ts'

/** Entries of an archive, put into directories: an archive may name them in any order, and one path twice. */
export interface ArchiveTree {
  add(entry: TarEntry): void
  readonly count: number
  /** In the numbering of a `FileTree`. */
  parts(): Generator<FilesPart>
  /** When the top itself was changed, in milliseconds since 1970. */
  readonly topModifiedMs: number
}

interface Node {
  readonly name: string
  kind: FileKind
  length: number
  modifiedMs: number
  opaque: boolean
  /** What it is another name of. */
  original: Node | null
  /** Names, with this one. */
  names: number
  readonly number: number
  readonly inside: Map<string, Node>
}

const KINDS: Readonly<Record<string, FileKind>> = { '2': 'symlink', '3': 'device', '4': 'device', '5': 'directory' }
const FILES: readonly string[] = ['0', '\0', '7', '1']
/** Entries in a part. */
const MOST_ENTRIES = 4096

export function createArchiveTree(): ArchiveTree {
  let count = 0
  const make = (name: string): Node => ({
    ...{ name, kind: 'directory', length: 0, modifiedMs: 0, opaque: false, original: null, names: 1 },
    number: count++,
    inside: new Map(),
  })
  const top = make('')
  /** Makes what is missing on the way: an archive need not name directories. */
  const at = (path: string): Node => {
    let node = top
    for (const name of path.split('/').filter((each) => each !== '')) {
      const next = node.inside.get(name) ?? make(name)
      node.inside.set(name, next)
      node = next
    }
    return node
  }
  return {
    add(entry) {
      const { path, type } = entry
      // A header for all that follows is no file.
      if (type === 'g' || path.split('/').includes('..')) return
      const slash = path.lastIndexOf('/')
      const name = path.slice(slash + 1)
      if (name === OPAQUE_NAME) at(path.slice(0, slash)).opaque = true
      else if (name.startsWith(WHITEOUT_PREFIX))
        Object.assign(at(path.slice(0, slash + 1) + name.slice(WHITEOUT_PREFIX.length)), whiteoutOf(entry))
      else describe(at(path), entry, type === '1' ? at(entry.target) : null)
    },
    get count() {
      return count
    },
    parts: () => partsOf(top),
    get topModifiedMs() {
      return top.modifiedMs
    },
  }
}

function whiteoutOf({ modifiedMs }: TarEntry): Partial<Node> {
  return { kind: 'whiteout', length: 0, modifiedMs }
}

function describe(node: Node, { type, size, modifiedMs, linkLength }: TarEntry, target: Node | null): void {
  node.kind = FILES.includes(type) ? 'file' : (KINDS[type] ?? 'other')
  node.length = node.kind === 'symlink' ? linkLength : node.kind === 'file' ? size : 0
  node.modifiedMs = modifiedMs
  if (target === null || target === node) return
  const original = target.original ?? target
  node.original = original
  original.names += 1
}

/** Sorted, as a directory is read. */
function* partsOf(top: Node): Generator<FilesPart> {
  const writer = createPartWriter()
  const directories: { readonly entry: number; readonly node: Node }[] = [{ entry: 0, node: top }]
  for (let next = directories.pop(); next !== undefined; next = directories.pop()) {
    writer.begin(next.entry)
    if (next.node.opaque) writer.flag(next.entry, FILE_FLAGS.opaque)
    for (const node of [...next.node.inside.values()].sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (node.inside.size > 0 || node.opaque) directories.push({ entry: writer.next, node })
      const { names, number } = node.original ?? node
      writer.add(node.name, factOf(node), names > 1 ? [names, 0, number] : null)
      if (writer.length >= MOST_ENTRIES) yield writer.take()
    }
  }
  yield writer.take()
}

function factOf(node: Node): PackedFact {
  const { kind, length, modifiedMs } = node.original === null ? node : { ...node.original, kind: node.kind }
  return { kind: node.inside.size > 0 ? 'directory' : kind, flags: 0, blocks: -1, length, modifiedMs }
}
