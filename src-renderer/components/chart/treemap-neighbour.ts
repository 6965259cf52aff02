import type { TreemapTile } from './treemap-layout.ts'

export type Direction = 'left' | 'right' | 'up' | 'down'

/** Off to the side counts more than far away: the eye follows a row or a column. */
const ASIDE = 3

/** The tile that an arrow key leads to; null at the edge. */
export function neighbourTile(
  tiles: readonly TreemapTile[],
  from: TreemapTile,
  direction: Direction,
): TreemapTile | null {
  let best: TreemapTile | null = null
  let least = Number.POSITIVE_INFINITY
  for (const tile of tiles) {
    const distance = distanceTo(along(from, direction), along(tile, direction))
    if (distance >= least) continue
    least = distance
    best = tile
  }
  return best
}

/** An interval in the direction of the key, and one across. */
interface Along {
  readonly from: number
  readonly to: number
  readonly left: number
  readonly right: number
}

/** Turned so that every direction is the one in which numbers grow. */
function along({ x, y, width, height }: TreemapTile, direction: Direction): Along {
  switch (direction) {
    case 'right':
      return { from: x, to: x + width, left: y, right: y + height }
    case 'left':
      return { from: -x - width, to: -x, left: y, right: y + height }
    case 'down':
      return { from: y, to: y + height, left: x, right: x + width }
    case 'up':
      return { from: -y - height, to: -y, left: x, right: x + width }
  }
}

function distanceTo(here: Along, there: Along): number {
  if (there.from < here.to) return Number.POSITIVE_INFINITY
  const middle = (here.left + here.right) / 2
  const aside = Math.max(0, there.left - middle, middle - there.right)
  return there.from - here.to + aside * ASIDE
}
