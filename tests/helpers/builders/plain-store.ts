import type { EngineObservation, Observations, Purpose } from '../../../src-main/model/observations.ts'
import {
  aBlob,
  aLease,
  aManifest,
  aSnapshot,
  aStoredImage,
  aStoredLayer,
  blobPath,
  snapshotPath,
} from './containerd-says.ts'
import { aContainer, aRecord, aWritableLayer } from './disk-says.ts'
import { anEngine, engineContainer, engineImage, engineRecord } from './engine-says.ts'
import { aRoot, bytes, held, observed, type Held } from './observed.ts'

/** Bytes of each snapshot: every one has a digit of its own, so that a sum tells what is in it. */
export const SNAPSHOTS = {
  ...{ base: 1_000_000, top: 200_000, legacy: 30_000 },
  ...{ 'key-base': 1_000_000_000, 'key-top': 200_000_000, 'key-source': 30_000_000 },
  ...{ web: 4_000_000_000, 'web-init': 5_000_000_000, 'gone-init': 6_000 },
  ...{ 'extract-1': 70_000_000_000 },
} as const

/** File lengths of the blobs; each takes a block of 4096 bytes on disk. */
export const BLOBS = {
  one: 1,
  two: 2,
  'one-manifest': 3,
  'two-manifest': 4,
  'packed-base': 50,
  'packed-top': 60,
} as const

/** Image layers with the init snapshot that one of them keeps, and their parts by name. */
export const PARTS = {
  images: 1_236_000,
  buildCache: 1_230_000_000,
  content: 120,
  everySnapshot: 80_231_236_000,
} as const

/**
 * A containerd store whose truth is plain. Two images: `one` has the layers base and top, which were built here and so
 * have copies in the build cache; `two` has base and legacy, which the legacy builder made in a container (`gone`) that
 * is no more. A container `web` runs from `one`, something is being unpacked, and a build looks at base.
 */
export function plainStore(engine: Partial<EngineObservation> | null = {}): Observations {
  const said = anEngine({
    ...{ storageDriver: 'overlayfs', imageStore: 'containerd', layersSize: PARTS.everySnapshot + PARTS.content },
    containers: [engineContainer('web', { imageId: 'one', sizeRw: SNAPSHOTS.web })],
    images: [engineImage('one'), engineImage('two')],
    buildCache: [
      engineRecord('record-base', { size: SNAPSHOTS['key-base'] + BLOBS['packed-base'] }),
      engineRecord('record-top', { size: SNAPSHOTS['key-top'] + BLOBS['packed-top'] }),
      engineRecord('record-source', { size: SNAPSHOTS['key-source'] }),
    ],
    ...engine,
  })
  return observed({ engine: engine === null ? null : said, roots: [storeRoot()] })
}

function storeRoot() {
  const active = { kind: 'active', engineSize: null } as const
  return aRoot({
    says: {
      snapshots: [
        ...committed(['base', 'top', 'legacy', 'key-base', 'key-top', 'web-init', 'gone-init']),
        ...['key-source', 'web', 'extract-1'].map((name) => aSnapshot(name, active)),
        aSnapshot('key-base-view', { kind: 'view', engineSize: null, directory: null }),
        aSnapshot('elsewhere', { namespace: 'k8s.io', engineSize: 9_000_000_000_000 }),
      ],
      layers: [
        aStoredLayer('base', { engineSize: SNAPSHOTS.base }),
        aStoredLayer('top', { parent: 'base', engineSize: SNAPSHOTS.top }),
        aStoredLayer('legacy', { parent: 'base', engineSize: SNAPSHOTS.legacy, initOf: 'gone' }),
      ],
      images: [
        aStoredImage('one', { base: 'packed-base', top: 'packed-top' }),
        aStoredImage(
          'two',
          {},
          {
            chainIds: ['base', 'legacy'],
            manifests: [
              aManifest('two-manifest', { chainIds: ['base', 'legacy'], layerDigests: ['packed-base', 'nowhere'] }),
            ],
            content: ['two', 'two-manifest', 'packed-base'],
          },
        ),
      ],
      blobs: Object.entries(BLOBS).map(([digest, size]) => aBlob(digest, { size })),
      containers: [aContainer('web', { imageId: 'one', driver: 'overlayfs' })],
      writableLayers: [aWritableLayer('web', { parent: 'top', driver: 'overlayfs', directory: snapshotPath('web') })],
      buildCache: [built('base'), built('top'), aRecord('record-source', { directory: null, snapshot: 'key-source' })],
      leases: ['base', 'top'].map((name) => aLease(`record-${name}`, { snapshots: [`key-${name}`] })),
    },
    holds: [...snapshotPlaces(), ...Object.entries(BLOBS).map(([digest, length]) => blobPlace(digest, length))],
  })
}

type Name = keyof typeof SNAPSHOTS

function committed(names: readonly Name[]) {
  return names.map((name) => aSnapshot(name, { engineSize: SNAPSHOTS[name] }))
}

function built(chainId: string) {
  const blob = `packed-${chainId}`
  return aRecord(`record-${chainId}`, { directory: null, snapshot: `key-${chainId}`, blob, makes: chainId })
}

function snapshotPlaces(): readonly Held[] {
  const places = (names: readonly Name[], purpose: (name: Name) => Purpose) =>
    names.map((name) => held(snapshotPath(name), purpose(name), SNAPSHOTS[name]))
  return [
    ...places(['base', 'top', 'legacy'], (chainId) => ({ kind: 'layer', chainId })),
    ...places(['key-base', 'key-top', 'key-source'], (snapshotKey) => ({
      kind: 'build-cache',
      recordIds: [],
      snapshotKey,
    })),
    ...places(['web'], (containerId) => ({ kind: 'writable-layer', containerId })),
    ...places(['web-init', 'gone-init'], (name) => ({ kind: 'init-layer', containerId: name.replace('-init', '') })),
    ...places(['extract-1'], () => ({ kind: 'area', area: 'unpacking', category: 'temporary-files' })),
  ]
}

function blobPlace(digest: string, length: number): Held {
  return held(blobPath(digest), { kind: 'content-blob', digest }, { own: bytes(4096, length) })
}
