import { describe, expect, it } from 'vitest'
import { buildInventory } from '../../../src-main/model/build-inventory.ts'
import { exact } from '../../../src-main/model/figure.ts'
import type { Observations } from '../../../src-main/model/observations.ts'
import { buildReclaimGraph, keyOf } from '../../../src-main/model/reclaim-graph.ts'
import type { ObjectKey, ReclaimKind } from '../../../src-main/model/reclaim-objects.ts'
import { reclaimable, staying } from '../../../src-main/model/reclaimable.ts'
import { aBlob, aLease, aStoredImage, aStoredLayer, snapshotPath } from '../../helpers/builders/containerd-says.ts'
import {
  aContainer,
  aLayer,
  anImage,
  aRecord,
  aVolume,
  aWritableLayer,
  mountOf,
} from '../../helpers/builders/disk-says.ts'
import { anEngine, engineImage, engineRecord } from '../../helpers/builders/engine-says.ts'
import { anUnreadableRoot, aRoot, held, observed } from '../../helpers/builders/observed.ts'
import { plainStore, SNAPSHOTS } from '../../helpers/builders/plain-store.ts'
import { seeded } from '../../helpers/builders/seeded.ts'
import { randomStore } from './random-store.ts'

/** `image:a` is the image a. */
function set(...names: readonly string[]): readonly ObjectKey[] {
  return names.map((name) => {
    const [kind = '', id = ''] = name.split(':')
    return { kind: kind as ReclaimKind, id }
  })
}

function ask(world: Observations, ...names: readonly string[]) {
  const graph = buildReclaimGraph(buildInventory(world))
  const answer = reclaimable(graph, set(...names))
  return {
    frees: answer.frees.kind === 'exact' ? answer.frees.bytes : answer.frees,
    goes: [...answer.going].map((place) => keyOf(graph.objects[place]!)).sort(),
    blocked: answer.blocked.map(({ object, by }) => [object.id, by.map(({ id }) => id)]),
    stays: staying(graph, answer).map(({ part, heldBy }) => [part.id, heldBy.map(({ id }) => id).sort()]),
  }
}

/** Two images on one base; `a` and `b` have a layer each, `c` is the base alone. Bytes of each layer tell it apart. */
function classic(change: Parameters<typeof aRoot>[0] = {}): Observations {
  const says = {
    layers: [aLayer('base'), aLayer('top-a', { parent: 'base' }), aLayer('top-b', { parent: 'base' })],
    images: [anImage('a', ['base', 'top-a']), anImage('b', ['base', 'top-b'])],
    ...change.says,
  }
  const holds = [
    held('base', { kind: 'layer', chainId: 'base' }, 1000),
    held('around-base', { kind: 'layer-surroundings', chainId: 'base' }, 7),
    held('top-a', { kind: 'layer', chainId: 'top-a' }, 100),
    held('top-b', { kind: 'layer', chainId: 'top-b' }, 10),
    ...(change.holds ?? []),
  ]
  return observed({ roots: [aRoot({ says, holds })] })
}

describe('what a set frees', () => {
  it('is what only the set holds, with what the driver keeps around it', () => {
    expect(ask(classic(), 'image:a')).toMatchObject({ frees: 100, stays: [['base', ['b']]] })
    expect(ask(classic(), 'image:b')).toMatchObject({ frees: 10 })
    expect(ask(classic(), 'image:a', 'image:b')).toMatchObject({ frees: 1117, stays: [] })
  })

  it('is nothing of an image with a container that stays, and all of it with the container', () => {
    const world = classic({
      says: {
        containers: [aContainer('web', { imageId: 'a' })],
        writableLayers: [aWritableLayer('web', { parent: 'top-a' })],
      },
      holds: [held('web', { kind: 'writable-layer', containerId: 'web' }, 40_000)],
    })
    expect(ask(world, 'image:a')).toMatchObject({ frees: 0, goes: [], blocked: [['a', ['web']]] })
    expect(ask(world, 'container:web')).toMatchObject({ frees: 40_000 })
    expect(ask(world, 'image:a', 'container:web')).toMatchObject({ frees: 40_100, blocked: [] })
  })

  it('needs both holders of a layer that is an image’s and the build cache’s', () => {
    const world = classic({ says: { buildCache: [aRecord('r', { chainId: 'top-a', directory: null })] } })
    expect(ask(world, 'image:a').frees).toBe(0)
    expect(ask(world, 'build-cache:r')).toMatchObject({ frees: 0, stays: [['top-a', ['a']]] })
    expect(ask(world, 'image:a', 'build-cache:r').frees).toBe(100)
  })

  it('has no layer below one that stays, whoever holds the one below', () => {
    const world = classic({ says: { buildCache: [aRecord('r', { chainId: 'top-b', directory: null })] } })
    expect(ask(world, 'image:a', 'image:b')).toMatchObject({
      frees: 100,
      stays: [
        ['base', ['r']],
        ['top-b', ['r']],
      ],
    })
  })

  it('has no record below one that stays, and none that is in use', () => {
    const world = classic({
      says: { buildCache: [aRecord('below'), aRecord('above', { parents: ['below'] })] },
      holds: ['below', 'above'].map((id) =>
        held(id, { kind: 'build-cache', recordIds: [id], snapshotKey: id }, id === 'below' ? 3 : 20),
      ),
    })
    expect(ask(world, 'build-cache:below')).toMatchObject({ frees: 0, blocked: [['below', ['above']]] })
    expect(ask(world, 'build-cache:above').frees).toBe(20)
    expect(ask(world, 'build-cache:below', 'build-cache:above').frees).toBe(23)
    const engine = anEngine({ buildCache: [engineRecord('below'), engineRecord('above', { inUse: true })] })
    expect(ask({ ...world, engine }, 'build-cache:below', 'build-cache:above')).toMatchObject({
      frees: 0,
      blocked: [
        ['below', ['above']],
        ['above', []],
      ],
    })
  })

  it('has hidden parents that go with the last image made from them', () => {
    const images = [
      anImage('step', ['base'], { references: [] }),
      anImage('a', ['base', 'top-a'], { parentId: 'step' }),
      anImage('b', ['base', 'top-b'], { parentId: 'step' }),
    ]
    const world = classic({ says: { images } })
    expect(ask(world, 'image:a')).toMatchObject({ frees: 100, goes: ['image a'] })
    expect(ask(world, 'image:step')).toMatchObject({ frees: 0, blocked: [['step', ['a', 'b']]] })
    expect(ask(world, 'image:a', 'image:b')).toMatchObject({ frees: 1117, goes: ['image a', 'image b', 'image step'] })
  })

  it('has an image with all that was made from it by hidden steps', () => {
    const images = [
      anImage('base', ['base']),
      anImage('step', ['base'], { references: [], parentId: 'base' }),
      anImage('a', ['base', 'top-a'], { parentId: 'step' }),
      anImage('b', ['base', 'top-b'], { parentId: 'step' }),
    ]
    const world = classic({ says: { images } })
    expect(ask(world, 'image:base', 'image:a')).toMatchObject({ frees: 100, blocked: [['base', ['b']]] })
    expect(ask(world, 'image:base', 'image:a', 'image:b')).toMatchObject({ frees: 1117, blocked: [] })
  })

  it('has a volume only with all of its containers', () => {
    const world = classic({
      says: { volumes: [aVolume('data')], containers: [aContainer('web', { mounts: [mountOf('data')] })] },
      holds: [held('data', { kind: 'volume', name: 'data' }, 5)],
    })
    expect(ask(world, 'volume:data')).toMatchObject({ frees: 0, blocked: [['data', ['web']]] })
    expect(ask(world, 'container:web').frees).toBe(0)
    expect(ask(world, 'volume:data', 'container:web').frees).toBe(5)
  })

  it('leaves out what is not there', () => {
    expect(ask(classic(), 'image:nowhere', 'volume:nowhere')).toMatchObject({ frees: 0, goes: [], blocked: [] })
  })
})

describe('what a set frees of the containerd store', () => {
  it('has packed and unpacked forms, the build cache’s own copies with the records that keep them', () => {
    const idle = plainStore()
    expect(ask(idle, 'image:one')).toMatchObject({ frees: 0, blocked: [['one', ['web']]] })
    // `base` is two's as well; each file takes a block.
    expect(ask(idle, 'image:one', 'container:web')).toMatchObject({
      frees: SNAPSHOTS.top + SNAPSHOTS.web + SNAPSHOTS['web-init'] + 2 * 4096,
    })
    expect(ask(idle, 'build-cache:record-base', 'build-cache:record-top').frees).toBe(
      SNAPSHOTS['key-base'] + SNAPSHOTS['key-top'],
    )
  })

  it('takes the init layer that a layer keeps with that layer', () => {
    expect(ask(plainStore(), 'image:two').frees).toBe(SNAPSHOTS.legacy + SNAPSHOTS['gone-init'] + 2 * 4096)
  })

  it('leaves the init layer to the layer that was made in the container, until both are gone', () => {
    const root = aRoot({
      says: {
        layers: [aStoredLayer('base'), aStoredLayer('made', { parent: 'base', initOf: 'web' })],
        images: [aStoredImage('made-image', { base: 'p', made: 'q' }), aStoredImage('base-image', { base: 'p' })],
        containers: [aContainer('web', { imageId: 'base-image' })],
        writableLayers: [aWritableLayer('web', { parent: 'base', directory: snapshotPath('web') })],
      },
      holds: [
        held('base', { kind: 'layer', chainId: 'base' }, 1),
        held('made', { kind: 'layer', chainId: 'made' }, 20),
        held('web', { kind: 'writable-layer', containerId: 'web' }, 300),
        held('around-web', { kind: 'writable-layer-surroundings', containerId: 'web' }, 4000),
        held('init', { kind: 'init-layer', containerId: 'web' }, 50_000),
        held('around-init', { kind: 'init-layer-surroundings', containerId: 'web' }, 600_000),
      ],
    })
    const world = observed({ roots: [root] })
    expect(ask(world, 'container:web').frees).toBe(4300)
    expect(ask(world, 'image:made-image').frees).toBe(20)
    expect(ask(world, 'image:made-image', 'container:web').frees).toBe(654_320)
  })

  it('leaves what a lease or another namespace keeps', () => {
    const root = aRoot({
      says: {
        images: [aStoredImage('one', { base: 'leased', top: 'shown', last: 'own' })],
        layers: ['base', 'top', 'last'].map((id) => aStoredLayer(id)),
        blobs: [aBlob('leased'), aBlob('shown', { namespaces: ['moby', 'moby_history'] }), aBlob('own')],
        leases: [aLease('pull', { blobs: ['leased'], snapshots: ['base'] })],
      },
      holds: [
        ...['base', 'top', 'last'].map((chainId, i) => held(chainId, { kind: 'layer', chainId }, 10 ** i)),
        ...['leased', 'shown', 'own'].map((digest, i) =>
          held(digest, { kind: 'content-blob', digest }, 1000 * 10 ** i),
        ),
      ],
    })
    expect(ask(observed({ roots: [root] }), 'image:one')).toMatchObject({
      frees: 100_110,
      stays: [
        ['base', ['pull']],
        ['leased', ['pull']],
        ['shown', ['moby_history']],
      ],
    })
  })
})

describe('what a set frees of a record that keeps blobs with others', () => {
  const recordOf = (namespaces: readonly string[]) => {
    const root = aRoot({
      says: {
        buildCache: [aRecord('r', { snapshot: 'key', directory: null })],
        blobs: [aBlob('provenance', { namespaces })],
        leases: [
          aLease('r', { blobs: ['provenance'], snapshots: ['key'] }),
          aLease('ref', { namespace: namespaces.at(-1) ?? '', blobs: ['provenance'] }),
        ],
      },
      holds: [
        held('blob', { kind: 'content-blob', digest: 'provenance' }, 7),
        held('key', { kind: 'build-cache', recordIds: [], snapshotKey: 'key' }, 5000),
        held('around-key', { kind: 'build-cache-surroundings', recordIds: [], snapshotKey: 'key' }, 300),
      ],
    })
    return observed({ roots: [root] })
  }

  it('is its files, and never what a lease holds too', () => {
    const asked = ask(recordOf(['moby']), 'build-cache:r')
    expect(asked).toMatchObject({ frees: 5300, stays: [['provenance', ['ref']]] })
  })

  it('is its files, and never what finished builds keep', () => {
    expect(ask(recordOf(['moby', 'moby_history']), 'build-cache:r')).toMatchObject({ frees: 5300 })
  })
})

describe('what a set frees where not all is known', () => {
  it('is unknown of an image that only the engine knows, and says so', () => {
    const world = observed({ engine: anEngine({ images: [engineImage('x')] }), roots: [anUnreadableRoot()] })
    expect(ask(world, 'image:x').frees).toEqual({ kind: 'unknown', because: 'no-data-root' })
    expect(ask(world).frees).toBe(0)
  })

  it('is a bound of what was not read whole', () => {
    const half = { own: { allocated: 90, apparent: 90, inodes: 2 }, incomplete: 'permission-denied' } as const
    const says = { layers: [aLayer('x')], images: [anImage('i', ['x'])] }
    const world = observed({ roots: [aRoot({ says, holds: [held('x', { kind: 'layer', chainId: 'x' }, half)] })] })
    expect(ask(world, 'image:i').frees).toEqual({ kind: 'at-least', bytes: 90, because: 'permission-denied' })
  })
})

describe('any set', () => {
  it.each(Array.from({ length: 150 }, (_, seed) => seed))('frees what removing one after another does (%i)', (seed) => {
    const random = seeded(seed)
    const store = randomStore(random)
    const graph = buildReclaimGraph(buildInventory(store.observations))
    for (let attempt = 0; attempt < 20; attempt += 1) {
      const share = 1 + random.below(4)
      const some = store.objects.filter(() => random.below(4) < share)
      const answer = reclaimable(graph, some)
      const { bytes, gone } = store.freedBy(some)
      expect(answer.frees).toEqual(exact(bytes))
      expect([...answer.going].map((place) => keyOf(graph.objects[place]!)).sort()).toEqual([...gone].sort())
      // What stays says who keeps it.
      expect(staying(graph, answer).filter(({ heldBy }) => heldBy.length === 0)).toEqual([])
    }
  })
})
