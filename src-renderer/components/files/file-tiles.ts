import type { FileChange, FilesOf, FilesTile } from '../../../src-main/views/files.ts'
import type { TileLook, TreemapNode } from '../chart/treemap-layout.ts'

/** The design's name of the colour of each kind of place. */
export const COLOUR_OF_PLACE: Readonly<Record<FilesOf['kind'], string>> = {
  container: 'writable',
  layer: 'unique',
  'layer-archive': 'unique',
  volume: 'volumes',
  'container-logs': 'logs',
  orphan: 'orphans',
  'build-cache': 'cache',
}

export interface TileWords {
  readonly bytes: (bytes: number) => string
  /** What many small entries are called together. */
  readonly rest: (inodes: number) => string
  /** What a directory's own inode is called. */
  readonly itself: string
}

/** How tiles are drawn: a writable layer's by what the container did, others' all alike. */
export interface TileDrawing {
  readonly colour: string
  readonly byChange: boolean
  readonly words: TileWords
}

/** Of small entries that were folded into one; a slash is in no path's beginning. */
export function isRest(id: string): boolean {
  return id.startsWith('/')
}

/** The path that a tile stands for; of folded entries the directory that they are in. */
export function pathOfTile(id: string): string {
  return isRest(id) ? id.slice(1) : id
}

/** A directory's tiles as nodes of a treemap. A directory that holds one other and nothing else is one tile with it. */
export function fileTiles(top: FilesTile, drawing: TileDrawing): readonly TreemapNode[] {
  return top.tiles.map((tile) => {
    const node = nodeOf(tile, top, drawing)
    return top.path === '' && tile.kind !== 'rest' ? { ...node, name: `/${node.name}` } : node
  })
}

function nodeOf(tile: FilesTile, parent: FilesTile, drawing: TileDrawing): TreemapNode {
  const { words, colour } = drawing
  const shown = unwrapped(tile)
  const isRestTile = shown.kind === 'rest'
  return {
    id: isRestTile ? `/${parent.path}` : shown.path,
    name: isRestTile ? restName(shown, words) : shown.path.slice(tile.path.length - tile.name.length),
    value: shown.bytes,
    colour,
    look: isRestTile ? lookOfRest(parent, drawing.byChange) : lookOf(shown, drawing.byChange),
    lines: [words.bytes(shown.bytes)],
    children: shown.tiles.map((inner) => nodeOf(inner, shown, drawing)),
  }
}

function restName({ inodes }: FilesTile, words: TileWords): string {
  return inodes > 1 ? words.rest(inodes) : words.itself
}

/** `_cache/pnpm-store` instead of one header for each. The outer one's own inode is not drawn then. */
function unwrapped(tile: FilesTile): FilesTile {
  const [only, ...others] = tile.tiles.filter(({ kind, inodes }) => kind !== 'rest' || inodes > 1)
  return only?.kind === 'directory' && others.length === 0 ? unwrapped(only) : tile
}

/** In a new directory all is new; in others nobody knows what small entries are. */
function lookOfRest(directory: FilesTile, byChange: boolean): TileLook {
  return byChange ? lookOfChange(directory.change) : 'pale'
}

function lookOf(tile: FilesTile, byChange: boolean): TileLook {
  if (!byChange) return 'full'
  if (tile.tiles.length === 0) return lookOfChange(tile.change)
  // A directory that is drawn as one tile looks like most of what is in it.
  const bytes = new Map<TileLook, number>()
  for (const { look, amount } of leavesOf(tile)) bytes.set(look, (bytes.get(look) ?? 0) + amount)
  return [...bytes].sort(([, a], [, b]) => b - a)[0]?.[0] ?? 'pale'
}

/** Full: what the container itself made. Hatched: what it changed. Everything else is pale. */
export function lookOfChange(change: FileChange['kind'] | null): TileLook {
  if (change === 'new' || change === 'replaced') return 'full'
  return change === 'copy-up' || change === 'changed' ? 'hatched' : 'pale'
}

function leavesOf(tile: FilesTile): readonly { readonly look: TileLook; readonly amount: number }[] {
  return tile.tiles.flatMap((inner) => {
    if (inner.tiles.length > 0) return leavesOf(inner)
    const look = inner.kind === 'rest' ? lookOfRest(tile, true) : lookOfChange(inner.change)
    return [{ look, amount: inner.bytes }]
  })
}

/** Every tile by its path; by `/` and its directory's path what was folded. */
export function tilesById(top: FilesTile): ReadonlyMap<string, FilesTile> {
  const found = new Map<string, FilesTile>()
  const add = (tile: FilesTile, parent: FilesTile): void => {
    found.set(tile.kind === 'rest' ? `/${parent.path}` : tile.path, tile)
    for (const inner of tile.tiles) add(inner, tile)
  }
  for (const tile of top.tiles) add(tile, top)
  return found
}

/** The tile that shows a path, which may be one with what is inside it. */
export function tileShowing(path: string, tiles: ReadonlyMap<string, FilesTile>): string | null {
  const tile = tiles.get(path)
  return tile === undefined ? null : unwrapped(tile).path
}
