import { describe, expect, it } from 'vitest'
import { buildInventory } from '../../../src-main/model/build-inventory.ts'
import { exact, unknown } from '../../../src-main/model/figure.ts'
import type { HistoryStep, Observations } from '../../../src-main/model/observations.ts'
import { findImage, viewImage } from '../../../src-main/views/image-detail.ts'
import { aManifest } from '../../helpers/builders/containerd-says.ts'
import { aContainer, aLayer, anImage } from '../../helpers/builders/disk-says.ts'
import { anEngine, engineImage } from '../../helpers/builders/engine-says.ts'
import { anUnreadableRoot, aRoot, held, observed } from '../../helpers/builders/observed.ts'

const step = (createdBy: string, change: Partial<HistoryStep> = {}): HistoryStep => ({
  ...{ createdAt: null, createdBy, comment: '', emptyLayer: false, chainId: null },
  ...change,
})

function detail(world: Observations, name: string, ...said: readonly Parameters<typeof viewImage>[2][]) {
  const inventory = buildInventory(world)
  return viewImage(inventory, findImage(inventory, name)!, ...said)
}

const LAYERS = [aLayer('base', { engineSize: 90 }), aLayer('top', { parent: 'base', engineSize: 5 })]
const HOLDS = [held('base', { kind: 'layer', chainId: 'base' }, 100), held('top', { kind: 'layer', chainId: 'top' }, 8)]

describe('the history of an image', () => {
  it('is that of docker history: the newest first, 0 B where no layer was made, its ID at the top alone', () => {
    const history = [
      step('ADD base', { chainId: 'base' }),
      step('CMD x', { emptyLayer: true }),
      step('RUN y', { chainId: 'top' }),
    ]
    const says = { layers: LAYERS, images: [anImage('one', ['base', 'top'], { history }), anImage('two', ['base'])] }
    const { platforms } = detail(observed({ roots: [aRoot({ says, holds: HOLDS })] }), 'one')
    expect(platforms).toHaveLength(1)
    expect(
      platforms[0]?.history.map(({ image, createdBy, engineSize, layer }) => [
        image?.id ?? '<missing>',
        createdBy,
        engineSize,
        layer?.allocated ?? null,
        layer?.images ?? 0,
      ]),
    ).toEqual([
      ['one', 'RUN y', exact(5), exact(8), 1],
      ['<missing>', 'CMD x', exact(0), null, 0],
      ['<missing>', 'ADD base', exact(90), exact(100), 2],
    ])
  })

  it('has the image of each step where the legacy builder kept them', () => {
    const history = ['a', 'b', 'c'].map((name) => step(name, { emptyLayer: true }))
    const images = [
      anImage('first', [], { references: [] }),
      anImage('second', [], { references: [], parentId: 'first' }),
      anImage('last', [], { parentId: 'second', history }),
    ]
    const { platforms, parent } = detail(observed({ roots: [aRoot({ says: { images } })] }), 'last')
    expect(platforms[0]?.history.map(({ image }) => image?.id)).toEqual(['last', 'second', 'first'])
    expect(parent).toEqual({ id: 'second', name: '<none> second' })
  })

  it('ends with layers that no step names', () => {
    const says = {
      layers: LAYERS,
      images: [anImage('one', ['base', 'top'], { history: [step('ADD', { chainId: 'base' })] })],
    }
    const { platforms } = detail(observed({ roots: [aRoot({ says, holds: HOLDS })] }), 'one')
    expect(platforms[0]?.history.map(({ named, layer }) => [named, layer?.chainId])).toEqual([
      [true, 'base'],
      [false, 'top'],
    ])
  })

  it('is of each platform in the containerd store, of one that is not unpacked too', () => {
    const manifests = [
      aManifest('amd', { chainIds: ['base'], history: [step('ADD', { chainId: 'base' })] }),
      aManifest('arm', {
        platform: 'linux/arm64',
        unpacked: false,
        history: [step('ADD arm', { chainId: 'nowhere' })],
      }),
      aManifest('far', { platform: 'linux/s390x', available: false, unpacked: false }),
      aManifest('proof', { kind: 'attestation', platform: null, attests: 'amd' }),
    ]
    const says = { layers: LAYERS, images: [anImage('one', ['base'], { manifests })] }
    const { platforms, attestations } = detail(observed({ roots: [aRoot({ says, holds: HOLDS })] }), 'one')
    expect(platforms.map((each) => [each.platform, each.unpackedHere, each.history.length, each.noHistory])).toEqual([
      ['linux/amd64', true, 1, null],
      ['linux/arm64', false, 1, null],
      ['linux/s390x', false, 0, 'not-here'],
    ])
    expect(platforms[1]?.history[0]).toMatchObject({ layer: null, engineSize: unknown('metadata-damaged') })
    expect(attestations).toMatchObject([{ digest: 'proof', attests: 'amd', kind: 'attestation' }])
  })

  it('is what the engine says of an image that only it knows, or not known', () => {
    const world = observed({ engine: anEngine({ images: [engineImage('x')] }), roots: [anUnreadableRoot()] })
    const said = { image: 'x', references: [], createdAt: null, createdBy: 'RUN a', comment: '', size: 7 }
    expect(detail(world, 'x').platforms[0]).toMatchObject({ history: [], noHistory: 'nobody-knows' })
    expect(detail(world, 'x', [said, { ...said, image: null, size: 0 }]).platforms[0]?.history).toMatchObject([
      { image: { id: 'x' }, emptyLayer: false, engineSize: exact(7), layer: null },
      { image: null, emptyLayer: null, engineSize: exact(0) },
    ])
  })
})

describe('an image', () => {
  it('has its containers, running or not', () => {
    const says = {
      images: [anImage('one', [])],
      containers: [aContainer('b', { imageId: 'one', state: 'exited' }), aContainer('other')],
    }
    expect(detail(observed({ roots: [aRoot({ says })] }), 'one').containers).toMatchObject([
      { id: 'b', state: 'exited' },
    ])
  })

  it('is found by ID, by the start of one that is its own, and by any of its names', () => {
    const ids = [`sha256:${'ab'.repeat(32)}`, `sha256:${'ab'.repeat(16)}${'cd'.repeat(16)}`]
    const images = ids.map((id, i) => anImage(id, [], { references: [`name:${i}`, `other:${i}`] }))
    const inventory = buildInventory(observed({ roots: [aRoot({ says: { images } })] }))
    const found = (wanted: string) => findImage(inventory, wanted)?.id ?? null
    expect([found(ids[0]!), found('other:1'), found(`${'ab'.repeat(16)}cd`)]).toEqual([ids[0], ids[1], ids[1]])
    expect([found('abababab'), found('sha256:ababab'), found('ab'), found('name')]).toEqual([null, null, null, null])
  })
})
