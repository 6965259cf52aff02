import type { ChangesSummary, FileChange, FileChanges, LowerFile } from '../../../src-main/model/file-changes.ts'
import { createFileTree, type FileFact, type FileKind, type FileTree } from '../../../src-main/model/file-tree.ts'
import type { ViewedFiles } from '../../../src-main/views/file-row.ts'
import { MB } from './figures.ts'

/** A directory as nested names; a number is a file of so many MB, or a marker. */
export type Content = { readonly [name: string]: Content | number | 'whiteout' }

/** What the mock-up of a container has in its writable layer. */
export const CI_RUNNER: Content = {
  work: {
    _cache: {
      'pnpm-store': { v3: { files: many('pack', 90, 12), index: many('index', 40, 8) }, tmp: 20 },
      gradle: { caches: many('jar', 60, 11), wrapper: many('dist', 4, 58) },
    },
    builds: { 'shop-api': many('chunk', 50, 14), 'shop-web': many('bundle', 26, 20), docs: many('page', 70, 5) },
  },
  root: { '.cache': { 'go-build': many('object', 81, 10), pip: many('wheel', 43, 10) } },
  tmp: { 'core.2214': 610, 'npm-4f2a': many('part', 18, 20) },
  var: { lib: { apt: { lists: many('Packages', 38, 10) } } },
  usr: {
    local: { bin: { node: 110, npm: 40, 'corepack.js': 0.4 } },
    lib: { 'libnode.so.115': 190, locale: 'whiteout' },
  },
}

function many(name: string, count: number, megabytes: number): Content {
  return Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      `${name}-${String(index).padStart(4, '0')}`,
      spread(megabytes, index),
    ]),
  )
}

/** Not all alike. */
function spread(megabytes: number, index: number): number {
  return megabytes * (0.25 + ((index * 7) % 13) / 8)
}

/** A directory with so many files. */
export function hugeDirectory(files: number): Content {
  return { 'small.txt': 0.001, huge: many('file', files, 0.01) }
}

export function filesOf(content: Content): ViewedFiles {
  const builder = createFileTree(factOf('', 'directory', 0))
  const waiting: [number, Content][] = [[0, content]]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [directory, inside] = next
    const from = builder.count
    const entries = Object.entries(inside)
    builder.add(
      directory,
      entries.map(([name, what]) => factOf(name, kindOf(what), typeof what === 'number' ? Math.round(what * MB) : 0)),
    )
    entries.forEach(([, what], index) => {
      if (typeof what === 'object') waiting.push([from + index, what])
    })
  }
  const tree = builder.finish()
  return { tree, changes: changesOf(tree) }
}

function kindOf(what: Content[string]): FileKind {
  if (what === 'whiteout') return 'whiteout'
  return typeof what === 'number' ? 'file' : 'directory'
}

function factOf(name: string, kind: FileKind, bytes: number): FileFact {
  const allocated = kind === 'directory' ? 4096 : kind === 'whiteout' ? 0 : Math.ceil(bytes / 4096) * 4096
  return {
    name,
    kind,
    flags: 0,
    allocated,
    apparent: bytes,
    modifiedAt: 1_763_700_000 - (name.length * 86_400) / 3,
    nlink: 1,
    inode: null,
  }
}

const LOWER: LowerFile = {
  chainId: `sha256:${'2'.repeat(64)}`,
  createdBy: 'RUN /bin/sh -c install-node 22 # buildkit',
  kind: 'file',
  allocated: 110 * MB,
  apparent: 110 * MB,
  inodes: 1,
  incomplete: false,
}

/** Everything below usr was there before; all else is new. */
function changesOf(tree: FileTree): FileChanges {
  const changeOf = (entry: number): FileChange => {
    const path = tree.path(entry)
    const kind = tree.kind(entry)
    if (kind === 'whiteout') return { kind: 'whiteout', lower: { ...LOWER, allocated: 412 * MB, inodes: 86 } }
    if (kind === 'directory') return { kind: path.split('/').length > 2 ? 'new' : 'merged' }
    return path.startsWith('usr/') ? { kind: 'copy-up', lower: LOWER } : { kind: 'new' }
  }
  return { changeOf, kindOf: (entry) => changeOf(entry).kind, summary: summaryOf(tree, changeOf) }
}

function summaryOf(tree: FileTree, changeOf: (entry: number) => FileChange): ChangesSummary {
  const created = { files: 0, allocated: 0 }
  const copyUps = { files: 0, allocated: 0, originals: 291 * MB }
  const other = { entries: 0, allocated: 0 }
  let whiteouts = 0
  for (let entry = 0; entry < tree.count; entry += 1) {
    const { allocated } = tree.own(entry)
    const { kind } = changeOf(entry)
    const isDirectory = tree.kind(entry) === 'directory'
    if (kind === 'whiteout') whiteouts += 1
    const sum = kind === 'copy-up' ? copyUps : kind === 'new' && !isDirectory ? created : null
    if (sum === null) {
      other.entries += 1
      other.allocated += allocated
    } else {
      sum.files += 1
      sum.allocated += allocated
    }
  }
  return {
    how: 'overlay',
    created,
    copyUps,
    replaced: { entries: 0, allocated: 0, hidden: 0 },
    inherited: { files: 0, allocated: 0 },
    whiteouts: { entries: whiteouts, hidden: whiteouts * 412 * MB },
    opaque: { directories: 0, hidden: 0 },
    opaqueBecause: null,
    deleted: null,
    other,
    because: null,
  }
}
