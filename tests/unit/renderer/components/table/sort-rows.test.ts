import { describe, expect, it } from 'vitest'
import { sortRows } from '../../../../../src-renderer/components/table/sort-rows.ts'
import { crate, LOAD, NAME, unread, type Crate } from './table-support.ts'

const names = (rows: readonly Crate[]) => rows.map(({ name }) => name)

describe('sorting', () => {
  it('puts web-2 before web-10, and capitals beside small letters', () => {
    const rows = ['web-10', 'Web-2', 'api', 'web-2'].map((name) => crate(name, 0))
    expect(names(sortRows(rows, NAME, false))).toEqual(['api', 'Web-2', 'web-2', 'web-10'])
  })

  it('compares bytes, not their digits', () => {
    const rows = [crate('a', 9), crate('b', 100), crate('c', 20)]
    expect(names(sortRows(rows, LOAD, true))).toEqual(['b', 'c', 'a'])
  })

  it('puts what is unknown last in both directions', () => {
    const rows = [crate('a', unread), crate('b', 1), crate('c', 2)]
    expect([names(sortRows(rows, LOAD, true)).at(-1), names(sortRows(rows, LOAD, false)).at(-1)]).toEqual(['a', 'a'])
  })

  it('keeps the order of equal rows in both directions', () => {
    const rows = [crate('b', 1), crate('a', 1), crate('c', 1)]
    expect([names(sortRows(rows, LOAD, true)), names(sortRows(rows, LOAD, false))]).toEqual([
      ['b', 'a', 'c'],
      ['b', 'a', 'c'],
    ])
  })

  it('leaves rows as they are when there is no such column', () => {
    const rows = [crate('b', 1), crate('a', 1)]
    expect(sortRows(rows, undefined, true)).toEqual(rows)
  })
})
