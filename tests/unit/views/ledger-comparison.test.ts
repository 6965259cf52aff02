import { describe, expect, it } from 'vitest'
import { buildInventory } from '../../../src-main/model/build-inventory.ts'
import type { Inventory } from '../../../src-main/model/inventory.ts'
import { buildReclaimGraph } from '../../../src-main/model/reclaim-graph.ts'
import { exact, unknown } from '../../../src-main/model/figure.ts'
import type { Observations } from '../../../src-main/model/observations.ts'
import { viewComparison } from '../../../src-main/views/ledger-comparison.ts'
import { aContainer, aLayer, anImage, aRecord, aVolume, aWritableLayer } from '../../helpers/builders/disk-says.ts'
import {
  anEngine,
  engineContainer,
  engineImage,
  engineRecord,
  engineVolume,
} from '../../helpers/builders/engine-says.ts'
import { fiveContainers, IMAGE_BYTES } from '../../helpers/builders/five-containers.ts'
import { aRoot, bytes, held, observed } from '../../helpers/builders/observed.ts'
import { BLOBS, PARTS, plainStore, SNAPSHOTS } from '../../helpers/builders/plain-store.ts'

const compare = (inventory: Inventory) => viewComparison(inventory, buildReclaimGraph(inventory))

const comparisonOf = (observations: Observations) => compare(buildInventory(observations))!

function rowsOf(observations: Observations) {
  const { compared } = comparisonOf(observations)
  return Object.fromEntries(
    compared.map(({ what, difference, unexplained, reasons }) => [
      what,
      { difference, unexplained, ...Object.fromEntries(reasons.map((reason) => [reason.why, reason.bytes])) },
    ]),
  )
}

describe('Docker against the disk, classic', () => {
  it('explains all of it by blocks and directories, and adds the figures up', () => {
    const observations = fiveContainers()
    expect(rowsOf(observations)).toEqual({
      images: { difference: 8_011_776 - IMAGE_BYTES, unexplained: 0, blocks: 8_011_776 - IMAGE_BYTES },
      containers: { difference: 32_768 - 15, unexplained: 0, blocks: 32_768 - 15 },
      volumes: { difference: 0, unexplained: 0 },
      'build-cache': { difference: 0, unexplained: 0 },
    })
    const { engineTotal, diskTotal, difference, countedTwice } = comparisonOf(observations)
    expect({ engineTotal, diskTotal, difference, countedTwice }).toEqual({
      engineTotal: exact(IMAGE_BYTES + 15),
      diskTotal: exact(8_011_776 + 32_768),
      difference: 8_011_776 + 32_768 - IMAGE_BYTES - 15,
      countedTwice: 0,
    })
  })

  it('counts a sparse volume’s holes, and a volume that Docker has no size of', () => {
    const root = aRoot({
      says: { volumes: [aVolume('sparse'), aVolume('nfs')] },
      holds: [
        held('volumes/sparse/_data', { kind: 'volume', name: 'sparse' }, { own: bytes(4096, 1_000_000) }),
        held('volumes/nfs/_data', { kind: 'volume', name: 'nfs' }, { own: bytes(8192, 100) }),
      ],
    })
    const volumes = [engineVolume('sparse', { size: 1_000_000 }), engineVolume('nfs', { size: null })]
    const rows = rowsOf(observed({ engine: anEngine({ volumes }), roots: [root] }))
    expect(rows['volumes']).toEqual({
      difference: 4096 + 8192 - 1_000_000,
      unexplained: 0,
      holes: 4096 - 1_000_000,
      'not-listed': 8192,
    })
  })

  /** One record that is an image's layer, and one of its own. */
  const withCache = (version: string, shared: boolean) =>
    observed({
      engine: anEngine({
        version,
        layersSize: 100,
        images: [engineImage('i')],
        buildCache: [engineRecord('r-layer', { size: 100, shared }), engineRecord('r-own', { size: 30 })],
      }),
      roots: [
        aRoot({
          says: {
            layers: [aLayer('a', { engineSize: 100 })],
            images: [anImage('i', ['a'])],
            buildCache: [aRecord('r-layer', { directory: null, chainId: 'a' }), aRecord('r-own')],
          },
          holds: [
            held('overlay2/cache-a/diff', { kind: 'layer', chainId: 'a' }, { own: bytes(4096, 100) }),
            held(
              'overlay2/r-own/diff',
              { kind: 'build-cache', recordIds: ['r-own'], snapshotKey: 'k' },
              { own: bytes(8192, 30) },
            ),
          ],
        }),
      ],
    })

  it('leaves out records that are image layers, as the CLI does up to 28', () => {
    const { compared, engineTotal } = comparisonOf(withCache('28.5.2', true))
    expect(compared[3]).toMatchObject({ engine: exact(30), unexplained: 0 })
    expect(engineTotal).toEqual(exact(130))
  })

  it('counts them twice since 29, and then adds nothing up', () => {
    const { compared, engineTotal, difference, countedTwice } = comparisonOf(withCache('29.1.0', true))
    expect(compared[3]).toMatchObject({
      engine: exact(130),
      unexplained: 0,
      reasons: [
        { why: 'blocks', bytes: 8162, objects: 1 },
        { why: 'image-layers', bytes: -100, objects: 1 },
      ],
    })
    expect({ engineTotal, difference, countedTwice }).toEqual({
      engineTotal: null,
      difference: null,
      countedTwice: 100,
    })
  })

  it('says what no reason explains', () => {
    const { engine, ...rest } = fiveContainers()
    const rows = rowsOf({ ...rest, engine: { ...engine!, layersSize: IMAGE_BYTES + 1000 } })
    expect(rows['images']).toEqual({
      difference: 8_011_776 - IMAGE_BYTES - 1000,
      blocks: 8_011_776 - IMAGE_BYTES,
      unexplained: -1000,
    })
  })

  it('takes nothing apart while a side is not exact', () => {
    const root = aRoot({
      measured: 'not-yet',
      says: { containers: [aContainer('c')], writableLayers: [aWritableLayer('c')] },
      holds: [held('overlay2/mount-c/diff', { kind: 'writable-layer', containerId: 'c' }, null)],
    })
    const engine = anEngine({ containers: [engineContainer('c', { sizeRw: 5 })] })
    const row = comparisonOf(observed({ engine, roots: [root] })).compared[1]
    expect(row).toMatchObject({
      engine: exact(5),
      disk: unknown('not-measured-yet'),
      difference: null,
      reasons: [],
      unexplained: null,
    })
  })

  it('lists what Docker never counts with what it is made of', () => {
    const root = aRoot({
      holds: [
        held('containers/c/log', { kind: 'container-log', containerId: 'c' }, 10),
        held('containers/c', { kind: 'container-config', containerId: 'c' }, 3),
        held('overlay2/stray', { kind: 'orphan', reason: 'unaccounted' }, 7),
        held('core.123', { kind: 'unexplained' }, 5),
      ],
      gaps: [{ path: '/var/lib/docker/plugins', reason: 'permission-denied', detail: '' }],
    })
    const { uncounted, gaps } = comparisonOf(observed({ engine: anEngine(), roots: [root] }))
    expect(uncounted.map(({ what, disk, objects }) => [what, disk, objects])).toEqual([
      ['logs', exact(10), 1],
      ['metadata', exact(3), 1],
      ['orphans', exact(7), 1],
      ['unattributed', exact(5), 1],
    ])
    expect(uncounted[1]?.parts).toEqual([{ category: 'container-config', allocated: exact(3) }])
    expect(gaps).toBe(1)
  })

  it('is nothing without an engine', () => {
    expect(compare(buildInventory(observed({ roots: [aRoot()] })))).toBeNull()
  })
})

describe('Docker against the disk, containerd store', () => {
  it('takes the size of images apart: what is listed again, what is metadata here, what is packed', () => {
    expect(rowsOf(plainStore())['images']).toEqual({
      difference: PARTS.images + 6 * 4096 - SNAPSHOTS['gone-init'] - PARTS.everySnapshot - PARTS.content,
      unexplained: 0,
      'stray-snapshots': -SNAPSHOTS['extract-1'],
      'init-layers': -SNAPSHOTS['web-init'] - SNAPSHOTS['gone-init'],
      'writable-twice': -SNAPSHOTS.web,
      'cache-twice': -PARTS.buildCache,
      blocks: 6 * 4096 - PARTS.content,
    })
  })

  it('has packed content as uncounted up to 28.1', () => {
    const row = rowsOf(plainStore({ version: '26.1.5', layersSize: PARTS.everySnapshot }))['images']
    expect(row).toMatchObject({ unexplained: 0, packed: 6 * 4096 })
  })

  it('is the images alone since 29.6', () => {
    const row = rowsOf(plainStore({ version: '29.6.1', layersSize: PARTS.images + PARTS.content }))['images']
    expect(Object.keys(row ?? {}).sort()).toEqual(['blocks', 'difference', 'init-layers', 'unexplained'])
    expect(row?.unexplained).toBe(0)
  })

  it('tells build cache that is listed again from what is counted as images alone', () => {
    const buildCache = [
      engineRecord('record-base', { size: 1, shared: true }),
      engineRecord('record-top', { size: SNAPSHOTS['key-top'] + BLOBS['packed-top'] }),
      engineRecord('record-source', { size: SNAPSHOTS['key-source'] }),
    ]
    const rows = rowsOf(plainStore({ buildCache }))
    expect(rows['images']).toMatchObject({
      'cache-as-images': -SNAPSHOTS['key-base'],
      'cache-twice': -SNAPSHOTS['key-top'] - SNAPSHOTS['key-source'],
      unexplained: 0,
    })
    expect(rows['build-cache']).toMatchObject({
      'image-copies': SNAPSHOTS['key-base'],
      'image-layers': -BLOBS['packed-top'],
      unexplained: 0,
    })
  })

  it('finds no difference of containers: both count blocks', () => {
    expect(rowsOf(plainStore())['containers']).toEqual({ difference: 0, unexplained: 0 })
  })
})
