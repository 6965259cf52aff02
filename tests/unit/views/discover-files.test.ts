import { describe, expect, it } from 'vitest'
import { FILE_FLAGS } from '../../../src-main/model/file-tree.ts'
import { discoverFiles } from '../../../src-main/views/discover-files.ts'
import { createFileOrders, type FileOrders } from '../../../src-main/views/file-orders.ts'
import type { FilesPreset } from '../../../src-main/views/files.ts'
import { viewFilesSummary } from '../../../src-main/views/files-summary.ts'
import { linkTo, madeTree, UNREADABLE } from '../../helpers/builders/made-tree.ts'

const tree = madeTree({
  'new.log': { allocated: 4096, apparent: 10, modifiedAt: 90 },
  'hole.img': { allocated: 4096, apparent: 1_000_000, modifiedAt: 20 },
  inline: { allocated: 0, apparent: 60, modifiedAt: 40 },
  data: {
    in: {
      'big.bin': { allocated: 65_536, apparent: 65_000, modifiedAt: 30 },
      one: { ...linkTo(1, 2), allocated: 8192, apparent: 8000, modifiedAt: 50 },
      gone: { kind: 'whiteout', allocated: 0, apparent: 0 },
      closed: { kind: 'directory', ...UNREADABLE },
      remade: { kind: 'directory', flags: FILE_FLAGS.opaque },
    },
  },
  two: { ...linkTo(1, 2), allocated: 8192, apparent: 8000, modifiedAt: 50 },
})
const files = { tree, changes: null }

function find(preset: FilesPreset, change: { readonly directory?: number; readonly measure?: 'apparent' } = {}) {
  const { directory = 0, measure = 'allocated' } = change
  const page = discoverFiles(files, createFileOrders(), { directory, preset, measure, offset: 0, limit: 50 })
  expect(page.total).toBe(page.rows.length)
  return page.rows.map(({ path }) => path)
}

describe('what presets find', () => {
  it.each<[FilesPreset, readonly string[]]>([
    ['largest', ['data/big.bin', 'two', 'new.log', 'hole.img', 'inline', 'data/one']],
    ['newest', ['new.log', 'two', 'data/one', 'inline', 'data/big.bin', 'hole.img']],
    ['oldest', ['hole.img', 'data/big.bin', 'inline', 'two', 'data/one', 'new.log']],
    ['hard-linked', ['two', 'data/one']],
    ['sparse', ['hole.img']],
    ['unreadable', ['data/closed']],
    ['whiteouts', ['data/gone']],
    ['opaque', ['data/remade']],
    ['new', []],
    ['copy-ups', []],
  ])('%s', (preset, expected) => {
    expect(find(preset)).toEqual(expected)
  })

  it('is what is below the directory', () => {
    const directory = tree.find('data') ?? -1
    expect(find('largest', { directory })).toEqual(['data/big.bin', 'data/one'])
  })

  it('is ordered by the measure that is asked for', () => {
    expect(find('largest', { measure: 'apparent' }).slice(0, 2)).toEqual(['hole.img', 'data/big.bin'])
  })

  it('is counted in the summary, preset by preset', () => {
    const reading = { directory: '/d', source: 'walk', readAt: '', comparing: false } as const
    const { presets, total } = viewFilesSummary(files, reading)
    expect(presets).toEqual({
      ...{ largest: 6, newest: 6, oldest: 6, 'hard-linked': 2, sparse: 1, unreadable: 1, whiteouts: 1, opaque: 1 },
      ...{ new: 0, 'copy-ups': 0 },
    })
    expect(total).toMatchObject({ incomplete: true, newestAt: '1970-01-01T00:01:30.000Z' })
  })
})

describe('pages of what is found', () => {
  const many = madeTree(
    Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`f${index}`, { allocated: (index * 7919) % 5000 }])),
  )
  const page = (orders: FileOrders, offset: number, limit: number) =>
    discoverFiles({ tree: many, changes: null }, orders, {
      ...{ directory: 0, preset: 'largest', measure: 'allocated', offset, limit },
    })

  it('follow one another, however far they go', () => {
    const orders = createFileOrders()
    const sizes: (number | null)[] = []
    for (let offset = 0; offset < 5000; offset += 700)
      sizes.push(...page(orders, offset, 700).rows.map(({ allocated }) => allocated))
    expect(sizes).toEqual(Array.from({ length: 5000 }, (_, index) => 4999 - index))
  })

  it('know how many there are in all', () => {
    expect(page(createFileOrders(), 4990, 50)).toMatchObject({ total: 5000, rows: { length: 10 } })
    expect(page(createFileOrders(), 9000, 50)).toMatchObject({ total: 5000, rows: { length: 0 } })
  })
})
