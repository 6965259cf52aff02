import type { FileTree } from './file-tree.ts'

/** What an entry of a full copy is to the tree that it was copied from. */
export type CopyState = 'same' | 'new' | 'changed' | 'replaced'
const STATES: readonly CopyState[] = ['same', 'new', 'changed', 'replaced']

/** Two full trees, matched by path. */
export interface MatchedCopies {
  stateOf(entry: number): CopyState
  /** The entry at the same path in the tree below; null for a new one and for what is in a new or replaced directory. */
  below(entry: number): number | null
  /** Entries of the tree below that are not in the copy, without what is in them, and the directory of the copy that had them. */
  readonly deleted: readonly { readonly entry: number; readonly directory: number }[]
}

/**
 * Matches a full copy with what it was copied from, as its snapshotter makes them (`native`, `btrfs`): a file that was not
 * touched keeps kind, length and time of change. Whoever sets both back is not noticed; `differs` may know more.
 */
export function matchCopies(
  copy: FileTree,
  original: FileTree,
  differs: ReadonlySet<number> = new Set(),
): MatchedCopies {
  const states = new Uint8Array(copy.count)
  const below = new Int32Array(copy.count).fill(-1)
  const deleted: { entry: number; directory: number }[] = []
  const compareEntries = (entry: number, other: number): CopyState => {
    const kind = copy.kind(entry)
    if (kind !== original.kind(other)) return 'replaced'
    if (kind === 'directory') return 'same'
    const same = copy.length(entry) === original.length(other) && copy.modifiedAt(entry) === original.modifiedAt(other)
    return same && !differs.has(entry) ? 'same' : 'changed'
  }
  below[0] = 0
  for (let directory = 0; directory < copy.count; directory++) {
    const other = below[directory] ?? -1
    if (copy.kind(directory) !== 'directory') continue
    const merged = other >= 0 && original.kind(other) === 'directory'
    const names = merged ? namesIn(original, other) : new Map<string, number>()
    const [from, to] = copy.range(directory)
    for (let entry = from; entry < to; entry++) {
      const found = names.get(copy.name(entry))
      names.delete(copy.name(entry))
      below[entry] = found ?? -1
      states[entry] = STATES.indexOf(found === undefined ? 'new' : compareEntries(entry, found))
    }
    for (const entry of names.values()) deleted.push({ entry, directory })
  }
  return {
    stateOf: (entry) => STATES[states[entry] ?? 0] ?? 'same',
    below: (entry) => {
      const found = below[entry] ?? -1
      return found < 0 ? null : found
    },
    deleted,
  }
}

function namesIn(tree: FileTree, directory: number): Map<string, number> {
  const [from, to] = tree.range(directory)
  const names = new Map<string, number>()
  for (let entry = from; entry < to; entry++) names.set(tree.name(entry), entry)
  return names
}
