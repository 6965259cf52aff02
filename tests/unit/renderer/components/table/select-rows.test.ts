import { describe, expect, it } from 'vitest'
import { ref } from 'vue'
import type { TableItem } from '../../../../../src-renderer/components/table/group-rows.ts'
import { useRowSelection } from '../../../../../src-renderer/components/table/row-selection.ts'
import { rangeKeys, selectionState } from '../../../../../src-renderer/components/table/select-rows.ts'
import { crate, type Crate } from './table-support.ts'

const ROWS = ['a', 'b', 'c', 'd', 'e'].map((name) => crate(name, 1))
const GROUP = { key: 'group', name: 'Ada', rows: ROWS.slice(2), sums: new Map() }
const ITEMS: readonly TableItem<Crate>[] = [
  ...ROWS.slice(0, 2).map((row) => ({ kind: 'row', key: row.name, row }) as const),
  { kind: 'group', key: GROUP.key, group: GROUP, folded: false },
  ...ROWS.slice(2).map((row) => ({ kind: 'row', key: row.name, row }) as const),
]

function selection() {
  const rows = ref<readonly Crate[]>(ROWS)
  const made = useRowSelection<Crate>({ rows, items: ref(ITEMS), keyOf: (row) => row.name })
  return { ...made, all: rows, names: () => made.rows.value.map(({ name }) => name) }
}

describe('a range', () => {
  it('goes both ways and leaves out the lines of groups', () => {
    expect([rangeKeys(ITEMS, 1, 3), rangeKeys(ITEMS, 3, 1)]).toEqual([
      ['b', 'c'],
      ['b', 'c'],
    ])
  })

  it('grows and shrinks from the row that was selected last', () => {
    const { toggle, extendTo, names } = selection()
    toggle('b')
    extendTo('d')
    const grown = names()
    extendTo('c')
    expect([grown, names()]).toEqual([
      ['b', 'c', 'd'],
      ['b', 'c'],
    ])
  })

  it('keeps what was selected beside it', () => {
    const { toggle, extendTo, names } = selection()
    toggle('a')
    toggle('c')
    extendTo('d')
    extendTo('c')
    expect(names()).toEqual(['a', 'c'])
  })

  it('begins at the row that it is told when nothing was selected', () => {
    const { extendTo, names } = selection()
    extendTo('c', 'b')
    expect(names()).toEqual(['b', 'c'])
  })
})

describe('the selection', () => {
  it('takes all of a group, and lets go of it when all of it was taken', () => {
    const { toggle, toggleAll, names } = selection()
    toggle('c')
    toggleAll(['c', 'd', 'e'])
    const taken = names()
    toggleAll(['c', 'd', 'e'])
    expect([taken, names()]).toEqual([['c', 'd', 'e'], []])
  })

  it('does not hold rows that are gone', () => {
    const { toggle, all, names } = selection()
    toggle('a')
    toggle('b')
    all.value = ROWS.slice(1)
    expect(names()).toEqual(['b'])
  })

  it('of a group is all, some or none', () => {
    const state = (...keys: string[]) => selectionState(['c', 'd'], new Set(keys))
    expect([state('c', 'd', 'x'), state('c'), state('x')]).toEqual(['all', 'some', 'none'])
  })
})
