import { describe, expect, it } from 'vitest'
import { attachedOf } from '../../../../src-renderer/components/containers/container-columns.ts'
import { isRunning, isStopped } from '../../../../src-renderer/components/containers/container-filter.ts'
import { plainRows } from '../../../e2e/support/shown-containers.ts'

const ROWS = plainRows()

describe('a container', () => {
  it('counts as running while paused or restarting', () => {
    expect(new Set(ROWS.filter(isRunning).map(({ state }) => state))).toEqual(
      new Set(['running', 'paused', 'restarting']),
    )
    expect(new Set(ROWS.filter(isStopped).map(({ state }) => state))).toEqual(new Set(['exited', 'dead', 'created']))
  })
})

describe('attached volumes', () => {
  it('count once that two containers mount', () => {
    const rows = ROWS.filter(({ name }) => name === 'shop-db-1')
    const twice = [...rows, ...rows.map((row) => ({ ...row, id: `${row.id}2` }))]
    expect(attachedOf(twice)).toEqual({ kind: 'exact', bytes: 12_400_000_000 })
  })
})
