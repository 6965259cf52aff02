import { describe, expect, it } from 'vitest'
import { createFileOrders } from '../../../src-main/views/file-orders.ts'
import type { FilesSort } from '../../../src-main/views/files.ts'
import { listFiles } from '../../../src-main/views/list-files.ts'
import { linkTo, madeTree, UNREADABLE } from '../../helpers/builders/made-tree.ts'

const tree = madeTree({
  small: { allocated: 4096, apparent: 3, modifiedAt: 30 },
  large: { allocated: 8192, apparent: 8000, modifiedAt: 10 },
  directory: { in: { a: { modifiedAt: 50 }, b: { modifiedAt: 20 } } },
  another: { allocated: 4096, apparent: 3, modifiedAt: 20 },
})
const files = { tree, changes: null }

function names(sort: FilesSort, descending: boolean, part = { offset: 0, limit: 10 }): readonly string[] {
  const { rows } = listFiles(files, createFileOrders(), { directory: 0, sort, descending, ...part })
  return rows.map(({ name }) => name)
}

describe('a list of a directory', () => {
  it.each<[FilesSort, boolean, readonly string[]]>([
    ['allocated', true, ['directory', 'large', 'another', 'small']],
    ['allocated', false, ['another', 'small', 'large', 'directory']],
    ['apparent', true, ['large', 'directory', 'another', 'small']],
    ['inodes', true, ['directory', 'another', 'large', 'small']],
    ['name', false, ['another', 'directory', 'large', 'small']],
    ['name', true, ['small', 'large', 'directory', 'another']],
    ['modifiedAt', true, ['small', 'another', 'large', 'directory']],
  ])('is sorted by %s, descending %s, and by name where that is equal', (sort, descending, expected) => {
    expect(names(sort, descending)).toEqual(expected)
  })

  it('comes in pages that make the whole', () => {
    expect(names('name', false, { offset: 0, limit: 3 })).toEqual(['another', 'directory', 'large'])
    expect(names('name', false, { offset: 3, limit: 3 })).toEqual(['small'])
    expect(names('name', false, { offset: 4, limit: 3 })).toEqual([])
    const page = listFiles(files, createFileOrders(), {
      ...{ directory: 0, sort: 'name', descending: false, offset: 3, limit: 1 },
    })
    expect(page.total).toBe(4)
  })

  it('says of a directory what is below it', () => {
    const { rows } = listFiles(files, createFileOrders(), {
      ...{ directory: 0, sort: 'name', descending: false, offset: 1, limit: 1 },
    })
    expect(rows).toEqual([
      {
        ...{ name: 'directory', path: 'directory', kind: 'directory', flags: [], sparse: false, length: 0, nlink: 1 },
        ...{
          allocated: 12_288,
          apparent: 200,
          inodes: 3,
          incomplete: false,
          entries: 2,
          countedAt: null,
          change: null,
        },
        modifiedAt: '1970-01-01T00:00:01.000Z',
        newestAt: '1970-01-01T00:00:50.000Z',
      },
    ])
  })

  it('says where the bytes of a later name count, and what could not be read', () => {
    const linked = madeTree({ a: linkTo(7, 3), b: { in: { c: linkTo(7, 3) } }, d: UNREADABLE })
    const page = (directory: number) =>
      listFiles({ tree: linked, changes: null }, createFileOrders(), {
        ...{ directory, sort: 'name', descending: false, offset: 0, limit: 9 },
      }).rows
    expect(page(linked.find('b') ?? -1)).toMatchObject([
      { path: 'b/c', allocated: 0, apparent: 0, length: 100, nlink: 3, countedAt: 'a' },
    ])
    expect(page(0)).toMatchObject([
      { flags: ['hard-linked', 'linked-outside'] },
      { incomplete: false },
      { flags: ['unreadable'], incomplete: true },
    ])
  })

  it('is sorted by length where blocks are not known', () => {
    const listed = madeTree({ a: { allocated: null, apparent: 1 }, b: { allocated: null, apparent: 2 } })
    const { rows } = listFiles({ tree: listed, changes: null }, createFileOrders(), {
      ...{ directory: 0, sort: 'allocated', descending: true, offset: 0, limit: 9 },
    })
    expect(rows.map(({ name, allocated }) => [name, allocated])).toEqual([
      ['b', null],
      ['a', null],
    ])
  })

  it('shows a time that no calendar has as the last one that a date has', () => {
    const late = madeTree({ a: { modifiedAt: 2 ** 62 } })
    const { rows } = listFiles({ tree: late, changes: null }, createFileOrders(), {
      ...{ directory: 0, sort: 'name', descending: false, offset: 0, limit: 9 },
    })
    expect(rows[0]?.modifiedAt).toBe('+275760-09-13T00:00:00.000Z')
  })
})
