import { describe, expect, it } from 'vitest'
import { atLeast, bytesOf, exact, sumFigures, unknown } from '../../../src-main/model/figure.ts'
import { buildInventory } from '../../../src-main/model/build-inventory.ts'
import { buildReclaimGraph } from '../../../src-main/model/reclaim-graph.ts'
import { findCandidates } from '../../../src-main/prune/find-candidates.ts'
import { previewChoice } from '../../../src-main/prune/preview-choice.ts'
import type { PruneGrounds } from '../../../src-main/prune/prune-kind.ts'
import type { Chosen } from '../../../src-main/prune/reclaim-view.ts'
import { aContainer, aLayer, anImage, aRecord, aWritableLayer } from '../../helpers/builders/disk-says.ts'
import { anEngine, engineContainer, engineImage, engineRecord } from '../../helpers/builders/engine-says.ts'
import { groundsOf } from '../../helpers/builders/grounds.ts'
import { aRoot, held } from '../../helpers/builders/observed.ts'
import { seeded } from '../../helpers/builders/seeded.ts'
import { randomStore } from '../model/random-store.ts'

/** Keys with their first way; `key!way` has another one. */
const choose = (...keys: readonly string[]): readonly Chosen[] =>
  keys.map((each) => {
    const [key = '', way = 'remove'] = each.split('!')
    return { key, way: way as Chosen['way'] }
  })

/** Two unused images on one base, one of whose layers the cache has too; a used one on the same base; a container. */
function world(): PruneGrounds {
  const containers = [
    engineContainer('job', { imageId: 'img-a', state: 'exited', sizeRw: 7 }),
    engineContainer('live', { imageId: 'img-c' }),
  ]
  const images = ['img-a', 'img-b', 'img-c'].map((id) => engineImage(id))
  const layer = (id: string, engineSize: number) => aLayer(id, { engineSize, parent: id === 'base' ? null : 'base' })
  return groundsOf({
    engine: anEngine({ images, containers, buildCache: [engineRecord('rec', { shared: true, size: 90 })] }),
    roots: [
      aRoot({
        says: {
          layers: [layer('base', 1000), layer('ab', 500), layer('a', 90), layer('b', 9), layer('c', 1)],
          images: [
            anImage('img-a', ['base', 'ab', 'a']),
            anImage('img-b', ['base', 'ab', 'b']),
            anImage('img-c', ['base', 'c']),
          ],
          containers: [
            aContainer('job', { imageId: 'img-a', state: 'exited' }),
            aContainer('live', { imageId: 'img-c' }),
          ],
          writableLayers: [aWritableLayer('job', { parent: 'a' }), aWritableLayer('live', { parent: 'c' })],
          buildCache: [aRecord('rec', { chainId: 'a', directory: null })],
        },
        holds: [
          held('base', { kind: 'layer', chainId: 'base' }, 100_000),
          held('ab', { kind: 'layer', chainId: 'ab' }, 50_000),
          held('a', { kind: 'layer', chainId: 'a' }, 9000),
          held('b', { kind: 'layer', chainId: 'b' }, 900),
          held('c', { kind: 'layer', chainId: 'c' }, 10),
          held('job', { kind: 'writable-layer', containerId: 'job' }, 4096),
          held('lost', { kind: 'orphan', reason: 'unaccounted' }, 1_000_000),
        ],
      }),
    ],
  })
}

const LOST = 'path /var/lib/docker/lost'

describe('what a choice would do', () => {
  it('is told by kind, together, and what stays', () => {
    // `img-a` is not chosen: it keeps what it has.
    const preview = previewChoice(
      world(),
      choose('container job', 'image img-b', 'build-cache rec', `${LOST}!quarantine`),
    )
    expect(preview).toMatchObject({
      objects: 4,
      dataObjects: 1,
      kinds: [
        { kind: 'orphans', objects: 1, frees: exact(1_000_000) },
        { kind: 'unused-images', objects: 1, frees: exact(900) },
        { kind: 'build-cache', objects: 1, frees: exact(0) },
        { kind: 'stopped-containers', objects: 1, frees: exact(4096) },
      ],
      together: [],
      togetherFrees: exact(0),
      now: exact(4996),
      later: exact(1_000_000),
      staysAllocated: exact(159_000),
      blocked: [],
    })
    expect(preview.stays.map(({ id, heldBy }) => [id, heldBy.map(({ id: holder }) => holder).sort()])).toEqual([
      ['base', ['img-a', 'img-c', 'live']],
      ['ab', ['img-a']],
      ['a', ['img-a']],
    ])
  })

  it('leaves out what is not offered', () => {
    const nowhere = choose('image img-c', 'container live', 'path /etc', 'nonsense')
    expect(previewChoice(world(), nowhere)).toMatchObject({ objects: 0, kinds: [], now: exact(0), blocked: [] })
  })

  it('takes an image together with its stopped container, and not without it', () => {
    const without = previewChoice(world(), choose('image img-a'))
    expect(without).toMatchObject({ objects: 0, now: exact(0), blocked: [{ key: 'image img-a', by: ['job'] }] })
    const both = previewChoice(world(), choose('image img-a', 'container job', 'build-cache rec'))
    expect(both).toMatchObject({ objects: 3, now: exact(4096 + 9000), blocked: [] })
  })

  it('says with whom a layer goes that several of the chosen hold', () => {
    const roots = [
      aRoot({
        says: {
          layers: [aLayer('base'), aLayer('x', { parent: 'base' })],
          images: [anImage('one', ['base', 'x']), anImage('two', ['base'])],
        },
        holds: [held('base', { kind: 'layer', chainId: 'base' }, 1000), held('x', { kind: 'layer', chainId: 'x' }, 10)],
      }),
    ]
    const preview = previewChoice(groundsOf({ roots }), choose('image one', 'image two'))
    expect(preview).toMatchObject({
      kinds: [{ objects: 2, frees: exact(10) }],
      together: [
        {
          ...{ kind: 'layer', id: 'base', allocated: exact(1000), holdersInAll: 2 },
          holders: [
            { kind: 'image', id: 'one' },
            { kind: 'image', id: 'two' },
          ],
        },
      ],
      togetherFrees: exact(1000),
      now: exact(1010),
    })
  })

  it('says what cannot go, and before what', () => {
    const says = { buildCache: [aRecord('below'), aRecord('above', { parents: ['below'] })] }
    const buildCache = [engineRecord('below'), engineRecord('above', { inUse: true })]
    const grounds = groundsOf({ engine: anEngine({ buildCache }), roots: [aRoot({ says })] })
    expect(previewChoice(grounds, choose('build-cache below'))).toMatchObject({
      objects: 0,
      kinds: [],
      blocked: [{ key: 'build-cache below', name: 'step below', inUse: false, by: ['step above'] }],
    })
  })
})

describe('what the engine would claim', () => {
  it('has no files, and leaves out what is around them', () => {
    const preview = previewChoice(world(), choose('container job', 'image img-b', `${LOST}!quarantine`))
    expect(preview).toMatchObject({
      engineClaims: exact(7 + 9),
      engineLeavesOut: [
        { what: 'orphans', bytes: 1_000_000 },
        { what: 'unused-images', bytes: 891 },
        { what: 'stopped-containers', bytes: 4089 },
      ],
    })
  })

  it('has a record that an image holds, though nothing of it is freed', () => {
    expect(previewChoice(world(), choose('build-cache rec'))).toMatchObject({
      ...{ now: exact(0), engineClaims: exact(90), engineLeavesOut: [] },
    })
  })

  it('is not known without an engine, and of files alone', () => {
    const roots = [aRoot({ holds: [held('lost', { kind: 'orphan', reason: 'unaccounted' }, 5)] })]
    expect(previewChoice(groundsOf({ roots }), choose(LOST)).engineClaims).toEqual(unknown('no-engine'))
    expect(previewChoice(world(), choose(LOST)).engineClaims).toEqual(unknown('engine-did-not-say'))
  })

  it('counts packed blobs alone in the containerd store before 29.6', () => {
    const claim = (version: string) => {
      const roots = [
        aRoot({
          says: { layers: [aLayer('l', { engineSize: 700 })], images: [anImage('i', ['l'])] },
          holds: [held('l', { kind: 'layer', chainId: 'l' }, 700)],
        }),
      ]
      const engine = anEngine({ imageStore: 'containerd', version, images: [engineImage('i')] })
      return previewChoice(groundsOf({ engine, roots }), choose('image i')).engineClaims
    }
    expect([claim('28.5.2'), claim('29.5.1'), claim('29.6.0'), claim('30.0.0')].map(bytesOf)).toEqual([0, 0, 700, 700])
  })
})

describe('its figures', () => {
  it.each([...Array(40).keys()])('add up, of random store %i', (seed) => {
    const random = seeded(seed)
    const inventory = buildInventory(randomStore(random).observations)
    const grounds = { inventory, graph: buildReclaimGraph(inventory) }
    const offered = findCandidates(grounds)
    const chosen = [...offered.candidates].flatMap(([key, { ways }]) =>
      random.below(4) > 0 ? [{ key, way: ways[0] ?? 'remove' }] : [],
    )
    const preview = previewChoice(grounds, chosen, offered)
    const parts = [...preview.kinds.map(({ frees }) => frees), preview.togetherFrees]
    expect(sumFigures(parts)).toEqual(sumFigures([preview.now, preview.later]))
    expect(sumFigures(preview.together.map(({ allocated }) => allocated))).toEqual(preview.togetherFrees)
    expect(preview.objects + preview.blocked.length).toBe(chosen.length)
  })

  it('are a bound where something was not read', () => {
    const usage = { own: { allocated: 100, apparent: 100, inodes: 1 }, incomplete: 'permission-denied' } as const
    const roots = [aRoot({ holds: [held('lost', { kind: 'orphan', reason: 'unaccounted' }, usage)] })]
    expect(previewChoice(groundsOf({ roots }), choose(LOST)).now).toEqual(atLeast(100, 'permission-denied'))
  })
})
