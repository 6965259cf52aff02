import { describe, expect, it } from 'vitest'
import { buildInventory } from '../../../src-main/model/build-inventory.ts'
import { atLeast, exact } from '../../../src-main/model/figure.ts'
import type { Observations, OrphanReason, Purpose } from '../../../src-main/model/observations.ts'
import { orphanKinds, viewOrphanList, viewOrphans } from '../../../src-main/views/orphans.ts'
import { viewOverview } from '../../../src-main/views/overview.ts'
import { aBlob, aLease, aSnapshot } from '../../helpers/builders/containerd-says.ts'
import { aContainer, aLayer, anImage, aRecord, aWritableLayer } from '../../helpers/builders/disk-says.ts'
import { anEngine, engineContainer } from '../../helpers/builders/engine-says.ts'
import { aRoot, bytes, held, observed } from '../../helpers/builders/observed.ts'

const orphan = (reason: Exclude<OrphanReason, 'leftover-driver'>): Purpose => ({ kind: 'orphan', reason })
const leftover = (driver: string): Purpose => ({ kind: 'leftover-driver', driver })
const orphansOf = (observations: Observations) => {
  const inventory = buildInventory(observations)
  return viewOrphans(inventory, orphanKinds(inventory))
}
const SNAPSHOT = 'io.containerd.snapshotter.v1.overlayfs/snapshots/9999'

describe('the orphans', () => {
  it('are summed by why nobody needs them, and by whether they go by themselves', () => {
    const inventory = buildInventory(
      observed({
        roots: [
          aRoot({
            holds: [
              held('overlay2/a', orphan('unaccounted'), 10),
              held('overlay2/b', orphan('unaccounted'), 5),
              held('image/overlay2/layerdb/c-removing', orphan('removing'), 3),
              held('overlay2', leftover('overlay2'), 100),
              held('image/overlay2', leftover('overlay2'), 7),
            ],
          }),
          aRoot({
            path: '/var/lib/containerd',
            role: 'containerd',
            holds: [
              held(SNAPSHOT, orphan('unaccounted'), 40),
              held('io.containerd.content.v1.content/blobs/sha256/d', orphan('unreferenced'), {
                own: bytes(20),
                incomplete: 'read-error',
              }),
            ],
          }),
        ],
      }),
    )
    const orphans = viewOrphans(inventory, orphanKinds(inventory))
    expect(orphans).toEqual([
      { reason: 'unaccounted', collected: false, objects: 2, allocated: exact(15) },
      { reason: 'unaccounted', collected: true, objects: 1, allocated: exact(40) },
      { reason: 'unreferenced', collected: true, objects: 1, allocated: atLeast(20, 'read-error') },
      { reason: 'removing', collected: false, objects: 1, allocated: exact(3) },
      { reason: 'leftover-driver', collected: false, objects: 1, allocated: exact(107) },
    ])
    const line = viewOverview(inventory).lines.find((each) => each.line === 'orphans')
    expect([line?.allocated, line?.objects]).toEqual([atLeast(185, 'read-error'), 6])
  })

  it('count a file that two of them have once, as the ledger does', () => {
    const shared = { own: bytes(10), elsewhere: bytes(10) }
    const holds = [held('a', orphan('unaccounted'), 10), held('b', orphan('unaccounted'), shared)]
    expect(orphansOf(observed({ roots: [aRoot({ holds })] }))).toMatchObject([{ objects: 2, allocated: exact(10) }])
  })

  it('are none where there are none', () => {
    expect(orphansOf(observed({ roots: [aRoot()] }))).toEqual([])
  })

  it('say why nobody needs them among the largest objects too', () => {
    const holds = [held(SNAPSHOT, orphan('unaccounted'), 40), held('overlay2', leftover('overlay2'), 100)]
    const { largest } = viewOverview(buildInventory(observed({ roots: [aRoot({ holds })] })))
    expect(largest.map(({ owner, orphan: kind }) => [owner.kind, kind])).toEqual([
      ['driver', { reason: 'leftover-driver', collected: false }],
      ['nobody', { reason: 'unaccounted', collected: true }],
    ])
  })
})

describe('the list of orphans', () => {
  const ID = 'ab'.repeat(32)
  const layers = ['one', 'two', 'three'].map((chainId) => aLayer(chainId))
  const rowsOf = (path: string, reason: Exclude<OrphanReason, 'leftover-driver'>, looks = 2) => {
    const says = {
      layers,
      writableLayers: [aWritableLayer('c')],
      containers: [aContainer('c'), aContainer('d')],
      buildCache: [aRecord('r')],
      snapshots: [aSnapshot('s')],
      blobs: [aBlob('b')],
      leases: [aLease('l'), aLease('m')],
      images: [anImage('i', [])],
      orphans: [{ path, names: ['bin', 'etc'], entries: 20 }],
    }
    const holds = [held(path, orphan(reason), { own: bytes(10, 3), modifiedAt: 5 })]
    const engine = anEngine({ containers: [engineContainer('c')] })
    return viewOrphanList(buildInventory(observed({ engine, roots: [aRoot({ says, holds, looks })] }))).rows
  }
  const searched = (path: string, reason: Exclude<OrphanReason, 'leftover-driver'>) =>
    rowsOf(path, reason)[0]?.proof.searched.map(({ records, count }) => `${records} ${count}`)

  it('says which records could have named each, and how many there were', () => {
    expect(searched('overlay2/x', 'unaccounted')).toEqual([
      ...['layers 3', 'writable-layers 1', 'init-layers 1', 'build-cache 1'],
    ])
    expect(searched(`containers/${ID}`, 'unaccounted')).toEqual(['container-configs 2', 'engine-containers 1'])
    expect(searched(SNAPSHOT, 'unaccounted')).toEqual(['snapshots 1'])
    expect(searched(SNAPSHOT, 'unreferenced')).toEqual(['snapshots 1', 'images 1', 'leases 2'])
    const blob = 'io.containerd.content.v1.content/blobs/sha256/d'
    expect(searched(blob, 'unreferenced')).toEqual(['blobs 1', 'images 1', 'leases 2'])
  })

  it('says what is in each, when it changed, how often it was looked at, and whether it goes by itself', () => {
    expect(rowsOf('overlay2/x', 'unaccounted')).toMatchObject([
      {
        ...{ path: '/var/lib/docker/overlay2/x', root: '/var/lib/docker', name: 'overlay2/x', collected: false },
        ...{ names: ['bin', 'etc'], entries: 20, changedAt: '1970-01-01T00:00:00.005Z', driverNow: 'overlay2' },
        ...{ allocated: exact(10), usage: { apparent: exact(3) }, proof: { looks: 2, containerId: null } },
      },
    ])
    expect(rowsOf(SNAPSHOT, 'unaccounted')[0]?.collected).toBe(true)
  })

  it('has what a former driver left as one, whose reason is that driver', () => {
    const holds = [
      held('vfs', leftover('vfs'), 100),
      held('image/vfs', leftover('vfs'), { own: bytes(5), modifiedAt: 7 }),
    ]
    const { rows } = viewOrphanList(buildInventory(observed({ roots: [aRoot({ holds })] })))
    expect(rows).toMatchObject([
      { name: 'vfs', reason: 'leftover-driver', allocated: exact(105), proof: { leftoverOf: 'vfs', searched: [] } },
    ])
  })
})
