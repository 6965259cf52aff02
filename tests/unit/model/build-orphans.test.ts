import { describe, expect, it } from 'vitest'
import { buildInventory } from '../../../src-main/model/build-inventory.ts'
import { exact, unknownUsage } from '../../../src-main/model/figure.ts'
import type { Purpose } from '../../../src-main/model/observations.ts'
import { aRoot, bytes, held, observed, type Held, type RootParts } from '../../helpers/builders/observed.ts'

const inventoryOf = (holds: readonly Held[], change: RootParts = {}) =>
  buildInventory(observed({ roots: [aRoot({ holds, ...change })] }))

const leftover = (driver: string): Purpose => ({ kind: 'leftover-driver', driver })

describe('what a driver left behind that is not used any more', () => {
  it('is one orphan for each driver, shown by its own directory, else by the shortest of its paths', () => {
    const { orphans } = inventoryOf([
      held('buildkit/containerd-native', leftover('native'), 1),
      held('io.containerd.snapshotter.v1.native', leftover('native'), 2),
      held('containers/d', leftover('btrfs'), 3),
      held('containers/d/log', leftover('btrfs'), 4),
      held('image/overlay2/layerdb', leftover('overlay2'), 10),
      held('overlay2', leftover('overlay2'), 1000),
      held('containers/c', leftover('overlay2'), 200),
      held('vfs', leftover('vfs'), 5),
    ])
    expect(orphans.map(({ path, reason, usage }) => [path, reason, usage.allocated])).toEqual([
      ['/var/lib/docker/containers/d', 'leftover-driver', exact(7)],
      ['/var/lib/docker/io.containerd.snapshotter.v1.native', 'leftover-driver', exact(3)],
      ['/var/lib/docker/overlay2', 'leftover-driver', exact(1210)],
      ['/var/lib/docker/vfs', 'leftover-driver', exact(5)],
    ])
  })

  it('is one entry of the ledger for each driver', () => {
    const [root] = inventoryOf([held('a', leftover('vfs'), 1), held('b', leftover('vfs'), 2)]).roots
    expect(root!.ledger.entries).toMatchObject([{ category: 'leftover-driver', owner: { id: 'vfs' }, allocated: 3 }])
  })

  it('is unknown before it was walked', () => {
    const { orphans } = inventoryOf([held('vfs', leftover('vfs'), null)], { measured: 'not-yet' })
    expect(orphans[0]!.usage).toEqual(unknownUsage('not-measured-yet'))
  })
})

describe('what nothing holds', () => {
  it('keeps its reason: unreferenced is what containerd’s collector takes, unaccounted what no record names', () => {
    const { orphans } = inventoryOf([
      held('snapshots/9', { kind: 'orphan', reason: 'unreferenced' }, 10),
      held('snapshots/9999', { kind: 'orphan', reason: 'unaccounted' }, 20),
      held('overlay2/x-removing', { kind: 'orphan', reason: 'removing' }, 30),
    ])
    expect(orphans.map(({ path, reason }) => [path.replace('/var/lib/docker/', ''), reason])).toEqual([
      ['overlay2/x-removing', 'removing'],
      ['snapshots/9', 'unreferenced'],
      ['snapshots/9999', 'unaccounted'],
    ])
  })
})

describe('our own reading', () => {
  const holds = [
    held('v', { kind: 'volume', name: 'v' }, { own: bytes(700) }),
    held('containers/scan', { kind: 'own-scan' }, { own: bytes(90), incomplete: 'permission-denied' }),
  ]

  it('is in no ledger: neither an entry nor unattributed, nor a doubt', () => {
    const { ledger } = inventoryOf(holds).roots[0]!
    expect(ledger).toMatchObject({ total: bytes(700), unattributed: bytes(0, 0, 0), because: null })
    expect(ledger.entries.map((entry) => entry.category)).toEqual(['volume'])
  })

  it('is no orphan', () => {
    expect(inventoryOf(holds).orphans).toEqual([])
  })
})
