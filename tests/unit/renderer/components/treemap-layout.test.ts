import { describe, expect, it } from 'vitest'
import {
  HEADER_HEIGHT,
  layoutTreemap,
  type TreemapNode,
  type TreemapTile,
} from '../../../../src-renderer/components/chart/treemap-layout.ts'
import { neighbourTile } from '../../../../src-renderer/components/chart/treemap-neighbour.ts'

function node(id: string, value: number, children: readonly TreemapNode[] = []): TreemapNode {
  return { id, name: id, value, colour: 'volumes', look: 'full', lines: [], children }
}

const FRAME = { width: 600, height: 400, levels: 3 }

function byId(tiles: readonly TreemapTile[], id: string): TreemapTile {
  return tiles.find((tile) => tile.node.id === id)!
}

describe('layout of a treemap', () => {
  it('gives areas in proportion to values', () => {
    const tiles = layoutTreemap([node('a', 300), node('b', 100)], FRAME)
    const area = (id: string): number => byId(tiles, id).width * byId(tiles, id).height
    expect(tiles).toHaveLength(2)
    expect(area('a') / area('b')).toBeGreaterThan(2.9)
    expect(area('a') / area('b')).toBeLessThan(3.1)
  })

  it('puts a header above the tiles of a group, which stay inside it', () => {
    const tiles = layoutTreemap([node('g', 0, [node('g/a', 5), node('g/b', 3)]), node('c', 4)], FRAME)
    const header = byId(tiles, 'g')
    expect(header).toMatchObject({ part: 'header', height: HEADER_HEIGHT, depth: 1, within: [] })
    for (const id of ['g/a', 'g/b']) {
      expect(byId(tiles, id)).toMatchObject({ part: 'tile', depth: 2, within: ['g'] })
      expect(byId(tiles, id).y).toBeGreaterThanOrEqual(header.y + HEADER_HEIGHT)
      expect(byId(tiles, id).x).toBeGreaterThanOrEqual(header.x)
      expect(byId(tiles, id).x + byId(tiles, id).width).toBeLessThanOrEqual(header.x + header.width)
    }
  })

  it('leaves a gap between neighbours and overlaps nowhere', () => {
    const nodes = Array.from({ length: 40 }, (_, index) =>
      node(`g${index}`, 0, [node(`g${index}/a`, 40 - index), node(`g${index}/b`, 20)]),
    )
    const tiles = layoutTreemap(nodes, FRAME).filter(({ part }) => part === 'tile')
    for (const one of tiles) {
      for (const other of tiles) {
        if (one === other) continue
        const apart =
          one.x + one.width < other.x ||
          other.x + other.width < one.x ||
          one.y + one.height < other.y ||
          other.y + other.height < one.y
        expect(apart, `${one.node.id} and ${other.node.id}`).toBe(true)
      }
    }
  })

  it('draws a group that is too small, or too deep, as one tile', () => {
    const small = node('small', 0, [node('small/a', 1), node('small/b', 1)])
    const tiles = layoutTreemap([node('large', 200), small], FRAME)
    expect(tiles.map(({ node: { id }, part }) => [id, part])).toEqual([
      ['large', 'tile'],
      ['small', 'tile'],
    ])
    const deep = layoutTreemap([node('g', 0, [node('g/h', 0, [node('g/h/a', 1)])])], { ...FRAME, levels: 1 })
    expect(deep.map(({ node: { id } }) => id)).toEqual(['g', 'g/h'])
  })

  it('draws nothing for nothing, and nothing without room', () => {
    expect(layoutTreemap([], FRAME)).toEqual([])
    expect(layoutTreemap([node('empty', 0)], FRAME).filter(({ width }) => width > FRAME.width)).toEqual([])
    expect(layoutTreemap([node('a', 1)], { width: 0, height: 0, levels: 3 })).toEqual([])
  })
})

describe('the tile beside', () => {
  const at = (id: string, x: number, y: number): TreemapTile => ({
    node: node(id, 1),
    part: 'tile',
    depth: 1,
    within: [],
    x,
    y,
    width: 98,
    height: 98,
    whole: 98,
  })
  const [a, b, c, d] = [at('a', 0, 0), at('b', 100, 0), at('c', 0, 100), at('d', 100, 100)]
  const grid = [a, b, c, d]

  it('is the nearest one in the direction of the key', () => {
    expect(neighbourTile(grid, a, 'right')).toBe(b)
    expect(neighbourTile(grid, a, 'down')).toBe(c)
    expect(neighbourTile(grid, d, 'left')).toBe(c)
    expect(neighbourTile(grid, d, 'up')).toBe(b)
  })

  it('is none at the edge', () => {
    expect(neighbourTile(grid, a, 'left')).toBeNull()
    expect(neighbourTile(grid, b, 'right')).toBeNull()
    expect(neighbourTile(grid, a, 'up')).toBeNull()
  })

  it('reaches every tile of a squarified layout', () => {
    const nodes = Array.from({ length: 60 }, (_, index) => node(`n${index}`, 1 + ((index * 37) % 50)))
    const tiles = layoutTreemap(nodes, FRAME)
    const reached = new Set([tiles[0]!])
    const waiting = [tiles[0]!]
    for (let tile = waiting.pop(); tile !== undefined; tile = waiting.pop()) {
      for (const direction of ['left', 'right', 'up', 'down'] as const) {
        const next = neighbourTile(tiles, tile, direction)
        if (next === null || reached.has(next)) continue
        reached.add(next)
        waiting.push(next)
      }
    }
    expect(reached.size).toBe(tiles.length)
  })
})
