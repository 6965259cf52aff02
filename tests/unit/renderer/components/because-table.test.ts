import { describe, expect, it } from 'vitest'
import { buildInventory } from '../../../../src-main/model/build-inventory.ts'
import { buildReclaimGraph } from '../../../../src-main/model/reclaim-graph.ts'
import { viewComparison } from '../../../../src-main/views/ledger-comparison.ts'
import { becauseTable } from '../../../../src-renderer/components/ledger/because-table.ts'
import { reasonsOf } from '../../../../src-renderer/components/ledger/reason-words.ts'
import { fiveContainers } from '../../../helpers/builders/five-containers.ts'

const inventory = buildInventory(fiveContainers())
const comparison = viewComparison(inventory, buildReclaimGraph(inventory))!
const words = { t: (key: string) => key, whole: String }

describe('the reasons in words', () => {
  it('are a sum: each with its bytes, and what is left as unexplained', () => {
    const [images] = comparison.compared
    const off = { ...images!, unexplained: -7 }
    expect(reasonsOf(off, 'classic', words)).toEqual([
      { bytes: 261_776, text: 'ledger.why.blocks', unexplained: false },
      { bytes: -7, text: 'ledger.unexplained', unexplained: true },
    ])
  })

  it('say that there is no difference', () => {
    const [, , volumes] = comparison.compared
    expect(reasonsOf(volumes!, 'classic', words).map(({ text }) => text)).toEqual(['ledger.equal_classic.volumes'])
  })

  it.each([
    [{ kind: 'unknown', because: 'not-measured-yet' }, 'ledger.open.measuring'],
    [{ kind: 'at-most', bytes: 1, because: 'extents-shared' }, 'ledger.open.shared'],
    [{ kind: 'at-least', bytes: 1, because: 'read-error' }, 'ledger.open.disk'],
  ] as const)('say why there are none', (disk, text) => {
    const row = { ...comparison.compared[0]!, disk, difference: null, unexplained: null, reasons: [] }
    expect(reasonsOf(row, 'classic', words)).toEqual([{ bytes: null, text, unexplained: false }])
  })
})

it('a copied table has whole bytes and one line a row', () => {
  const rows = comparison.compared.slice(0, 1).map((row) => ({
    ...{ name: 'Images', engine: row.engine, disk: row.disk, difference: row.difference },
    reasons: reasonsOf(row, 'classic', words),
  }))
  const text = becauseTable(rows, comparison, {
    heads: ['what', 'docker', 'disk', 'difference', 'because'],
    ...{ sum: 'sum', notCounted: 'no', notSummed: 'not summed', unknown: '?' },
    reason: ({ bytes, text: why }) => `${bytes} ${why}`,
  })
  expect(text.split('\n').map((line) => line.split('\t'))).toEqual([
    ['what', 'docker', 'disk', 'difference', 'because'],
    ['Images', '7750000', '8011776', '261776', '261776 ledger.why.blocks'],
    ['sum', '7750015', '8044544', '294529', ''],
    [''],
  ])
})
