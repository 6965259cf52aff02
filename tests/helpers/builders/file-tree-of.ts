import { createFileTree, type FileFact, type FileTree } from '../../../src-main/model/file-tree.ts'

/** What is in a directory, by name: a file by its facts, a directory by what is in it. */
export interface TreeSketch {
  readonly [name: string]: TreeSketch | Leaf
}

/** Default: a file of 4096 allocated and 100 apparent bytes, changed at 1. */
export interface Leaf {
  readonly leaf: Partial<FileFact>
}

export const file = (change: Partial<FileFact> = {}): Leaf => ({ leaf: change })
export const whiteout = (): Leaf => file({ kind: 'whiteout', allocated: 0, apparent: 0 })
/** One name of an inode with several. */
export const linked = (ino: number, nlink: number): Leaf => file({ nlink, inode: { dev: 1, ino } })

/** A tree like what is read of a disk. Each directory takes 4096 bytes. */
export function fileTreeOf(sketch: TreeSketch): FileTree {
  const builder = createFileTree(directoryFact(''))
  const open: [entry: number, sketch: TreeSketch][] = [[0, sketch]]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [directory, inside] = next
    const names = Object.entries(inside)
    const from = builder.count
    if (names.length > 0)
      builder.add(
        directory,
        names.map(([name, each]) => factOf(name, each)),
      )
    names.forEach(([, each], i) => {
      if (!isLeaf(each)) open.push([from + i, each])
    })
  }
  return builder.finish()
}

function isLeaf(each: TreeSketch | Leaf): each is Leaf {
  return 'leaf' in each && Object.keys(each).length === 1
}

function factOf(name: string, each: TreeSketch | Leaf): FileFact {
  if (!isLeaf(each)) return directoryFact(name)
  return { ...directoryFact(name), kind: 'file', apparent: 100, ...each.leaf }
}

function directoryFact(name: string): FileFact {
  const fact = { name, flags: 0, allocated: 4096, apparent: 0, modifiedAt: 1, nlink: 1, inode: null }
  return { ...fact, kind: 'directory' }
}
