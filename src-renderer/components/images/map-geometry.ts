import type { LayerMap, MapBlock, MapGroup } from '../../../src-main/views/layer-map.ts'

/** Pixels from the top of each row and each group's heading. */
export interface MapLayout {
  readonly tops: readonly number[]
  readonly headings: readonly { readonly group: MapGroup; readonly top: number; readonly count: number }[]
  readonly height: number
  readonly row: number
}

/** Of a group's heading, and of the space below a group. */
const HEADING = 20
const GAP = 5

/** Height of a row: below and from 1600 px of window. */
export const ROW_HEIGHT = { narrow: 20, wide: 22 } as const

export function layoutRows({ rows, groups }: Pick<LayerMap, 'rows' | 'groups'>, row: number): MapLayout {
  const tops: number[] = []
  let top = 0
  // A single group of images that share nothing needs no name.
  const named = groups.some(({ kind }) => kind === 'base')
  const headings = groups.flatMap((group) => {
    const count = new Set(rows.slice(group.fromRow, group.toRow).map(({ image }) => image)).size
    const heading = { group, top, count }
    if (named) top += HEADING
    for (let index = group.fromRow; index < group.toRow; index += 1) {
      tops[index] = top
      top += row
    }
    top += GAP
    return named ? [heading] : []
  })
  return { tops: tops.slice(0, rows.length), headings, height: top, row }
}

/** The first row whose lower edge is below a height: where drawing begins. */
export function rowAt({ tops, row }: MapLayout, height: number): number {
  let [low, high] = [0, tops.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((tops[middle] ?? 0) + row <= height) low = middle + 1
    else high = middle
  }
  return low
}

export interface BlockBox {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** Where a block is drawn, in a plot with so many pixels for a byte. A hair stays of what is thinner than one. */
export function boxOf(block: MapBlock, layout: MapLayout, scale: number): BlockBox {
  const first = layout.tops[block.fromRow] ?? 0
  const last = layout.tops[block.toRow - 1] ?? first
  const width = block.width * scale
  return {
    left: block.x * scale,
    top: first + 1,
    width: width > 3 ? width - 1 : Math.max(width, 1),
    height: last - first + layout.row - 2,
  }
}

/** Round numbers of bytes along the axis, as many as there is room for. */
export function axisTicks(longest: number, divisor: number, room: number): readonly number[] {
  if (longest <= 0 || room < 40) return []
  const wanted = Math.max(1, Math.floor(room / 80))
  const rough = longest / divisor / wanted
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = ([1, 2, 5, 10].find((each) => each * power >= rough) ?? 10) * power
  const count = Math.floor(longest / divisor / step)
  return Array.from({ length: count + 1 }, (_, index) => Number((index * step).toPrecision(12)) * divisor)
}
