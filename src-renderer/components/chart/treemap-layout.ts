import { hierarchy, treemap, treemapSquarify, type HierarchyRectangularNode } from 'd3-hierarchy'

/** How a tile is filled. `pale`: the rest of its colour's kind. `hatched`: unknown, copied up. `outlined`: removed. */
export type TileLook = 'full' | 'pale' | 'hatched' | 'outlined'

/** A tile, or a group of tiles when it has children. */
export interface TreemapNode {
  /** Unique in the whole treemap. */
  readonly id: string
  readonly name: string
  /** What its area stands for. Of a group it is not asked for: a group is as large as its children are together. */
  readonly value: number
  /** The design's name of its colour, as `COLOUR_OF` gives it: `volumes` for `.c-volumes`. */
  readonly colour: string
  readonly look: TileLook
  /** Lines below the name, as far as there is room; beside the name of a group the first one alone. */
  readonly lines: readonly string[]
  readonly children: readonly TreemapNode[]
}

/** A rectangle of the drawing, in whole pixels. */
export interface TreemapTile {
  readonly node: TreemapNode
  /** `header`: the line with a group's name above its tiles. */
  readonly part: 'tile' | 'header'
  /** 1 for the outermost. */
  readonly depth: number
  /** Names of the groups around it, outermost first. */
  readonly within: readonly string[]
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  /** Of a header with the tiles below it; of a tile its own height. */
  readonly whole: number
}

export interface TreemapFrame {
  readonly width: number
  readonly height: number
  /** Groups inside one another that are opened up; deeper ones are one tile each. */
  readonly levels: number
}

export const HEADER_HEIGHT = 18

/** A smaller group is drawn as one tile: its header would hold no name, and its tiles nothing. Each level needs more. */
const SMALLEST_GROUP = { width: 56, height: HEADER_HEIGHT + 22 }
const MORE_A_LEVEL = { width: 12, height: 20 }

/** Rather wide than high: names are written from left to right. */
const RATIO = 1.3

/** Surface between tiles; between outermost groups more. */
const GAP = { outer: 4, inner: 2 }

/** Squarified: areas are in proportion to values. Tiles that come out less than a pixel wide or high are left out. */
export function layoutTreemap(nodes: readonly TreemapNode[], frame: TreemapFrame): readonly TreemapTile[] {
  const tree = hierarchy<TreemapNode>(rootOf(nodes), (node) => node.children)
    .sum((node) => (node.children.length === 0 ? Math.max(0, node.value) : 0))
    .sort((a, b) => (b.value ?? 0) - (a.value ?? 0))
  const placed = treemap<TreemapNode>()
    .tile(treemapSquarify.ratio(RATIO))
    .size([frame.width, frame.height])
    // Called when the node itself has been placed already.
    .paddingTop((node) => (isOpen(node, frame.levels) ? HEADER_HEIGHT : 0))
    .paddingInner((node) => (node.depth === 0 ? GAP.outer : GAP.inner))
    .round(true)(tree)
  const tiles: TreemapTile[] = []
  for (const child of placed.children ?? []) collect(child, { within: [], levels: frame.levels }, tiles)
  return tiles
}

function rootOf(children: readonly TreemapNode[]): TreemapNode {
  return { id: '', name: '', value: 0, colour: '', look: 'full', lines: [], children }
}

type Placed = HierarchyRectangularNode<TreemapNode>

function isOpen(node: Placed, levels: number): boolean {
  const deeper = node.depth - 1
  const isLargeEnough =
    node.x1 - node.x0 >= SMALLEST_GROUP.width + deeper * MORE_A_LEVEL.width &&
    node.y1 - node.y0 >= SMALLEST_GROUP.height + deeper * MORE_A_LEVEL.height
  return node.depth > 0 && node.depth <= levels && node.children !== undefined && isLargeEnough
}

function collect(
  node: Placed,
  { within, levels }: { within: readonly string[]; levels: number },
  tiles: TreemapTile[],
): void {
  const width = node.x1 - node.x0
  const height = node.y1 - node.y0
  if (width < 1 || height < 1) return
  const place = { node: node.data, depth: node.depth, within, x: node.x0, y: node.y0, width, whole: height }
  if (!isOpen(node, levels)) {
    tiles.push({ ...place, part: 'tile', height })
    return
  }
  tiles.push({ ...place, part: 'header', height: HEADER_HEIGHT })
  const inside = { within: [...within, node.data.name], levels }
  for (const child of node.children ?? []) collect(child, inside, tiles)
}
