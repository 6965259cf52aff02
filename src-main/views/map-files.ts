import { bytesBy, type ViewedFiles } from './file-row.ts'
import type { FilesTile } from './files.ts'
import { createLargestFirst } from './largest-first.ts'

export interface FilesMapping {
  /** Number of the entry that is mapped. */
  readonly entry: number
  readonly measure: 'allocated' | 'apparent'
  /** Tiles below it. */
  readonly most: number
}

/** A directory that was opened: its largest entries, as far as they have become tiles. */
interface Opened {
  readonly children: Int32Array
  readonly tiles: Tile[]
  next: number
}

interface Tile {
  readonly entry: number
  readonly bytes: number
  /** Null: not opened. */
  opened: Opened | null
}

/**
 * The largest of what is below an entry: always the largest one that is not shown yet, wherever it is, as long as what it
 * is in is shown. So a map of a million files has the tiles that can be seen.
 */
export function mapFiles(files: ViewedFiles, { entry, measure, most }: FilesMapping): FilesTile {
  const { tree } = files
  const bytesOf = (at: number): number => bytesBy(tree.usage(at), measure)
  const open = (at: number): Opened => ({ children: largestIn(files, { at, most, bytesOf }), tiles: [], next: 0 })
  const top: Tile = { entry, bytes: bytesOf(entry), opened: open(entry) }
  const frontier = top.opened === null ? [] : [top.opened]
  // Each directory that is opened may need one for its rest.
  let left = most - 1
  for (let next = takeLargest(frontier, bytesOf); next !== null && left > 0; next = takeLargest(frontier, bytesOf)) {
    const tile: Tile = { entry: next.entry, bytes: bytesOf(next.entry), opened: null }
    next.from.tiles.push(tile)
    left -= 1
    const [from, to] = tree.range(tile.entry)
    if (from === to || left < 2) continue
    tile.opened = open(tile.entry)
    frontier.push(tile.opened)
    left -= 1
  }
  return viewTile(files, top, measure)
}

function largestIn(
  { tree }: ViewedFiles,
  { at, most, bytesOf }: { at: number; most: number; bytesOf: (entry: number) => number },
): Int32Array {
  const [from, to] = tree.range(at)
  const largest = createLargestFirst(most)
  for (let entry = from; entry < to; entry++) {
    const bytes = bytesOf(entry)
    if (bytes > 0) largest.offer(entry, bytes)
  }
  return largest.take()
}

function takeLargest(
  frontier: readonly Opened[],
  bytesOf: (entry: number) => number,
): { readonly from: Opened; readonly entry: number } | null {
  let best: { readonly from: Opened; readonly entry: number; readonly bytes: number } | null = null
  for (const from of frontier) {
    const entry = from.children[from.next]
    if (entry === undefined) continue
    const bytes = bytesOf(entry)
    if (best === null || bytes > best.bytes) best = { from, entry, bytes }
  }
  if (best !== null) best.from.next += 1
  return best
}

function viewTile(files: ViewedFiles, { entry, bytes, opened }: Tile, measure: FilesMapping['measure']): FilesTile {
  const { tree, changes } = files
  const inside = (opened?.tiles ?? []).map((tile) => viewTile(files, tile, measure))
  const { inodes } = tree.usage(entry)
  const path = tree.path(entry)
  const rest = {
    bytes: inside.reduce((left, tile) => left - tile.bytes, bytes),
    inodes: inside.reduce((left, tile) => left - tile.inodes, inodes),
  }
  // A directory of which nothing is shown is a tile by itself.
  const hasRest = inside.length > 0 && rest.bytes > 0
  return {
    name: tree.name(entry),
    path,
    kind: tree.kind(entry),
    bytes,
    inodes,
    change: changes?.kindOf(entry) ?? null,
    tiles: hasRest ? [...inside, { name: '', path, kind: 'rest', ...rest, change: null, tiles: [] }] : inside,
  }
}
