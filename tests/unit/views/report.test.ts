import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { reportJsonSchema } from '../../../src-main/contract/report-schema.ts'
import { buildInventory } from '../../../src-main/model/build-inventory.ts'
import type { Observations } from '../../../src-main/model/observations.ts'
import { viewReport } from '../../../src-main/views/view-report.ts'
import { changeSurvey } from '../../helpers/builders/change-survey.ts'
import { aLease, blobPath, snapshotPath } from '../../helpers/builders/containerd-says.ts'
import {
  aContainer,
  aLayer,
  anImage,
  aRecord,
  aVolume,
  aWritableLayer,
  mountOf,
} from '../../helpers/builders/disk-says.ts'
import {
  anEngine,
  engineContainer,
  engineImage,
  engineRecord,
  engineVolume,
} from '../../helpers/builders/engine-says.ts'
import { fiveContainers } from '../../helpers/builders/five-containers.ts'
import { anUnreadableRoot, aRoot, bytes, held, observed } from '../../helpers/builders/observed.ts'
import { plainStore, SNAPSHOTS } from '../../helpers/builders/plain-store.ts'
import { seeded } from '../../helpers/builders/seeded.ts'

const reportOf = (observations: Observations) => viewReport(buildInventory(observations))
const validate = new Ajv2020({ strict: true }).compile(reportJsonSchema() as object)

const ENGINE = anEngine({
  containers: [engineContainer('c', { imageId: 'i', sizeRw: 5, sizeRootFs: 105, mounts: [mountOf('v')] })],
  images: [engineImage('i', { size: 100, sharedSize: 40 }), engineImage('j')],
  volumes: [engineVolume('v', { size: 7 }), engineVolume('far', { driver: 'nfs', size: null })],
  buildCache: [engineRecord('r', { size: 9 }), engineRecord('s')],
  layersSize: 100,
})

const SAYS = {
  layers: [aLayer('a', { engineSize: null, diffId: null }), aLayer('b', { parent: 'a' })],
  images: [anImage('i', ['a', 'b']), anImage('j', ['a'], { references: [], createdAt: null, createdBy: [null] })],
  containers: [aContainer('c', { imageId: 'i', mounts: [mountOf('v')] }), aContainer('d', { createdAt: null })],
  writableLayers: [aWritableLayer('c', { parent: 'b' }), aWritableLayer('stray', { parent: 'lost' })],
  volumes: [aVolume('v'), aVolume('w', { mountedElsewhere: true })],
  buildCache: [aRecord('r'), aRecord('s', { chainId: 'a', directory: null })],
}

const HOLDS = [
  held('a', { kind: 'layer', chainId: 'a' }, { own: bytes(4096, 4000, 3) }),
  held('b', { kind: 'layer', chainId: 'b' }, { own: bytes(512), incomplete: 'permission-denied' }),
  held('c', { kind: 'writable-layer', containerId: 'c' }, 64),
  held('log', { kind: 'container-log', containerId: 'c' }, null),
  held('v', { kind: 'volume', name: 'v' }, 32),
  held('r', { kind: 'build-cache', recordIds: ['r'], snapshotKey: 'k' }, 16),
  held('o', { kind: 'orphan', reason: 'unaccounted' }, 8),
  held('x', { kind: 'unexplained' }, 4),
]
const GAPS = [{ path: '/var/lib/docker/x', reason: 'read-error', detail: 'input/output error' }] as const

const whole = observed({ engine: ENGINE, roots: [aRoot({ says: SAYS, holds: HOLDS, gaps: GAPS })] })

const WORLDS: Readonly<Record<string, Observations>> = {
  'nothing at all': observed(),
  'an engine and no root': observed({ engine: ENGINE }),
  'an engine and a root that is closed to us': observed({ engine: ENGINE, roots: [anUnreadableRoot()] }),
  'a root and no engine': observed({ roots: [aRoot({ says: SAYS, holds: HOLDS })] }),
  'both, with gaps': whole,
  'metadata only': observed({
    engine: anEngine({ ...ENGINE, sizesKnown: false, layersSize: null }),
    roots: [aRoot({ says: SAYS, measured: 'not-yet', holds: HOLDS.map((each) => ({ ...each, usage: null })) })],
  }),
  'a walk under way': observed({ engine: ENGINE, roots: [aRoot({ says: SAYS, measured: 'partly', holds: HOLDS })] }),
  'a walk that was cancelled': observed({ roots: [aRoot({ says: SAYS, measured: 'cancelled', holds: HOLDS })] }),
  'a driver that is not read': observed({
    engine: ENGINE,
    roots: [aRoot({ gaps: [{ path: '/x', reason: 'driver-not-supported', detail: 'not yet' }] })],
  }),
  'a filesystem that does not say how large it is': observed({ roots: [{ ...aRoot({ says: SAYS }), capacity: null }] }),
  'Docker’s own example': fiveContainers(),
  'a containerd store': plainStore(),
  'a containerd store without an engine': plainStore(null),
  'a containerd store before sizes are known': plainStore({ sizesKnown: false, layersSize: null }),
  'a containerd store that lacks an image of the engine’s': plainStore({ images: [engineImage('far')] }),
}

describe('every report', () => {
  it.each(Object.entries(WORLDS))('is as its JSON Schema says: %s', (_, observations) => {
    const json: unknown = JSON.parse(JSON.stringify(reportOf(observations)))
    expect(validate(json), JSON.stringify(validate.errors)).toBe(true)
  })

  it.each(Object.entries(WORLDS))('says why wherever something is unknown: %s', (_, observations) => {
    expect(unexplainedNulls(reportOf(observations))).toEqual([])
  })

  it.each(Object.entries(WORLDS))('adds up in each root that was measured: %s', (_, observations) => {
    for (const { allocated, entries, unattributed } of reportOf(observations).roots) {
      const sum = entries.reduce((total, entry) => total + entry.allocated, 0)
      expect(allocated === null ? null : sum + (unattributed.allocated ?? 0)).toBe(allocated)
    }
  })
})

describe('a report', () => {
  it('is refused by its schema when a number stands for unknown', () => {
    const report = reportOf(whole)
    const wrong = { ...report, volumes: report.volumes.map((volume) => ({ ...volume, allocated: -1 })) }
    expect(validate(JSON.parse(JSON.stringify(wrong)))).toBe(false)
  })

  it('is the same for the same facts in another order, to the byte', () => {
    const inOrder = JSON.stringify(reportOf(whole))
    for (let seed = 0; seed < 20; seed++) {
      const random = seeded(seed)
      const mixed = <T>(items: readonly T[]) => random.shuffle(items)
      const engine = {
        ...ENGINE,
        containers: mixed(ENGINE.containers),
        images: mixed(ENGINE.images),
        volumes: mixed(ENGINE.volumes),
        buildCache: mixed(ENGINE.buildCache),
      }
      const says = {
        layers: mixed(SAYS.layers),
        images: mixed(SAYS.images),
        containers: mixed(SAYS.containers),
        writableLayers: mixed(SAYS.writableLayers),
        volumes: mixed(SAYS.volumes),
        buildCache: mixed(SAYS.buildCache),
      }
      const roots = [aRoot({ says, holds: mixed(HOLDS), gaps: GAPS })]
      expect(JSON.stringify(reportOf(observed({ engine, roots })))).toBe(inOrder)
    }
  })

  it('of a containerd store is the same for the same facts in another order, to the byte', () => {
    const twins = changeSurvey(plainStore(), ({ buildCache, layers, leases }) => ({
      buildCache: [...buildCache, ...buildCache.map((record) => ({ ...record, id: `${record.id}-again` }))],
      layers: layers.map((layer) => ({ ...layer, initOf: layer.chainId === 'base' ? null : 'gone' })),
      leases: [...leases, aLease('z', { blobs: ['one'] }), aLease('y', { blobs: ['one'] })],
    }))
    const inOrder = JSON.stringify(reportOf(twins))
    for (let seed = 0; seed < 20; seed++) {
      const random = seeded(seed)
      const mixed = changeSurvey(twins, (survey) => ({
        layers: random.shuffle(survey.layers),
        images: random.shuffle(survey.images),
        buildCache: random.shuffle(survey.buildCache),
        blobs: random.shuffle(survey.blobs),
        snapshots: random.shuffle(survey.snapshots),
        leases: random.shuffle(survey.leases),
      }))
      expect(JSON.stringify(reportOf(mixed))).toBe(inOrder)
    }
  })

  it('is the same after its way through JSON', () => {
    const report = reportOf(whole)
    expect(JSON.parse(JSON.stringify(report))).toEqual(report)
  })

  it('has its fields in their order', () => {
    expect(Object.keys(reportOf(whole))).toEqual([
      ...['schema', 'takenAt', 'sample', 'stage', 'engine', 'roots', 'containers', 'images', 'layers', 'volumes'],
      ...['buildCache', 'blobs', 'snapshots', 'leases', 'orphans'],
    ])
  })

  it('has the bytes of each kind of object, and null beside a reason', () => {
    const { containers, images, volumes, buildCache, orphans, roots, because } = reportOf(whole)
    expect(containers.map(({ id, writable, engineBecause }) => [id, writable, engineBecause])).toEqual([
      ['c', { allocated: 64, apparent: 64 }, undefined],
      ['d', { allocated: null, apparent: null, because: 'metadata-damaged' }, 'engine-did-not-say'],
      ['stray', { allocated: null, apparent: null, because: 'metadata-damaged' }, 'engine-did-not-say'],
    ])
    expect(images.map(({ id, virtual, dangling }) => [id, virtual, dangling])).toEqual([
      ['i', { allocated: 4608, apparent: 4512, because: 'permission-denied' }, false],
      ['j', { allocated: 4096, apparent: 4000 }, false],
    ])
    const why = volumes.map((v) => [v.name, v.allocated, v.because, v.engineSize, v.engineBecause])
    expect(why).toEqual([
      ['far', null, 'mounted-elsewhere', null, 'engine-did-not-say'],
      ['v', 32, undefined, 7, undefined],
      ['w', null, 'mounted-elsewhere', null, 'engine-did-not-say'],
    ])
    expect(buildCache.map(({ id, allocated, shared }) => [id, allocated, shared])).toEqual([
      ['r', 16, false],
      ['s', 4096, false],
    ])
    expect(orphans).toMatchObject([{ path: '/var/lib/docker/o', reason: 'unaccounted', allocated: 8, apparent: 8 }])
    expect([roots[0]!.allocated, roots[0]!.unattributed, because]).toEqual([4732, { allocated: 4 }, undefined])
  })

  it('has what the containerd store keeps: blobs, snapshots, leases, and the copies of layers', () => {
    const { blobs, snapshots, leases, layers } = reportOf(plainStore())
    expect(blobs.find((blob) => blob.digest === 'packed-top')).toEqual({
      ...{ digest: 'packed-top', role: 'layer', path: `/var/lib/docker/${blobPath('packed-top')}` },
      ...{ allocated: 4096, apparent: 60, engineSize: 60, namespaces: ['moby'], diffId: null },
      ...{ images: ['one'], buildCache: ['record-top'], leases: [] },
    })
    expect(snapshots.find((snapshot) => snapshot.name === 'web')).toEqual({
      ...{ snapshotter: 'overlayfs', namespace: 'moby', name: 'web', number: 1, kind: 'active', parent: null },
      ...{ allocated: SNAPSHOTS.web, apparent: SNAPSHOTS.web, engineSize: null, engineBecause: 'engine-did-not-say' },
      directory: `/var/lib/docker/${snapshotPath('web')}`,
    })
    expect(leases.map((lease) => lease.id)).toEqual(['record-base', 'record-top'])
    expect(layers.find((layer) => layer.chainId === 'base')!.copies).toEqual({
      ...{ blobs: ['packed-base'], packed: { allocated: 4096, apparent: 50 } },
      ...{ records: ['record-base'], cached: { allocated: SNAPSHOTS['key-base'], apparent: SNAPSHOTS['key-base'] } },
      freed: { byImages: 0, byBuildCache: SNAPSHOTS['key-base'], byBoth: SNAPSHOTS['key-base'] },
    })
  })

  it('has LayersSize by its parts', () => {
    const { engineSize, parts, unexplained } = reportOf(plainStore()).engine!.layersSize
    expect(parts.reduce((sum, part) => sum + part.bytes!, 0)).toBe(engineSize)
    expect([parts.length, unexplained]).toEqual([6, 0])
  })

  it('says why there is no engine', () => {
    expect(reportOf(observed())).toMatchObject({ engine: null, because: 'No engine was asked.' })
  })
})

/** What says why a field is null. Other nulls are known to be absent: a time that was recorded nowhere, a parent. */
const REASON_OF: Readonly<Record<string, string>> = {
  ...{ allocated: 'because', apparent: 'because', inodes: 'because', engine: 'because', capacity: 'capacityBecause' },
  ...{ engineSize: 'engineBecause', engineSharedSize: 'engineBecause', engineSizeRw: 'engineBecause' },
  ...{ bytes: 'because', countedTwice: 'because', unexplained: 'because' },
  ...{ byImages: 'because', byBuildCache: 'because', byBoth: 'because' },
  ...{ engineSizeRootFs: 'engineBecause', inUse: 'engineBecause', shared: 'engineBecause' },
}

/** Paths of fields that are null with no reason beside them. */
function unexplainedNulls(value: unknown, path = 'report'): readonly string[] {
  if (typeof value !== 'object' || value === null) return []
  const fields = Object.entries(value)
  const unexplained = fields.filter(([key, each]) => each === null && key in REASON_OF && !(REASON_OF[key]! in value))
  // A root gives its reason once, for itself and for what is unattributed in it.
  const inside = fields.filter(([key]) => key !== 'unattributed')
  return [
    ...unexplained.map(([key]) => `${path}.${key}`),
    ...inside.flatMap(([key, each]) => unexplainedNulls(each, `${path}.${key}`)),
  ]
}
