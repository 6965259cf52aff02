import { describe, expect, it } from 'vitest'
import { buildInventory } from '../../../src-main/model/build-inventory.ts'
import { exact, sumFigures } from '../../../src-main/model/figure.ts'
import type { Observations } from '../../../src-main/model/observations.ts'
import { buildReclaimGraph } from '../../../src-main/model/reclaim-graph.ts'
import { viewWhatIf, type WhatIfObject } from '../../../src-main/views/what-if.ts'
import { aContainer, aLayer, anImage, aRecord, aWritableLayer } from '../../helpers/builders/disk-says.ts'
import { aRoot, held, observed, type RootParts } from '../../helpers/builders/observed.ts'
import { seeded } from '../../helpers/builders/seeded.ts'
import { randomStore } from '../model/random-store.ts'

const ask = (world: Observations, ...objects: readonly WhatIfObject[]) =>
  viewWhatIf('now', buildReclaimGraph(buildInventory(world)), objects)

/** Five images on one layer, as in the design's example: 6.80 together, each with a little of its own. */
function fiveImages(says: NonNullable<RootParts['says']> = {}): Observations {
  const own = [1, 2, 3, 4, 5].map((n) => `own-${n}`)
  const layers = [aLayer('cuda'), ...own.map((id) => aLayer(id, { parent: 'cuda' }))]
  const images = own.map((id) => anImage(`image-${id}`, ['cuda', id]))
  const holds = [
    held('cuda', { kind: 'layer', chainId: 'cuda' }, 680),
    ...own.map((chainId) => held(chainId, { kind: 'layer', chainId }, 10)),
  ]
  return observed({ roots: [aRoot({ says: { layers, images, ...says }, holds })] })
}

describe('what would go with a layer', () => {
  it('is everything that has it: together it frees the layer, one by one it does not', () => {
    const view = ask(fiveImages(), { kind: 'layer', id: 'cuda' })
    expect(view.goes.map(({ id, alone }) => [id, alone])).toEqual(
      [1, 2, 3, 4, 5].map((n) => [`image-own-${n}`, exact(10)]),
    )
    expect([view.frees, view.oneByOne, view.stays, view.blocked]).toEqual([exact(730), exact(50), [], []])
  })

  it('is its containers and build cache records too, those above it as well', () => {
    const world = fiveImages({
      containers: [aContainer('web', { imageId: 'image-own-1' })],
      writableLayers: [aWritableLayer('web', { parent: 'own-1' })],
      buildCache: [aRecord('r', { chainId: 'own-2', directory: null })],
    })
    const { goes, frees } = ask(world, { kind: 'layer', id: 'cuda' })
    expect(goes.map(({ kind }) => kind).sort()).toEqual(['build-cache', 'container', ...Array<string>(5).fill('image')])
    expect(frees).toEqual(exact(730))
  })

  it('is nothing of a layer that nobody knows', () => {
    expect(ask(fiveImages(), { kind: 'layer', id: 'nowhere' })).toMatchObject({ goes: [], frees: exact(0) })
  })
})

describe('what would stay', () => {
  it('says who holds it, with how many there are', () => {
    const many = Array.from({ length: 20 }, (_, i) => anImage(`other-${i}`, ['cuda']))
    const images = [anImage('image-own-1', ['cuda', 'own-1']), ...many]
    const { stays } = ask(fiveImages({ images }), { kind: 'image', id: 'image-own-1' })
    expect(stays).toMatchObject([{ kind: 'layer', id: 'cuda', allocated: exact(680), holders: 20 }])
    expect(stays[0]?.heldBy).toHaveLength(8)
  })

  it('says what has to go before an image can', () => {
    const world = fiveImages({ containers: [aContainer('web', { imageId: 'image-own-1' })] })
    const { blocked } = ask(world, { kind: 'image', id: 'image-own-1' })
    expect(blocked).toEqual([
      {
        ...{ kind: 'image', id: 'image-own-1', name: 'image-own-1:latest', inUse: false },
        by: [{ kind: 'container', id: 'web', name: 'web' }],
      },
    ])
  })
})

it.each(Array.from({ length: 40 }, (_, seed) => seed))('what goes adds up to what is freed (%i)', (seed) => {
  const random = seeded(seed)
  const { observations, objects } = randomStore(random)
  const view = ask(observations, ...objects.filter(() => random.below(2) === 0))
  expect(sumFigures(view.freed.map(({ allocated }) => allocated))).toEqual(view.frees)
  const [frees, apart] = [view.frees, view.oneByOne].map((figure) => (figure.kind === 'exact' ? figure.bytes : -1))
  expect(apart).toBeLessThanOrEqual(frees!)
  expect(view.stays.filter(({ id }) => view.freed.some((part) => part.id === id))).toEqual([])
})
