import { createFileTree, type FileFact, type FileTree, type FileTreeBuilder } from './file-tree.ts'
import { matchCopies } from './match-copies.ts'

/**
 * What a full copy changed of the tree that it was copied from, as a layer of an overlay would have it: new and changed
 * entries, directories on the way to them, and whiteouts. What is the same in both is left out.
 */
export function diffOfCopies(copy: FileTree, original: FileTree): FileTree {
  const matched = matchCopies(copy, original)
  const deletedIn = Map.groupBy(matched.deleted, ({ directory }) => directory)
  const wanted = new Uint8Array(copy.count)
  // An entry's number is larger than its directory's.
  for (let entry = copy.count - 1; entry >= 0; entry--) {
    if (matched.stateOf(entry) !== 'same' || deletedIn.has(entry)) wanted[entry] = 1
    if (wanted[entry] === 1 && entry > 0) wanted[copy.parent(entry)] = 1
  }
  const builder = createFileTree(factOf(copy, 0))
  const open: [directory: number, into: number][] = [[0, 0]]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [directory, into] = next
    const entries = entriesOf(copy, directory).filter((entry) => wanted[entry] === 1)
    const from = builder.count
    const whiteouts = (deletedIn.get(directory) ?? []).map(({ entry }) => whiteoutOf(original.name(entry)))
    addAll(builder, into, [...entries.map((entry) => factOf(copy, entry)), ...whiteouts])
    entries.forEach((entry, i) => {
      if (copy.kind(entry) === 'directory') open.push([entry, from + i])
    })
  }
  return builder.finish()
}

function addAll(builder: FileTreeBuilder, directory: number, facts: readonly FileFact[]): void {
  if (facts.length > 0) builder.add(directory, facts)
}

function entriesOf(tree: FileTree, directory: number): readonly number[] {
  const [from, to] = tree.range(directory)
  return Array.from({ length: to - from }, (_, i) => from + i)
}

/** An entry as it was read; an inode with several names is known by its first. */
function factOf(tree: FileTree, entry: number): FileFact {
  const first = tree.firstName(entry) ?? entry
  const own = tree.own(first)
  const nlink = tree.nlink(entry)
  return {
    name: tree.name(entry),
    kind: tree.kind(entry),
    flags: 0,
    allocated: tree.hasBlocks ? own.allocated : null,
    apparent: tree.length(entry),
    modifiedAt: tree.modifiedAt(entry),
    nlink,
    inode: nlink > 1 ? { dev: 0, ino: first } : null,
  }
}

function whiteoutOf(name: string): FileFact {
  return { name, kind: 'whiteout', flags: 0, allocated: 0, apparent: 0, modifiedAt: 0, nlink: 1, inode: null }
}
