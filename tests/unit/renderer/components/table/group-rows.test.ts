import { describe, expect, it } from 'vitest'
import { itemsOf, membersOf, sortGroups, sumColumns } from '../../../../../src-renderer/components/table/group-rows.ts'
import type { TableGrouping } from '../../../../../src-renderer/components/table/table-column.ts'
import { crate, exactly, LOAD, NAME, REACH, unread, type Crate } from './table-support.ts'

const BY_SHIP: TableGrouping<Crate> = { id: 'ship', title: 'Ship', of: (row) => row.ship }
const COLUMNS = [NAME, LOAD, REACH]
const ROWS = [crate('a', 5, 'Ada'), crate('b', 4, 'Bee'), crate('c', 3), crate('d', 2, 'Bee')]

function grouped(rows: readonly Crate[], id: string, desc = true) {
  const members = membersOf(rows, BY_SHIP)
  const sums = new Map([...members].map(([name, of]) => [name, sumColumns(of, COLUMNS)] as const))
  return sortGroups(members, sums, { id, desc })
}

describe('the groups', () => {
  it('stand in the order of their own sums', () => {
    expect(grouped(ROWS, 'load').map(({ name }) => name)).toEqual(['Bee', 'Ada', null])
    expect(grouped(ROWS, 'load', false).map(({ name }) => name)).toEqual([null, 'Ada', 'Bee'])
  })

  it('stand in the order of their first rows where the column has no sum', () => {
    expect(grouped(ROWS, 'name').map(({ name }) => name)).toEqual(['Ada', 'Bee', null])
  })

  it('put one whose sum is unknown last in both directions', () => {
    const rows = [...ROWS, crate('e', unread, 'Eve')]
    expect([grouped(rows, 'load').at(-1)?.name, grouped(rows, 'load', false).at(-1)?.name]).toEqual(['Eve', 'Eve'])
  })

  it('keep a group of that name apart from the rows in none', () => {
    expect(
      new Set(grouped([crate('a', 1, ''), crate('b', 1), crate('c', 1, 'null')], 'load').map((g) => g.key)).size,
    ).toBe(3)
  })

  it('hide their rows when folded, not their sums', () => {
    const groups = grouped(ROWS, 'load')
    const items = itemsOf(groups, new Set([groups[0]!.key]), (row) => row.name)
    expect(
      items.map((item) => (item.kind === 'group' ? [item.group.name, item.group.sums.get('load')] : item.key)),
    ).toEqual([['Bee', exactly(6)], ['Ada', exactly(5)], 'a', [null, exactly(3)], 'c'])
  })
})

describe('sums', () => {
  it('are of columns that may be summed', () => {
    expect([...sumColumns(ROWS, COLUMNS)]).toEqual([['load', exactly(14)]])
  })

  it('are lower bounds with an unknown part', () => {
    expect(sumColumns([crate('a', 5), crate('b', unread)], [LOAD]).get('load')).toMatchObject({
      kind: 'at-least',
      bytes: 5,
    })
  })
})
