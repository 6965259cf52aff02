import { describe, expect, it } from 'vitest'
import { buildInventory } from '../../../src-main/model/build-inventory.ts'
import { atLeast, atMost, exact, unknown, unknownUsage, type UsageFigure } from '../../../src-main/model/figure.ts'
import type { Inventory } from '../../../src-main/model/inventory.ts'
import type { Observations, RootObservation } from '../../../src-main/model/observations.ts'
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
import { fiveContainers, IMAGE_BYTES } from '../../helpers/builders/five-containers.ts'
import { anUnreadableRoot, aRoot, bytes, held, observed, type RootParts } from '../../helpers/builders/observed.ts'
import { seeded } from '../../helpers/builders/seeded.ts'

const inventoryOf = (change: Partial<Observations>): Inventory => buildInventory(observed(change))
const onDisk = (parts: RootParts): Inventory => inventoryOf({ roots: [aRoot(parts)] })
const measured = (allocated: number, apparent = allocated, inodes = 1): UsageFigure => ({
  allocated: exact(allocated),
  apparent: exact(apparent),
  inodes,
})
const NOTHING = measured(0, 0, 0)

/** One of everything that the engine lists, with sizes. */
const oneOfEverything = () =>
  anEngine({
    containers: [engineContainer('c', { imageId: 'i', sizeRw: 5, sizeRootFs: 105, mounts: [mountOf('v')] })],
    images: [engineImage('i', { size: 100, sharedSize: 40 })],
    volumes: [engineVolume('v', { size: 7 })],
    buildCache: [engineRecord('r', { size: 9 })],
    layersSize: 100,
  })

describe('the example of Docker’s documentation', () => {
  const inventory = buildInventory(fiveContainers())

  it('has the sizes of the five containers', () => {
    expect(inventory.containers.map((container) => container.writable.apparent)).toEqual([0, 0, 5, 5, 5].map(exact))
  })

  it('has a virtual size of the image and what the container wrote', () => {
    const virtual = inventory.containers.map((container) => container.virtual.apparent)
    expect(virtual).toEqual([0, 0, 5, 5, 5].map((written) => exact(IMAGE_BYTES + written)))
  })

  it('agrees with the engine in each of them', () => {
    for (const { writable, virtual, engineSizeRw, engineSizeRootFs } of inventory.containers) {
      expect([writable.apparent, virtual.apparent]).toEqual([engineSizeRw, engineSizeRootFs])
    }
  })

  it('counts the image once in the ledger', () => {
    const { entries, total } = inventory.roots[0]!.ledger
    const image = entries.filter((entry) => entry.owner.kind === 'layer')
    expect(image.map((entry) => [entry.category, entry.apparent, entry.holders.length])).toEqual([
      ['image-unique', IMAGE_BYTES - 150, 6],
      ['image-unique', 150, 6],
    ])
    expect(total.apparent).toBe(IMAGE_BYTES + 15)
  })
})

describe('without a readable data root', () => {
  const inventory = inventoryOf({ engine: oneOfEverything(), roots: [anUnreadableRoot()] })
  const nowhere = unknownUsage('no-data-root')

  it('knows no figure of the disk, rather than 0', () => {
    const container = inventory.containers[0]!
    const { writable, virtual, init, logs, config, surroundings } = container
    expect([writable, virtual, init, logs, config, surroundings]).toEqual(Array.from({ length: 6 }, () => nowhere))
    const image = inventory.images[0]!
    expect([image.virtual, image.shared, image.unique]).toEqual([nowhere, nowhere, nowhere])
    expect([inventory.volumes[0]!.usage, inventory.buildCache[0]!.usage]).toEqual([nowhere, nowhere])
  })

  it('keeps what the engine says', () => {
    const { containers, images, volumes, buildCache, engine } = inventory
    expect([containers[0]!.engineSizeRw, containers[0]!.engineSizeRootFs]).toEqual([exact(5), exact(105)])
    expect([images[0]!.engineSize, images[0]!.engineSharedSize]).toEqual([exact(100), exact(40)])
    expect([volumes[0]!.engineSize, buildCache[0]!.engineSize]).toEqual([exact(7), exact(9)])
    expect(engine!.layersSize).toEqual(exact(100))
  })

  it('says the same when no root was even named', () => {
    const { roots: _, ...named } = inventory
    const { roots: none, ...unnamed } = inventoryOf({ engine: oneOfEverything() })
    expect([none, unnamed]).toEqual([[], named])
  })
})

describe('without an engine', () => {
  const inventory = onDisk({
    says: {
      layers: [aLayer('a', { engineSize: 90 })],
      images: [anImage('i', ['a'])],
      containers: [aContainer('c', { imageId: 'i' })],
      writableLayers: [aWritableLayer('c', { parent: 'a' })],
      volumes: [aVolume('v')],
      buildCache: [aRecord('r')],
    },
    holds: [
      held('a', { kind: 'layer', chainId: 'a' }, 4096),
      held('c', { kind: 'writable-layer', containerId: 'c' }, 512),
      held('v', { kind: 'volume', name: 'v' }, 64),
      held('r', { kind: 'build-cache', recordIds: ['r'], snapshotKey: 'k' }, 32),
    ],
  })

  it('knows no figure of the engine, rather than 0', () => {
    const { containers, images, volumes, buildCache } = inventory
    const said = [
      ...[containers[0]!.engineSizeRw, containers[0]!.engineSizeRootFs],
      ...[images[0]!.engineSize, images[0]!.engineSharedSize],
      ...[volumes[0]!.engineSize, buildCache[0]!.engineSize],
    ]
    expect(said).toEqual(said.map(() => unknown('no-engine')))
    expect([inventory.engine, inventory.engineBecause]).toEqual([null, 'No engine was asked.'])
  })

  it('knows every figure of the disk', () => {
    const { containers, images, volumes, buildCache } = inventory
    expect([containers[0]!.writable, containers[0]!.virtual]).toEqual([measured(512), measured(4608, 4608, 2)])
    expect([images[0]!.virtual, images[0]!.unique, images[0]!.shared]).toEqual([
      measured(4096),
      measured(4096),
      NOTHING,
    ])
    expect([volumes[0]!.usage, buildCache[0]!.usage]).toEqual([measured(64), measured(32)])
  })

  it('does not know whether a build cache record is in use', () => {
    expect(inventory.buildCache[0]!.inUse).toBe(null)
  })

  it('has the stored size of a layer, which is on disk', () => {
    expect(inventory.layers[0]!.engineSize).toEqual(exact(90))
  })
})

describe('what only one of the two knows', () => {
  it('leaves all of a container that only the engine knows unknown', () => {
    const inventory = inventoryOf({ engine: oneOfEverything(), roots: [aRoot()] })
    const { writable, virtual, init, logs, config, surroundings } = inventory.containers[0]!
    const damaged = unknownUsage('metadata-damaged')
    expect([writable, virtual, init, logs, config, surroundings]).toEqual(Array.from({ length: 6 }, () => damaged))
  })

  it('leaves an image and a build cache record that only the engine knows unknown', () => {
    const inventory = inventoryOf({ engine: oneOfEverything(), roots: [aRoot()] })
    const { virtual, shared, unique } = inventory.images[0]!
    const damaged = unknownUsage('metadata-damaged')
    expect([virtual, shared, unique, inventory.buildCache[0]!.usage]).toEqual([damaged, damaged, damaged, damaged])
  })

  it('says that the driver is not read where that is why', () => {
    const gap = { path: '/var/lib/docker/vfs', reason: 'driver-not-supported', detail: 'vfs is not read yet' } as const
    const inventory = inventoryOf({ engine: oneOfEverything(), roots: [aRoot({ gaps: [gap] })] })
    const unread = unknownUsage('driver-not-supported')
    const { writable, virtual, init } = inventory.containers[0]!
    expect([writable, virtual, init, inventory.images[0]!.virtual]).toEqual([unread, unread, unread, unread])
  })

  it('knows the log and the config of a container whose writable layer is not read', () => {
    const inventory = onDisk({
      says: { containers: [aContainer('c')] },
      holds: [held('containers/c', { kind: 'container-config', containerId: 'c' }, 4096)],
    })
    const { writable, init, config, logs } = inventory.containers[0]!
    const damaged = unknownUsage('metadata-damaged')
    expect([writable, init, config, logs]).toEqual([damaged, damaged, measured(4096), NOTHING])
  })

  it('keeps a container that the engine does not list, without its word', () => {
    const container = aContainer('c', { state: 'exited' })
    const inventory = inventoryOf({ engine: anEngine(), roots: [aRoot({ says: { containers: [container] } })] })
    expect(inventory.containers[0]).toMatchObject({
      id: 'c',
      state: 'exited',
      engineSizeRw: unknown('engine-did-not-say'),
    })
  })

  it('keeps a writable layer without a container under the start of its ID', () => {
    const containerId = 'f'.repeat(64)
    const inventory = onDisk({
      says: { writableLayers: [aWritableLayer(containerId)] },
      holds: [held('x', { kind: 'writable-layer', containerId }, 512)],
    })
    expect(inventory.containers).toMatchObject([{ name: 'f'.repeat(12), state: 'unknown', writable: measured(512) }])
  })

  it('believes the engine about name and state, and the disk about mounts that the engine left out', () => {
    const disk = aContainer('c', { name: 'old', state: 'exited', mounts: [mountOf('v')] })
    const engine = anEngine({ containers: [engineContainer('c', { name: 'new', state: 'running' })] })
    const inventory = inventoryOf({ engine, roots: [aRoot({ says: { containers: [disk] } })] })
    expect(inventory.containers).toMatchObject([{ name: 'new', state: 'running', volumes: ['v'] }])
  })
})

describe('an image', () => {
  const withHiddenParent = (apiVersion: string | null) =>
    inventoryOf({
      engine: apiVersion === null ? null : anEngine({ apiVersion }),
      roots: [
        aRoot({
          says: {
            layers: [aLayer('a'), aLayer('b', { parent: 'a' })],
            images: [anImage('hidden', ['a'], { references: [] }), anImage('top', ['a', 'b'], { parentId: 'hidden' })],
          },
          holds: [held('a', { kind: 'layer', chainId: 'a' }, 100), held('b', { kind: 'layer', chainId: 'b' }, 10)],
        }),
      ],
    }).images.find((image) => image.id === 'top')!

  it.each(['1.42', '1.51', '2.0'])('shares layers with its hidden parents, as engines of API %s count', (version) => {
    expect(withHiddenParent(version)).toMatchObject({ shared: measured(100), unique: measured(10) })
  })

  it.each(['1.41', '1.24', '0.9'])('shares nothing with its hidden parents, as engines of API %s count', (version) => {
    expect(withHiddenParent(version)).toMatchObject({ shared: NOTHING, unique: measured(110, 110, 2) })
  })

  it('is counted by the newer rule without an engine', () => {
    expect(withHiddenParent(null)).toMatchObject({ shared: measured(100), unique: measured(10) })
  })

  it('is dangling without a name, unless it is a hidden parent', () => {
    const images = [
      anImage('hidden', ['a'], { references: [] }),
      anImage('lost', ['a'], { references: [] }),
      anImage('top', ['a'], { parentId: 'hidden' }),
    ]
    const found = onDisk({ says: { layers: [aLayer('a')], images } }).images
    expect(found.map(({ id, dangling, intermediate }) => [id, dangling, intermediate])).toEqual([
      ['hidden', false, true],
      ['lost', true, false],
      ['top', false, false],
    ])
  })

  it('without layers is measured nothing', () => {
    expect(onDisk({ says: { images: [anImage('scratch', [])] } }).images[0]!.virtual).toEqual(NOTHING)
  })

  it('has a lower bound where one of its layers is not known', () => {
    const inventory = onDisk({
      says: { layers: [aLayer('a')], images: [anImage('i', ['a', 'lost'])] },
      holds: [held('a', { kind: 'layer', chainId: 'a' }, 100)],
    })
    expect(inventory.images[0]!.virtual.allocated).toEqual(atLeast(100, 'metadata-damaged'))
  })
})

describe('a layer', () => {
  it('names the step that made it, and everything that uses it', () => {
    const inventory = onDisk({
      says: {
        layers: [aLayer('a', { engineSize: null })],
        images: [anImage('i', ['a'])],
        writableLayers: [aWritableLayer('c', { parent: 'a' })],
        buildCache: [aRecord('r', { chainId: 'a' })],
      },
      holds: [held('a', { kind: 'layer', chainId: 'a' }, { own: bytes(10), incomplete: 'read-error' })],
    })
    expect(inventory.layers).toEqual([
      {
        ...{ chainId: 'a', diffId: 'diff-a', cacheId: 'cache-a', parent: null },
        directory: '/var/lib/docker/overlay2/cache-a/diff',
        usage: { allocated: atLeast(10, 'read-error'), apparent: atLeast(10, 'read-error'), inodes: 1 },
        engineSize: unknown('metadata-damaged'),
        ...{ createdBy: 'RUN make a', images: ['i'], containers: ['c'], buildCacheRecords: ['r'] },
        initOf: null,
        copies: {
          ...{ blobs: [], packed: measured(0, 0, 0), records: [], cached: measured(0, 0, 0) },
          // The container needs it, so neither side frees anything.
          freed: { byImages: exact(0), byBuildCache: exact(0), byBoth: exact(0) },
        },
      },
    ])
  })

  it('whose directory nobody found is unknown', () => {
    const { usage } = onDisk({ says: { layers: [aLayer('a')] } }).layers[0]!
    expect(usage).toEqual(unknownUsage('metadata-damaged'))
  })
})

describe('a volume', () => {
  it('of another driver is elsewhere, with the engine’s word', () => {
    const volumes = [engineVolume('nfs', { driver: 'vieux/sshfs', mountpoint: '/mnt/nfs', size: null })]
    expect(inventoryOf({ engine: anEngine({ volumes }), roots: [aRoot()] }).volumes[0]).toMatchObject({
      driver: 'vieux/sshfs',
      directory: '/mnt/nfs',
      usage: unknownUsage('mounted-elsewhere'),
      engineSize: unknown('engine-did-not-say'),
    })
  })

  it.each([
    ['permission-denied', 'permission-denied'],
    ['read-error', 'read-error'],
    ['not-a-directory', 'mounted-elsewhere'],
  ] as const)('that only the engine knows is unknown for what is wrong with volumes/: %s', (reason, because) => {
    const gaps = [{ path: '/var/lib/docker/volumes', reason, detail: 'it is not open to us' }]
    const engine = anEngine({ volumes: [engineVolume('v')] })
    expect(inventoryOf({ engine, roots: [aRoot({ gaps })] }).volumes[0]!.usage).toEqual(unknownUsage(because))
    expect(inventoryOf({ engine, roots: [aRoot()] }).volumes[0]!.usage).toEqual(unknownUsage('metadata-damaged'))
    expect(inventoryOf({ engine, roots: [anUnreadableRoot()] }).volumes[0]!.usage).toEqual(unknownUsage('no-data-root'))
  })

  it('of a builder that runs as a container names the builder', () => {
    const names = ['buildx_buildkit_ci0_state', 'buildx_buildkit__state', 'buildx_buildkit_ci0']
    const { volumes } = onDisk({ says: { volumes: names.map((name) => aVolume(name)) } })
    expect(volumes.map(({ name, builder }) => [name, builder])).toEqual([
      ['buildx_buildkit__state', null],
      ['buildx_buildkit_ci0', null],
      ['buildx_buildkit_ci0_state', 'ci0'],
    ])
  })

  it('that is a mount point is elsewhere, whatever its directory holds', () => {
    const inventory = onDisk({
      says: { volumes: [aVolume('v', { mountedElsewhere: true })] },
      holds: [held('volumes/v/_data', { kind: 'volume', name: 'v' }, 4096)],
    })
    expect(inventory.volumes[0]!.usage).toEqual(unknownUsage('mounted-elsewhere'))
  })

  it('is anonymous by its label, and by a name of 64 hex digits', () => {
    const hex = '0123456789abcdef'.repeat(4)
    const volumes = [
      engineVolume('labelled', { labels: { 'com.docker.volume.anonymous': '' } }),
      engineVolume(hex),
      engineVolume(hex.slice(1)),
      engineVolume('named', { labels: { anonymous: 'yes' } }),
    ]
    const found = inventoryOf({ engine: anEngine({ volumes }), roots: [aRoot()] }).volumes
    expect(found.filter((volume) => volume.anonymous).map((volume) => volume.name)).toEqual([hex, 'labelled'])
  })

  it('knows the containers that mount it', () => {
    const containers = [aContainer('d', { mounts: [mountOf('v')] }), aContainer('c', { mounts: [mountOf('v')] })]
    expect(onDisk({ says: { containers, volumes: [aVolume('v')] } }).volumes[0]!.containers).toEqual(['c', 'd'])
  })
})

describe('a build cache record', () => {
  const engine = anEngine({
    buildCache: [engineRecord('r', { size: 40, inUse: true, description: 'as the engine says' })],
  })

  it('is joined by its ID', () => {
    const root = aRoot({
      says: { buildCache: [aRecord('r', { description: 'as the disk says' })] },
      holds: [held('x', { kind: 'build-cache', recordIds: ['r'], snapshotKey: 'k' }, 4096)],
    })
    expect(inventoryOf({ engine, roots: [root] }).buildCache).toMatchObject([
      { id: 'r', description: 'as the engine says', inUse: true, usage: measured(4096), engineSize: exact(40) },
    ])
  })

  it('that is an image’s layer is shared, and has that layer’s usage', () => {
    const inventory = onDisk({
      says: {
        layers: [aLayer('a')],
        images: [anImage('i', ['a'])],
        buildCache: [aRecord('r', { chainId: 'a', directory: null })],
      },
      holds: [held('a', { kind: 'layer', chainId: 'a' }, 100)],
    })
    expect(inventory.buildCache).toMatchObject([{ shared: true, usage: measured(100), chainId: 'a' }])
  })

  it('of a layer that no image has is not shared', () => {
    const says = { layers: [aLayer('a')], buildCache: [aRecord('r', { chainId: 'a' })] }
    expect(onDisk({ says }).buildCache[0]!.shared).toBe(false)
  })

  it('believes the engine about being shared', () => {
    const shared = anEngine({ buildCache: [engineRecord('r', { shared: true })] })
    const root = aRoot({ says: { buildCache: [aRecord('r')] } })
    expect(inventoryOf({ engine: shared, roots: [root] }).buildCache[0]!.shared).toBe(true)
  })

  it('without a directory of its own is measured nothing', () => {
    const found = onDisk({ says: { buildCache: [aRecord('r', { directory: null })] } })
    expect(found.buildCache[0]).toMatchObject({ usage: NOTHING, directory: null })
  })
})

describe('orphans', () => {
  it('are listed by path, with their reason and bytes', () => {
    const inventory = onDisk({
      holds: [
        held('overlay2/z', { kind: 'orphan', reason: 'removing' }, { own: bytes(5), incomplete: 'permission-denied' }),
        held('overlay2/a', { kind: 'orphan', reason: 'unaccounted' }, 4096),
      ],
    })
    const bound = atLeast(5, 'permission-denied')
    expect(inventory.orphans).toMatchObject([
      { path: '/var/lib/docker/overlay2/a', reason: 'unaccounted', usage: measured(4096) },
      {
        path: '/var/lib/docker/overlay2/z',
        reason: 'removing',
        usage: { allocated: bound, apparent: bound, inodes: 1 },
      },
    ])
  })
})

describe('while it is being measured', () => {
  const states = (...roots: readonly RootObservation['measured'][]) =>
    inventoryOf({ roots: roots.map((state, i) => aRoot({ path: `/root-${i}`, measured: state })) }).stage

  it('is at the stage of the root that is least far', () => {
    expect([states('whole', 'partly'), states('cancelled', 'whole'), states('not-yet'), states('whole')]).toEqual([
      'measuring',
      'cancelled',
      'metadata',
      'whole',
    ])
    expect([states(), states('unreadable'), states('not-yet', 'partly')]).toEqual(['whole', 'whole', 'measuring'])
  })

  it.each([
    ['not-yet', 'not-measured-yet'],
    ['partly', 'not-measured-yet'],
    ['cancelled', 'cancelled'],
  ] as const)('does not know a place that was not reached (%s)', (state, because) => {
    const inventory = onDisk({
      measured: state,
      says: { volumes: [aVolume('done'), aVolume('waits')] },
      holds: [held('d', { kind: 'volume', name: 'done' }, 100), held('w', { kind: 'volume', name: 'waits' }, null)],
    })
    expect(inventory.volumes.map((volume) => volume.usage)).toEqual([measured(100), unknownUsage(because)])
  })

  it('does not know the engine’s sizes before they were asked for', () => {
    const engine = anEngine({
      containers: [engineContainer('c', { sizeRw: null })],
      layersSize: null,
      sizesKnown: false,
    })
    const inventory = inventoryOf({ engine })
    expect([inventory.containers[0]!.engineSizeRw, inventory.engine!.layersSize]).toEqual([
      unknown('not-measured-yet'),
      unknown('not-measured-yet'),
    ])
  })
})

describe('the same facts in another order', () => {
  it('give the same inventory', () => {
    const says = {
      layers: ['a', 'b', 'c'].map((id, i) => aLayer(id, { parent: i === 0 ? null : 'a' })),
      images: [
        anImage('i', ['a', 'b'], { createdBy: ['RUN one', null] }),
        anImage('j', ['a', 'c'], { createdBy: ['RUN another way', 'RUN c'] }),
        anImage('k', ['a']),
      ],
      containers: ['x', 'y', 'z'].map((id) => aContainer(id, { mounts: [mountOf('v'), mountOf('w')] })),
      writableLayers: ['x', 'y', 'z'].map((id) => aWritableLayer(id, { parent: 'b' })),
      volumes: ['v', 'w'].map((name) => aVolume(name)),
      buildCache: ['r', 's'].map((id) => aRecord(id, { chainId: 'a' })),
    }
    const holds = says.layers.map(({ chainId }, i) => held(chainId, { kind: 'layer', chainId }, 10 * i))
    const inOrder = onDisk({ says, holds })
    for (let seed = 0; seed < 20; seed++) {
      const random = seeded(seed)
      const shuffled = {
        layers: random.shuffle(says.layers),
        images: random.shuffle(says.images),
        containers: random.shuffle(says.containers),
        writableLayers: random.shuffle(says.writableLayers),
        volumes: random.shuffle(says.volumes),
        buildCache: random.shuffle(says.buildCache),
      }
      expect(onDisk({ says: shuffled, holds: random.shuffle(holds) })).toEqual(inOrder)
    }
  })
})

describe('a root whose snapshots share extents', () => {
  const snapshot = { snapshotter: 'btrfs', namespace: 'moby', kind: 'active', parent: null, engineSize: null } as const
  const rootOn = (type: string) => ({
    filesystem: { type, device: '/dev/sda1', mountPoint: '/' },
    says: {
      writableLayers: [aWritableLayer('c', { directory: 'active/7', driver: 'btrfs' })],
      snapshots: [{ ...snapshot, name: 'c', number: 7, directory: 'active/7' }],
      volumes: [aVolume('v')],
    },
    holds: [
      held('active/7', { kind: 'writable-layer', containerId: 'c' }, { own: bytes(4096, 100, 2) }),
      held('volumes/v/_data', { kind: 'volume', name: 'v' }, 512),
    ],
  })

  it('has upper bounds for its snapshots and exact lengths, and the books still balance', () => {
    const { roots, containers, volumes } = onDisk(rootOn('btrfs'))
    expect(containers[0]!.writable).toEqual({ allocated: atMost(4096), apparent: exact(100), inodes: 2 })
    expect(volumes[0]!.usage.allocated).toEqual(exact(512))
    expect([roots[0]!.sharesExtents, roots[0]!.ledger.because]).toEqual([true, 'extents-shared'])
    expect(roots[0]!.ledger.entries.map(({ category, allocated, because }) => [category, allocated, because])).toEqual([
      ['writable-layer', 4096, 'extents-shared'],
      ['volume', 512, null],
    ])
  })

  it('is exact as a copy on a filesystem without such snapshots', () => {
    const { roots, containers } = onDisk(rootOn('ext4'))
    expect([roots[0]!.sharesExtents, containers[0]!.writable.allocated]).toEqual([false, exact(4096)])
  })
})
