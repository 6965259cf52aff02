import type { EntryKind } from '../disk/disk-reader.ts'
import { directoryOf } from '../disk/place-tree.ts'

/** One name of a listing, with what stat said of it. */
export interface ListedEntry {
  /** In the form of `pathFromBytes`. */
  readonly name: string
  readonly kind: EntryKind
  /** It is the character device 0:0, with which an overlay hides what is below it. */
  readonly whiteout: boolean
  readonly dev: number
  /** See `Inode`. */
  readonly ino: number | string
  readonly nlink: number
  /** Of 512 bytes. */
  readonly blocks: number
  readonly size: number
  /** Milliseconds since 1970. */
  readonly modifiedAt: number
  readonly bornAt: number | null
  /** Null for what is no directory. */
  readonly children: ListedEntry[] | null
}

/** A directory of the engine's machine, with all that is below it. */
export interface ListedTree {
  readonly root: string
  /** Whether the directory that it has to be in is there: it is listed before. */
  add(path: string, entry: ListedEntry): boolean
  at(path: string): ListedEntry | null
  /** Takes something out, with all that is below it. */
  remove(path: string): void
}

export function createListedTree(root: string): ListedTree {
  const directories = new Map<string, ListedEntry>()
  const tops = new Map<string, ListedEntry>()
  /** By name, for the directories whose files are asked for: a content store has all its blobs in one. */
  const named = new Map<ListedEntry[], Map<string, ListedEntry>>()
  const at = (path: string): ListedEntry | null => {
    const known = directories.get(path) ?? tops.get(path)
    if (known !== undefined) return known
    const name = path.slice(path.lastIndexOf('/') + 1)
    const siblings = childrenOf(path)
    return siblings === null ? null : (namesOf(siblings).get(name) ?? null)
  }
  const childrenOf = (path: string): ListedEntry[] | null => {
    return directories.get(directoryOf(path) ?? '')?.children ?? null
  }
  const namesOf = (siblings: ListedEntry[]): Map<string, ListedEntry> => {
    const known = named.get(siblings) ?? new Map(siblings.map((entry) => [entry.name, entry]))
    named.set(siblings, known)
    return known
  }
  return {
    root,
    add(path, entry) {
      const siblings = path === root ? null : childrenOf(path)
      if (path === root) tops.set(path, entry)
      else if (siblings === null) return false
      else {
        siblings.push(entry)
        named.get(siblings)?.set(entry.name, entry)
      }
      if (entry.children !== null) directories.set(path, entry)
      return true
    },
    at,
    remove(path) {
      const entry = at(path)
      const siblings = childrenOf(path)
      if (entry === null || siblings === null) return
      siblings.splice(siblings.indexOf(entry), 1)
      named.get(siblings)?.delete(entry.name)
      for (const known of directories.keys())
        if (known === path || known.startsWith(`${path}/`)) directories.delete(known)
    },
  }
}
