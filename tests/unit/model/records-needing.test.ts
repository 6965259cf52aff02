import { describe, expect, it } from 'vitest'
import { recordsNeeding } from '../../../src-main/model/records-needing.ts'
import { aLease, aSnapshot } from '../../helpers/builders/containerd-says.ts'

const leaseOf = (id: string, snapshots: readonly string[], namespace = 'moby') => ({
  id,
  lease: aLease(id, { snapshots, namespace }),
})

describe('the records that need a snapshot', () => {
  const snapshots = [
    aSnapshot('base'),
    aSnapshot('left', { parent: 'base' }),
    aSnapshot('right', { parent: 'base' }),
    aSnapshot('top', { parent: 'left' }),
  ]

  it('are those whose leases have it, or one above it, each once', () => {
    const leases = [leaseOf('t', ['top']), leaseOf('r', ['right', 'base']), leaseOf('t', ['left'])]
    const needing = recordsNeeding(leases, snapshots)
    expect(['base', 'left', 'right', 'top', 'gone'].map(needing)).toEqual([['r', 't'], ['t'], ['r'], ['t'], []])
    expect(needing('base')).toEqual(['r', 't'])
  })

  it('are those of its lease alone where nothing is known of the snapshots', () => {
    expect(recordsNeeding([leaseOf('r', ['key'])], [])('key')).toEqual(['r'])
  })

  it('are of its own namespace', () => {
    const elsewhere = [
      aSnapshot('base', { namespace: 'other' }),
      aSnapshot('x', { namespace: 'other', parent: 'base' }),
    ]
    expect(recordsNeeding([leaseOf('r', ['x'])], elsewhere)('base')).toEqual([])
    expect(recordsNeeding([leaseOf('r', ['x'], 'other')], elsewhere)('base')).toEqual(['r'])
  })

  it('are found where parents go round', () => {
    const round = [aSnapshot('x', { parent: 'y' }), aSnapshot('y', { parent: 'x' })]
    expect(recordsNeeding([leaseOf('r', ['x'])], round)('y')).toEqual(['r'])
  })

  it('are found at the bottom of a chain of thousands, each with its own', () => {
    const chain = Array.from({ length: 6000 }, (_, i) => aSnapshot(`${i}`, { parent: i === 0 ? null : `${i - 1}` }))
    const needing = recordsNeeding(
      chain.map(({ name }) => leaseOf(`r${name}`, [name])),
      chain,
    )
    expect([needing('0').length, needing('5999')]).toEqual([6000, ['r5999']])
  })
})
