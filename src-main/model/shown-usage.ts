import type { FileTree } from './file-tree.ts'
import { at, shownIn, type Shown, type StackEntry, type StackLayer } from './layer-stack.ts'

/** Bytes and inodes of what a stack of layers shows at a path and below. */
export interface ShownUsage {
  /** Null where a layer was listed without blocks. */
  readonly allocated: number | null
  readonly apparent: number
  readonly inodes: number
  /** Something could not be read: lower bounds. */
  readonly incomplete: boolean
}

/** Adds up what several paths show, each inode once; a file with several names counts at the first that comes. */
export interface ShownTally {
  /** `alone`: by itself. Everything that was added so far is in `total`. */
  add(shown: Shown): ShownUsage
  readonly total: ShownUsage
}

export function createShownTally(layers: readonly StackLayer[]): ShownTally {
  const all = createSum()
  return {
    add(shown) {
      const alone = createSum()
      const open: Shown[] = [shown]
      for (let next = open.pop(); next !== undefined; next = open.pop()) {
        for (const part of next.parts) {
          alone.count(part, at(layers, part.layer).tree)
          all.count(part, at(layers, part.layer).tree)
        }
        if (next.isDirectory) for (const below of shownIn(next, layers).values()) open.push(below)
      }
      return alone.usage()
    },
    get total() {
      return all.usage()
    },
  }
}

/** More layers than any engine stacks; a key is one exact number. */
const MOST_LAYERS = 1024

function createSum() {
  const linked = new Set<number>()
  const sum = { allocated: 0, apparent: 0, inodes: 0, hasBlocks: true, incomplete: false }
  return {
    count({ layer, entry }: StackEntry, tree: FileTree): void {
      const first = tree.firstName(entry) ?? entry
      const key = first * MOST_LAYERS + layer
      if (tree.nlink(entry) > 1 && tree.kind(entry) !== 'directory') {
        if (linked.has(key)) return
        linked.add(key)
      }
      const own = tree.own(first)
      sum.allocated += own.allocated
      sum.apparent += own.apparent
      sum.inodes += 1
      if (!tree.hasBlocks) sum.hasBlocks = false
      if (isUnread(tree, entry)) sum.incomplete = true
    },
    usage: (): ShownUsage => {
      const { allocated, apparent, inodes, hasBlocks, incomplete } = sum
      return { allocated: hasBlocks ? allocated : null, apparent, inodes, incomplete }
    },
  }
}

/** What is below it is not in the tree. */
export function isUnread(tree: FileTree, entry: number): boolean {
  return tree.has(entry, 'unreadable') || tree.has(entry, 'changed-while-reading')
}
