import { describe, expect, it } from 'vitest'
import type { LayerMap, MapBlock } from '../../../../../src-main/views/layer-map.ts'
import { shortStep } from '../../../../../src-renderer/components/images/block-look.ts'
import { axisTicks, boxOf, layoutRows, rowAt } from '../../../../../src-renderer/components/images/map-geometry.ts'
import { nextSpot } from '../../../../../src-renderer/components/images/map-keys.ts'
import { shownMap, stepSearch } from '../../../../../src-renderer/components/images/shown-map.ts'

const block = (chainId: string, [fromRow, toRow]: readonly [number, number], x: number, width: number): MapBlock => ({
  ...{ chainId, fromRow, toRow, x, width, allocated: { kind: 'exact', bytes: width }, step: `RUN make ${chainId}` },
  ...{ directory: null, images: toRow - fromRow, containers: 0, buildCache: 0 },
})

/** Three images on `base`, the first two on `middle`, and one alone. */
const MAP: LayerMap = {
  rows: ['one', 'two', 'three', 'four'].map((image) => ({ image, platform: null, empty: null })),
  groups: [
    { fromRow: 0, toRow: 3, name: 'base:1', step: null, kind: 'base' },
    { fromRow: 3, toRow: 4, name: null, step: null, kind: 'alone' },
  ],
  blocks: [
    block('base', [0, 3], 0, 100),
    block('middle', [0, 2], 100, 50),
    block('own', [0, 1], 150, 10),
    block('side', [2, 3], 100, 200),
    block('alone', [3, 4], 0, 5),
  ],
  longest: 300,
}

describe('the rows of the map', () => {
  it('lie below one another, each group under its heading', () => {
    const { tops, headings, height } = layoutRows(MAP, 20)
    expect([tops, headings.map(({ top, count }) => [top, count]), height]).toEqual([
      [20, 40, 60, 105],
      [
        [0, 3],
        [85, 1],
      ],
      130,
    ])
  })

  it('need no heading where nothing is shared', () => {
    const alone = { rows: MAP.rows.slice(3), groups: [{ ...MAP.groups[1]!, fromRow: 0, toRow: 1 }] }
    expect(layoutRows(alone, 20)).toMatchObject({ tops: [0], headings: [] })
  })

  it('are found by height', () => {
    const layout = layoutRows(MAP, 20)
    expect([0, 39, 40, 59, 80, 104, 1000].map((height) => rowAt(layout, height))).toEqual([0, 0, 1, 1, 3, 3, 4])
  })
})

describe('a block', () => {
  it('is as wide as its bytes and as high as the rows that have it', () => {
    const layout = layoutRows(MAP, 20)
    expect(boxOf(MAP.blocks[0]!, layout, 2)).toEqual({ left: 0, top: 21, width: 199, height: 58 })
    expect(boxOf(block('thin', [0, 1], 100, 0.1), layout, 1)).toMatchObject({ left: 100, width: 1 })
  })

  it.each([
    ['/bin/sh -c #(nop)  CMD ["sh"]', 'CMD ["sh"]'],
    ['RUN /bin/sh -c apt-get   update # buildkit', 'apt-get update'],
    ['RUN |1 VERSION=2 /bin/sh -c make # buildkit', 'make'],
    ['RUN --mount=type=cache,target=/x go build', 'go build'],
    ['COPY . /app # buildkit', 'COPY . /app'],
  ])('is called by its step: %s', (createdBy, shown) => {
    expect(shortStep(createdBy)).toBe(shown)
  })
})

describe('the axis', () => {
  it('has round numbers, as many as there is room for', () => {
    expect(axisTicks(17.4e9, 1e9, 500)).toEqual([0, 5e9, 10e9, 15e9])
    expect(axisTicks(35e6, 1e6, 1000)).toEqual([0, 5e6, 10e6, 15e6, 20e6, 25e6, 30e6, 35e6])
    expect(axisTicks(0, 1, 500)).toEqual([])
  })
})

describe('some of the rows', () => {
  it('leave every layer one rectangle', () => {
    const shown = shownMap(MAP, (_, index) => index !== 1)
    expect(shown.rows.map(({ image }) => image)).toEqual(['one', 'three', 'four'])
    expect(shown.blocks.map(({ chainId, fromRow, toRow }) => [chainId, fromRow, toRow])).toEqual([
      ['base', 0, 2],
      ['middle', 0, 1],
      ['own', 0, 1],
      ['side', 1, 2],
      ['alone', 2, 3],
    ])
    expect(shown.groups.map(({ fromRow, toRow }) => [fromRow, toRow])).toEqual([
      [0, 2],
      [2, 3],
    ])
    expect(shownMap(MAP, () => true)).toBe(MAP)
  })

  it('are those with a step that has the text', () => {
    const search = stepSearch(MAP)
    expect([[...search('make middle')], [...search('side')], [...search('nothing')]]).toEqual([[0, 1], [2], []])
  })
})

describe('the keyboard', () => {
  const go = (row: number, chainId: string | null, key: string) => nextSpot(MAP, { row, chainId }, key, 2)

  it('goes along an image from its name upward through its layers', () => {
    expect(go(0, null, 'ArrowRight')).toEqual({ row: 0, chainId: 'base' })
    expect(go(0, 'base', 'ArrowRight')).toEqual({ row: 0, chainId: 'middle' })
    expect(go(0, 'own', 'ArrowRight')).toBeNull()
    expect(go(0, 'base', 'ArrowLeft')).toEqual({ row: 0, chainId: null })
    expect(go(0, null, 'ArrowLeft')).toBeNull()
  })

  it('goes past the whole of a layer to what lies below or above it', () => {
    expect(go(0, 'middle', 'ArrowDown')).toEqual({ row: 2, chainId: 'side' })
    expect(go(2, 'side', 'ArrowUp')).toEqual({ row: 1, chainId: 'middle' })
    expect(go(1, 'base', 'ArrowDown')).toEqual({ row: 3, chainId: 'alone' })
    expect(go(0, 'base', 'ArrowUp')).toBeNull()
  })

  it('goes from name to name, a page, and to either end', () => {
    expect([go(0, null, 'ArrowDown'), go(3, null, 'ArrowDown')]).toEqual([{ row: 1, chainId: null }, null])
    expect([go(0, null, 'PageDown'), go(3, null, 'PageDown'), go(1, null, 'PageUp')].map((to) => to?.row)).toEqual([
      2, 3, 0,
    ])
    expect([go(2, 'side', 'Home'), go(0, null, 'End'), go(0, null, 'x')]).toEqual([
      { row: 0, chainId: null },
      { row: 3, chainId: null },
      null,
    ])
  })
})
