import { describe, expect, it } from 'vitest'
import { ledgerRows, packedOf, strataOf } from '../../../../src-renderer/components/overview/ledger-rows.ts'
import { differenceToDu } from '../../../../src-renderer/components/overview/ledger-sums.ts'
import { buildInventory } from '../../../../src-main/model/build-inventory.ts'
import { viewOverview } from '../../../../src-main/views/overview.ts'
import { plainStore } from '../../../helpers/builders/plain-store.ts'
import { halfMeasured, overviewView } from '../../../e2e/support/shown-overview.ts'

const TAKEN_AT = '2026-11-21T14:32:00.000Z'

describe('the rows of the ledger', () => {
  it('end with what is in no category', () => {
    expect(ledgerRows(overviewView({ takenAt: TAKEN_AT })).at(-1)?.line).toBe('unattributed')
  })

  it('have one figure of Docker’s for both image lines where it has only one', () => {
    const view = overviewView({ takenAt: TAKEN_AT })
    const lines = view.lines.map((line) => (line.line === 'images-shared' ? { ...line, engineSays: null } : line))
    const [shared, unique] = ledgerRows({ ...view, lines })
    expect([shared?.engineRows, unique?.engineRows, shared?.engine]).toEqual([2, 0, { kind: 'exact', bytes: 72.9e9 }])
  })

  it('have no figure of Docker’s for what it does not count', () => {
    const rows = ledgerRows(overviewView({ takenAt: TAKEN_AT }))
    expect(rows.filter(({ engine }) => engine === null).map(({ line }) => line)).toEqual([
      'logs',
      'metadata',
      'orphans',
      'unattributed',
    ])
  })
})

describe('the line of other containerd users', () => {
  it('is there only where there are any', () => {
    const view = overviewView({ takenAt: TAKEN_AT })
    const lines = view.lines.map((line) => (line.line === 'others' ? { ...line, objects: 2 } : line))
    const has = (shown: typeof view) => ledgerRows(shown).some(({ line }) => line === 'others')
    expect([has(view), has({ ...view, lines })]).toEqual([false, true])
  })
})

describe('the packed part of a line', () => {
  it('is that of its own category, and none in the classic store', () => {
    const rows = (view: Parameters<typeof ledgerRows>[0]) =>
      ledgerRows(view).flatMap((row) => {
        const packed = packedOf(row)
        return packed === null ? [] : [[row.line, packed]]
      })
    expect(rows(overviewView({ takenAt: TAKEN_AT }))).toEqual([])
    expect(rows(viewOverview(buildInventory(plainStore())))).toEqual([
      ['images-shared', { kind: 'exact', bytes: 4096 }],
      ['images-unique', { kind: 'exact', bytes: 5 * 4096 }],
    ])
  })
})

describe('the strata', () => {
  it('stand at what Docker says until they are exact, and never below what was found', () => {
    const view = overviewView({ takenAt: TAKEN_AT, stage: 'measuring', doubt: halfMeasured() ?? {} })
    const strata = strataOf(ledgerRows(view), view)
    const drawn = new Map(strata.map(({ line, bytes, exact }) => [line, { bytes, exact }]))
    expect(drawn.get('images-shared')).toEqual({ bytes: 41_203_118_080, exact: true })
    expect(drawn.get('writable-layers')).toEqual({ bytes: 27_600_000_000, exact: false })
    expect(drawn.get('metadata')).toEqual({ bytes: 1_600_000_000, exact: false })
    expect(drawn.get('orphans')).toEqual({ bytes: 0, exact: false })
  })
})

describe('the difference to du', () => {
  const view = overviewView({ takenAt: TAKEN_AT })
  const [root] = view.roots
  const off = (...differences: readonly (number | null)[]) =>
    differenceToDu({ ...view, roots: differences.map((difference) => ({ ...root!, difference })) })

  it('is zero only when every root balances', () => {
    expect([off(0), off(0, 0), off(-512, 512)]).toEqual([0, 0, 1024])
  })

  it('is not said before all is read', () => {
    expect([
      off(0, null),
      differenceToDu({ ...view, stage: 'measuring' }),
      differenceToDu({ ...view, roots: [] }),
    ]).toEqual([null, null, null])
  })
})
