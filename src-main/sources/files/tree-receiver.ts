import { createFileTree, FILE_FLAGS, type FileFact, type FileFlag, type FileTree } from '../../model/file-tree.ts'
import { Misshapen } from '../elevated/shapes.ts'
import type { FilesPart } from './file-messages.ts'
import type { FilesProgress } from './files-reader.ts'
import { ALL_FLAGS, unpackFact } from './pack-fact.ts'

/** Puts a tree together from its parts. */
export interface TreeReceiver {
  /** Throws `Misshapen` for what is no next part of a tree: it may come from another user's process. */
  take(part: FilesPart): void
  /** Entries so far. */
  readonly count: number
  readonly progress: FilesProgress
  finish(): FileTree
}

/** `top`: see `createFileTree`. */
export function createTreeReceiver(top: FileFact | null): TreeReceiver {
  const builder = createFileTree(top)
  /** Directories that may still be begun: each is once. */
  const open = new Set(top === null || top.kind === 'directory' ? [0] : [])
  let current = -1

  const begin = (directory: number): void => {
    if (directory === current) return
    if (!open.delete(directory)) throw new Misshapen('directories', 'directories that were told before')
    current = directory
  }
  const add = (directory: number, facts: readonly FileFact[]): void => {
    begin(directory)
    facts.forEach(({ kind }, index) => {
      if (kind === 'directory') open.add(builder.count + index)
    })
    builder.add(directory, facts)
  }
  return {
    take(part) {
      const entries = factsOf(part)
      let at = 0
      for (let i = 0; i < part.directories.length; i += 2) {
        const [directory = -1, count = -1] = part.directories.slice(i, i + 2)
        if (!(count > 0 && at + count <= entries.length)) throw new Misshapen('directories', 'counts of the entries')
        add(directory, entries.slice(at, at + count))
        at += count
      }
      if (at !== entries.length) throw new Misshapen('directories', 'counts of the entries')
      for (const [entry, bits] of part.flags) addFlags(builder, entry, bits)
    },
    get count() {
      return builder.count
    },
    get progress() {
      return builder.counted
    },
    finish: () => builder.finish(),
  }
}

function factsOf({ names: joined, facts, links }: FilesPart): readonly FileFact[] {
  if (facts.length === 0) return []
  const names = joined.split('/')
  if (names.length * 4 !== facts.length) throw new Misshapen('facts', 'four numbers for each name')
  const byIndex = new Map(links.map((link) => [link[0], link]))
  return names.map((name, index) => {
    const fact = unpackFact(name, facts, index * 4)
    if (fact === null || name === '' || name === '.' || name === '..') throw new Misshapen('facts', 'those of entries')
    const [, nlink = 1, dev = 0, ino = 0] = byIndex.get(index) ?? []
    return { ...fact, nlink, inode: nlink > 1 ? { dev, ino } : null }
  })
}

function addFlags(
  builder: { readonly count: number; flag(entry: number, flag: FileFlag): void },
  entry: number,
  bits: number,
): void {
  if (!(entry >= 0 && entry < builder.count && bits > 0 && bits < ALL_FLAGS)) throw new Misshapen('flags', 'flags')
  for (const [flag, bit] of Object.entries(FILE_FLAGS)) if ((bits & bit) !== 0) builder.flag(entry, flag as FileFlag)
}
