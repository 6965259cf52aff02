import { describe, expect, it } from 'vitest'
import { buildInventory } from '../../../src-main/model/build-inventory.ts'
import { atLeast, bytesOf, exact, unknown } from '../../../src-main/model/figure.ts'
import type { Image, Inventory } from '../../../src-main/model/inventory.ts'
import type { DiskImage, EngineObservation, RootSurvey } from '../../../src-main/model/observations.ts'
import {
  aBlob,
  aManifest,
  aSnapshot,
  aStoredImage,
  aStoredLayer,
  blobPath,
  snapshotPath,
} from '../../helpers/builders/containerd-says.ts'
import { aContainer, aLayer, anImage, aRecord, aWritableLayer } from '../../helpers/builders/disk-says.ts'
import { anEngine, engineImage } from '../../helpers/builders/engine-says.ts'
import { aRoot, bytes, held, observed } from '../../helpers/builders/observed.ts'
import { plainStore, SNAPSHOTS } from '../../helpers/builders/plain-store.ts'

const BLOB = 4096

/** Layers of so many bytes, and blobs of a block each, that images name. */
function store(images: readonly DiskImage[], layers: Readonly<Record<string, number>>, engine?: EngineObservation) {
  const digests = [...new Set(images.flatMap((image) => image.content))]
  const says: Partial<RootSurvey> = {
    images,
    layers: Object.keys(layers).map((chainId) => aStoredLayer(chainId)),
    blobs: digests.map((digest) => aBlob(digest)),
  }
  const holds = [
    ...Object.entries(layers).map(([chainId, size]) => held(snapshotPath(chainId), { kind: 'layer', chainId }, size)),
    ...digests.map((digest) => held(blobPath(digest), { kind: 'content-blob', digest }, { own: bytes(BLOB, 10) })),
  ]
  return buildInventory(observed({ engine: engine ?? null, roots: [aRoot({ says, holds })] }))
}

const imageOf = (inventory: Inventory, id: string): Image => inventory.images.find((image) => image.id === id)!
const allocated = (
  image: Image,
  ...fields: readonly ('packed' | 'unpacked' | 'shared' | 'packedShared' | 'unique' | 'virtual')[]
) => fields.map((field) => bytesOf(image[field].allocated))

describe('an image in the containerd store', () => {
  const inventory = store(
    [aStoredImage('one', { base: 'packed-base', top: 'packed-top' }), aStoredImage('two', { base: 'packed-base' })],
    { base: 1000, top: 200 },
  )

  it('is packed and unpacked, both on disk', () => {
    const one = imageOf(inventory, 'one')
    expect(allocated(one, 'packed', 'unpacked', 'virtual')).toEqual([4 * BLOB, 1200, 4 * BLOB + 1200])
    expect(one.packed.apparent).toEqual(exact(40))
  })

  it('shares the layers and blobs that another one has, and the rest is unique', () => {
    expect(allocated(imageOf(inventory, 'one'), 'shared', 'packedShared', 'unique')).toEqual([
      1000,
      BLOB,
      200 + 3 * BLOB,
    ])
    expect(allocated(imageOf(inventory, 'two'), 'shared', 'packedShared', 'unique')).toEqual([1000, BLOB, 2 * BLOB])
  })

  it('counts the -init snapshots between its layers as unpacked, as the engine does', () => {
    const legacy = imageOf(buildInventory(plainStore(null)), 'two')
    expect(allocated(legacy, 'unpacked')).toEqual([SNAPSHOTS.base + SNAPSHOTS.legacy + SNAPSHOTS['gone-init']])
  })
})

describe('the shared size of the containerd store', () => {
  const hidden = aStoredImage('hidden', { base: 'packed-base' }, { references: [] })
  const child = aStoredImage('child', { base: 'packed-base', top: 'packed-top' }, { parentId: 'hidden' })
  const layers = { base: 1000, top: 200 }
  const said = [engineImage('child'), engineImage('hidden', { references: [], intermediate: true })]

  it.each([
    ['without an engine', undefined],
    ['of an engine', anEngine({ imageStore: 'containerd', images: said })],
  ])('leaves out hidden parents: %s', (_, engine) => {
    const inventory = store([hidden, child], layers, engine)
    expect(allocated(imageOf(inventory, 'child'), 'shared', 'packedShared', 'unique')).toEqual([0, 0, 1200 + 4 * BLOB])
  })

  it('counts a hidden parent’s own layers as shared with its child', () => {
    expect(allocated(imageOf(store([hidden, child], layers), 'hidden'), 'shared', 'unique')).toEqual([1000, 2 * BLOB])
  })

  it('counts hidden parents on a classic driver since API 1.42', () => {
    const says = {
      layers: [aLayer('base')],
      images: [anImage('hidden', ['base'], { references: [] }), anImage('child', ['base'], { parentId: 'hidden' })],
    }
    const roots = [aRoot({ says, holds: [held('b', { kind: 'layer', chainId: 'base' }, 1000)] })]
    const shared = (apiVersion: string) =>
      allocated(
        imageOf(buildInventory(observed({ engine: anEngine({ apiVersion, images: said }), roots })), 'child'),
        'shared',
      )
    expect([shared('1.41'), shared('1.42')]).toEqual([[0], [1000]])
  })
})

describe('an image of several platforms', () => {
  const platforms = {
    amd64: aManifest('amd64', {
      ...{ content: ['amd64', 'packed-amd64'], chainIds: ['base'], layerDigests: ['packed-amd64'] },
    }),
    arm64: aManifest('arm64', {
      ...{ platform: 'linux/arm64/v8', content: ['arm64', 'packed-arm64'], chainIds: ['arm-base'] },
      ...{ layerDigests: ['packed-arm64'], unpacked: false },
    }),
    riscv64: aManifest('riscv64', { platform: 'linux/riscv64', available: false, content: [], unpacked: false }),
    attestation: aManifest('about-amd64', {
      ...{ kind: 'attestation', platform: null, attests: 'amd64', content: ['about-amd64', 'provenance'] },
      unpacked: false,
    }),
  } as const
  const image = aStoredImage(
    'index',
    {},
    {
      manifests: Object.values(platforms),
      chainIds: ['base'],
      content: ['index', 'amd64', 'packed-amd64', 'arm64', 'packed-arm64', 'about-amd64', 'provenance'],
    },
  )
  const found = imageOf(store([image], { base: 1000 }), 'index')
  const manifest = (digest: string) => found.manifests.find((each) => each.digest === digest)!

  it('has each with what of it is here: packed, unpacked, both or nothing', () => {
    const sizes = found.manifests.map(({ digest, platform, available, packed, unpacked, layers }) => {
      return [digest, platform, available, bytesOf(packed.allocated), bytesOf(unpacked.allocated), layers]
    })
    expect(sizes).toEqual([
      ['amd64', 'linux/amd64', true, 2 * BLOB, 1000, ['base']],
      ['arm64', 'linux/arm64/v8', true, 2 * BLOB, 0, []],
      ['riscv64', 'linux/riscv64', false, 0, 0, []],
      ['about-amd64', null, true, 2 * BLOB, 0, []],
    ])
  })

  it('says what an attestation is about', () => {
    expect([manifest('about-amd64').kind, manifest('about-amd64').attests]).toEqual(['attestation', 'amd64'])
  })

  it('is packed with all platforms that are here, and unpacked with those that are unpacked', () => {
    expect(allocated(found, 'packed', 'unpacked')).toEqual([7 * BLOB, 1000])
  })
})

describe('an image of which something could not be read', () => {
  it('has at least what is known of it, and of what nothing is known it says so', () => {
    const manifest = aManifest('manifest', { unpacked: false, incomplete: true })
    const image = aStoredImage('one', {}, { manifests: [manifest], content: ['one', 'manifest'], incomplete: true })
    const found = imageOf(store([image], {}), 'one')
    const [sum, nothing] = [atLeast(2 * BLOB, 'metadata-damaged'), unknown('metadata-damaged')]
    const { packed, unpacked, virtual, unique } = found
    expect([packed, unpacked, virtual, unique].map((each) => each.allocated)).toEqual([sum, nothing, sum, sum])
    expect([found.manifests[0]?.packed.allocated, found.manifests[0]?.unpacked.allocated]).toEqual([
      atLeast(BLOB, 'metadata-damaged'),
      nothing,
    ])
  })

  it('has layers to the byte where only a packed one is lost', () => {
    const whole = aStoredImage('one', { base: 'packed' })
    const image = {
      ...whole,
      manifests: whole.manifests.map((each) => ({ ...each, incomplete: true })),
      incomplete: true,
    }
    const [manifest] = imageOf(store([image], { base: 1000 }), 'one').manifests
    expect([manifest?.unpacked.allocated, manifest?.packed.allocated.kind]).toEqual([exact(1000), 'at-least'])
  })
})

describe('the virtual size of a container', () => {
  const says = {
    layers: [aStoredLayer('base')],
    images: [aStoredImage('one', { base: 'packed' })],
    containers: [aContainer('web', { imageId: 'one' })],
    writableLayers: [aWritableLayer('web', { parent: 'base' })],
  }
  const holds = [
    held('base', { kind: 'layer', chainId: 'base' }, 1000),
    held('web', { kind: 'writable-layer', containerId: 'web' }, 200),
    held('init', { kind: 'init-layer', containerId: 'web' }, 30),
    held('around', { kind: 'init-layer-surroundings', containerId: 'web' }, 4),
  ]
  const web = (facts: Partial<RootSurvey>) =>
    buildInventory(observed({ roots: [aRoot({ says: { ...says, ...facts }, holds })] })).containers[0]!

  it('has the init layer in the containerd store, where it is a snapshot like any other', () => {
    const { virtual, init } = web({ snapshots: [aSnapshot('web', { kind: 'active' }), aSnapshot('web-init')] })
    expect([virtual.allocated, init.allocated]).toEqual([exact(1230), exact(34)])
  })

  it('has no init layer on a classic driver', () => {
    expect(web({}).virtual.allocated).toEqual(exact(1200))
  })
})

describe('a build cache record that made an image’s layer', () => {
  const record = (change: Parameters<typeof aRecord>[1], layers = [aStoredLayer('base')]) =>
    buildInventory(
      observed({ roots: [aRoot({ says: { layers, buildCache: [aRecord('r', { directory: null, ...change })] } })] }),
    ).buildCache[0]!.copyOf

  it('is a copy of it when it has a snapshot of its own', () => {
    expect(record({ snapshot: 'key', makes: 'base' })).toBe('base')
  })

  it('is none when it is the layer itself', () => {
    expect(record({ snapshot: 'base', chainId: 'base', makes: 'base' })).toBeNull()
  })

  it('is none when the layer is not here', () => {
    expect(record({ snapshot: 'key', makes: 'base' }, [])).toBeNull()
  })

  it('is shared, without an engine’s word, when an image has the layer', () => {
    const says = {
      layers: [aStoredLayer('base')],
      images: [aStoredImage('one', { base: 'packed' })],
      buildCache: [
        aRecord('a', { directory: null, snapshot: 'key', makes: 'base' }),
        aRecord('b', { directory: null, snapshot: 'other', makes: 'nowhere' }),
      ],
    }
    const { buildCache } = buildInventory(observed({ roots: [aRoot({ says })] }))
    expect(buildCache.map((each) => each.shared)).toEqual([true, false])
  })
})
