import type { FileKind, FileTree } from './file-tree.ts'
import type { ChainId } from './identifiers.ts'
import { isOpaque, type StackLayer } from './layer-stack.ts'
import { compare } from './order.ts'

/** A layer of an image, with all that is in it. */
export interface WasteLayer extends StackLayer {
  /** Null: an `-init` layer that a commit or the legacy builder left between two layers. */
  readonly chainId: ChainId | null
  readonly createdBy: string | null
}

/**
 * How a later layer made it useless. `overwritten`: the layer has something else at its path. `deleted`: by a whiteout.
 * `opaque`: its directory was removed and made anew.
 */
export type WasteHow = 'overwritten' | 'deleted' | 'opaque'

/** Bytes that are on disk and that no container of the image can see. */
export interface WasteSum {
  /** Null where a layer was listed without blocks. */
  readonly allocated: number | null
  readonly apparent: number
  readonly inodes: number
}

/** What one layer made and one later layer hid, at one path. */
export interface Offender extends WasteSum {
  /** Without a slash at its beginning. Of a directory: all that was visible in it then, as far as `made` made it. */
  readonly path: string
  readonly kind: FileKind
  /** Numbers of layers, from the lowest. */
  readonly made: number
  readonly wasted: number
  readonly how: WasteHow
  /** It was overwritten by a file of the same length and time of change: `chmod` or `chown` copied it, no byte of it changed. */
  readonly metadataOnly: boolean
}

export interface ImageWaste {
  readonly total: WasteSum
  /** Part of the total. */
  readonly metadataOnly: WasteSum
  /** Most wasted bytes first. */
  readonly offenders: readonly Offender[]
  /** For each layer, lowest first. */
  readonly steps: readonly WasteStep[]
  /** Something could not be read: numbers are lower bounds. */
  readonly incomplete: boolean
}

export interface WasteStep {
  /** All that is in the layer. */
  readonly usage: WasteSum
  /** What it made and later layers hid. */
  readonly made: WasteSum
  /** What it hid of the layers below. */
  readonly wasted: WasteSum
}

/**
 * Bytes overwritten or deleted by later layers: at each path all copies but the last visible one, which is no waste. Each
 * inode counts once, and only when none of its names is visible any more. Directories that are hidden count; those that
 * several layers merge do not, and neither do whiteouts. `layers`: lowest first.
 */
export function findWaste(layers: readonly WasteLayer[]): ImageWaste {
  const top: Live = { parts: [], below: new Map() }
  const waste = createWaste(layers)
  layers.forEach((layer, i) => {
    applyLayer({ layer, number: i, top, waste })
  })
  return waste.finish()
}

/** What is visible at a path so far. */
interface Live {
  /** Topmost last. Of a file just one. */
  readonly parts: Part[]
  /** Null for anything but a directory. */
  readonly below: Map<string, Live> | null
}

interface Part {
  readonly layer: number
  readonly entry: number
}

interface Application {
  readonly layer: WasteLayer
  readonly number: number
  readonly top: Live
  readonly waste: ReturnType<typeof createWaste>
}

function applyLayer({ layer, number, top, waste }: Application): void {
  const { tree } = layer
  top.parts.push({ layer: number, entry: 0 })
  const open: [entry: number, live: Live][] = [[0, top]]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [directory, { below }] = next
    const [from, to] = tree.range(directory)
    for (let entry = from; below !== null && entry < to; entry++) {
      const live = applyEntry(entry, below)
      if (live !== null) open.push([entry, live])
    }
  }

  /** Answers the directory that is visible there now. */
  function applyEntry(entry: number, siblings: Map<string, Live>): Live | null {
    const part = { layer: number, entry }
    const kind = tree.kind(entry)
    const name = kind === 'whiteout' ? hiddenName(tree.name(entry)) : tree.name(entry)
    const before = siblings.get(name)
    if (kind === 'whiteout') {
      siblings.delete(name)
      if (before !== undefined) waste.hide(before, part, 'deleted')
      return null
    }
    const isDirectory = kind === 'directory'
    if (isDirectory && before !== undefined && before.below !== null) {
      if (!isOpaque(layer, entry)) {
        before.parts.push(part)
        return before
      }
      waste.hide(before, part, 'opaque')
    } else if (before !== undefined) waste.hide(before, part, 'overwritten')
    const live: Live = { parts: [part], below: isDirectory ? new Map() : null }
    siblings.set(name, live)
    return isDirectory ? live : null
  }
}

const WHITEOUT = '.wh.'

/** In lists of archives a whiteout has a name of its own. */
function hiddenName(name: string): string {
  return name.startsWith(WHITEOUT) ? name.slice(WHITEOUT.length) : name
}

interface Sum {
  allocated: number
  apparent: number
  inodes: number
}

type OpenOffender = Sum & Omit<Offender, keyof WasteSum>

function createWaste(layers: readonly WasteLayer[]) {
  const offenders: OpenOffender[] = []
  const names = layers.map(({ tree }) => namesOfInodes(tree))
  const treeOf = ({ layer }: Part): FileTree | undefined => layers[layer]?.tree

  /** `by`: the entry that hides it. A row for each layer that made some of it. */
  function hide(live: Live, by: Part, how: WasteHow): void {
    const rows = new Map<number, OpenOffender>()
    const first = live.parts.at(-1)
    const open = [live]
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      for (const part of next.parts) {
        const row = rows.get(part.layer) ?? newRow({ part, top: first ?? part, by, how })
        rows.set(part.layer, row)
        addInode(row, part)
      }
      if (next.below !== null) open.push(...next.below.values())
    }
    for (const row of rows.values()) if (row.inodes > 0) offenders.push(row)
  }

  function newRow({ part, top, by, how }: { part: Part; top: Part; by: Part; how: WasteHow }): OpenOffender {
    const path = treeOf(top)?.path(top.entry) ?? ''
    const kind = treeOf(top)?.kind(top.entry) ?? 'other'
    const metadataOnly = how === 'overwritten' && isSameContent(treeOf(part), part.entry, treeOf(by), by.entry)
    return { path, kind, made: part.layer, wasted: by.layer, how, metadataOnly, allocated: 0, apparent: 0, inodes: 0 }
  }

  /** An inode with several names goes with the last of them. */
  function addInode(row: OpenOffender, part: Part): void {
    const tree = treeOf(part)
    if (tree === undefined) return
    const first = tree.firstName(part.entry) ?? part.entry
    const left = names[part.layer]?.get(first)
    if (left !== undefined) names[part.layer]?.set(first, left - 1)
    if (left !== undefined && left > 1) return
    const own = tree.own(first)
    row.allocated += own.allocated
    row.apparent += own.apparent
    row.inodes += 1
  }

  function finish(): ImageWaste {
    const hasBlocks = layers.every(({ tree }) => tree.hasBlocks)
    const sum = (rows: readonly Sum[]) => sumOf(rows, hasBlocks)
    const done = offenders.map((row): Offender => ({ ...row, allocated: hasBlocks ? row.allocated : null }))
    return {
      total: sum(offenders),
      metadataOnly: sum(offenders.filter((row) => row.metadataOnly)),
      offenders: done.sort(
        (a, b) => (b.allocated ?? b.apparent) - (a.allocated ?? a.apparent) || compare(a.path, b.path),
      ),
      steps: layers.map(({ tree }, i) => ({
        usage: usageOf(tree),
        made: sum(offenders.filter((row) => row.made === i)),
        wasted: sum(offenders.filter((row) => row.wasted === i)),
      })),
      incomplete: layers.some(({ tree }) => tree.usage(0).incomplete),
    }
  }
  return { hide, finish }
}

/** How many names in the tree each inode has that has several, by the first. */
function namesOfInodes(tree: FileTree): Map<number, number> {
  const names = new Map<number, number>()
  for (let entry = 0; entry < tree.count; entry++) {
    const first = tree.firstName(entry)
    if (first !== null) names.set(first, (names.get(first) ?? 1) + 1)
  }
  return names
}

/** A file's time of change is kept by `chmod`; archives keep whole seconds of it, so that parts of one count only against parts. */
function isSameContent(made: FileTree | undefined, entry: number, by: FileTree | undefined, other: number): boolean {
  if (made === undefined || by === undefined) return false
  if (made.kind(entry) !== 'file' || by.kind(other) !== 'file' || made.length(entry) !== by.length(other)) return false
  const [before, after] = [made.modifiedAt(entry), by.modifiedAt(other)]
  if (Number.isInteger(before) || Number.isInteger(after)) return Math.floor(before) === Math.floor(after)
  return before === after
}

function usageOf(tree: FileTree): WasteSum {
  const { allocated, apparent, inodes } = tree.usage(0)
  return { allocated, apparent, inodes }
}

function sumOf(rows: readonly Sum[], hasBlocks: boolean): WasteSum {
  const sum = { allocated: 0, apparent: 0, inodes: 0 }
  for (const { allocated, apparent, inodes } of rows) {
    sum.allocated += allocated
    sum.apparent += apparent
    sum.inodes += inodes
  }
  return { ...sum, allocated: hasBlocks ? sum.allocated : null }
}
