import { describe, expect, it } from 'vitest'
import { buildInventory } from '../../../src-main/model/build-inventory.ts'
import { atLeast, exact } from '../../../src-main/model/figure.ts'
import type { Observations, OrphanReason, Purpose } from '../../../src-main/model/observations.ts'
import { orphanKinds, viewOrphans } from '../../../src-main/views/orphans.ts'
import { viewOverview } from '../../../src-main/views/overview.ts'
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
