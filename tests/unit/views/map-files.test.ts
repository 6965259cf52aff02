import { describe, expect, it } from 'vitest'
import type { FilesTile } from '../../../src-main/views/files.ts'
import { mapFiles } from '../../../src-main/views/map-files.ts'
import { seededRandom } from '../../bench/random.ts'
import { linkTo, madeTree, type MadeDirectory } from '../../helpers/builders/made-tree.ts'

const sized = (bytes: number) => ({ allocated: bytes, apparent: bytes })

function map(entries: MadeDirectory['in'], most = 100, measure: 'allocated' | 'apparent' = 'apparent'): FilesTile {
  return mapFiles({ tree: madeTree(entries), changes: null }, { entry: 0, measure, most })
}

/** `name bytes` of each tile, its inside in brackets. */
function drawn({ name, kind, bytes, tiles }: FilesTile): string {
  const inside = tiles.length === 0 ? '' : ` [${tiles.map(drawn).join(', ')}]`
  return `${kind === 'rest' ? 'rest' : name} ${bytes}${inside}`
}

describe('a map of files', () => {
  it('has everything where there is room, the largest first', () => {
    expect(drawn(map({ a: sized(3), b: { in: { c: sized(5), d: sized(1) } } }))).toBe('top 9 [b 6 [c 5, d 1], a 3]')
  })

  it('folds what is small into a rest, wherever it is', () => {
    const entries = { a: sized(1), b: { in: { c: sized(50), d: sized(2), e: sized(1) } }, f: sized(2), g: sized(40) }
    expect(drawn(map(entries, 5))).toBe('top 96 [b 53 [c 50, rest 3], g 40, rest 3]')
  })

  it('leaves a directory closed of which nothing would be shown', () => {
    expect(drawn(map({ a: { in: { b: sized(1) } }, c: sized(9) }, 3))).toBe('top 10 [c 9, a 1]')
  })

  it('counts a directory’s own blocks as its rest', () => {
    expect(drawn(map({ a: { in: { b: {} } } }, 9, 'allocated'))).toBe(
      'top 12288 [a 8192 [b 4096, rest 4096], rest 4096]',
    )
  })

  it('leaves out what has no bytes, later names of an inode among them', () => {
    expect(drawn(map({ a: { ...sized(4), ...linkTo(1, 2) }, b: { ...sized(4), ...linkTo(1, 2) }, c: sized(0) }))).toBe(
      'top 4 [a 4]',
    )
  })

  it.each([1, 2, 3, 10, 50, 400])('has at most %i tiles, and exact sums in each', (most) => {
    const random = seededRandom(most)
    const tile = map(grow(random, 5), most, 'allocated')
    expect(count(tile) - 1).toBeLessThanOrEqual(most)
    expectExact(tile)
  })

  it('is one tile for a single file', () => {
    const tree = madeTree({ a: sized(3) })
    const tile = mapFiles({ tree, changes: null }, { entry: 1, measure: 'apparent', most: 10 })
    expect(drawn(tile)).toBe('a 3')
  })
})

function grow(random: () => number, depth: number): MadeDirectory['in'] {
  const names = Array.from({ length: 1 + Math.floor(random() * 6) }, (_, index) => `n${index}`)
  const entry = () =>
    random() < 0.5 && depth > 0 ? { in: grow(random, depth - 1) } : sized(Math.floor(random() * 9) * 512)
  return Object.fromEntries(names.map((name) => [name, entry()]))
}

function count({ tiles }: FilesTile): number {
  return 1 + tiles.reduce((sum, tile) => sum + count(tile), 0)
}

function expectExact({ bytes, inodes, tiles }: FilesTile): void {
  if (tiles.length === 0) return
  const sum = (field: 'bytes' | 'inodes'): number => tiles.reduce((total, tile) => total + tile[field], 0)
  expect(sum('bytes')).toBe(bytes)
  expect(sum('inodes')).toBeLessThanOrEqual(inodes)
  for (const tile of tiles) expectExact(tile)
}
