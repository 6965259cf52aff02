import { describe, expect, it } from 'vitest'
import { buildInventory } from '../../../src-main/model/build-inventory.ts'
import { exact, unknown } from '../../../src-main/model/figure.ts'
import type { Observations } from '../../../src-main/model/observations.ts'
import { viewLayersSize } from '../../../src-main/views/layers-size.ts'
import { aLayer, anImage, aRecord } from '../../helpers/builders/disk-says.ts'
import { anEngine, engineContainer, engineImage } from '../../helpers/builders/engine-says.ts'
import { anUnreadableRoot, aRoot, observed } from '../../helpers/builders/observed.ts'
import { BLOBS, PARTS, plainStore, SNAPSHOTS } from '../../helpers/builders/plain-store.ts'

function layersSizeOf(observations: Observations) {
  const inventory = buildInventory(observations)
  return viewLayersSize(inventory, inventory.engine!)
}

const bytesByPart = (observations: Observations) =>
  Object.fromEntries(layersSizeOf(observations).parts.map(({ what, bytes }) => [what, bytes]))

describe('LayersSize of the containerd store', () => {
  it('is every snapshot and the images’ content: layers, build cache, containers, and what is being unpacked', () => {
    const view = layersSizeOf(plainStore())
    expect(Object.fromEntries(view.parts.map(({ what, bytes }) => [what, bytes]))).toEqual({
      'image-layers': exact(PARTS.images),
      'build-cache': exact(PARTS.buildCache),
      'writable-layers': exact(SNAPSHOTS.web),
      'init-layers': exact(SNAPSHOTS['web-init']),
      other: exact(SNAPSHOTS['extract-1']),
      content: exact(PARTS.content),
    })
    expect(view.unexplained).toEqual(exact(0))
  })

  it('counts build cache and writable layers twice: `docker system df` lists them again', () => {
    expect(layersSizeOf(plainStore()).countedTwice).toEqual(exact(PARTS.buildCache + SNAPSHOTS.web))
  })

  it.each([
    ['26.1.5+dfsg1', PARTS.everySnapshot],
    ['28.1.1', PARTS.everySnapshot],
    ['28.2.0', PARTS.everySnapshot + PARTS.content],
    ['29.5.3', PARTS.everySnapshot + PARTS.content],
    ['29.6.0', PARTS.images + PARTS.content],
    ['30.0.1', PARTS.images + PARTS.content],
    ['dev', PARTS.images + PARTS.content],
  ])('follows the rule of the engine’s version: %s', (version, layersSize) => {
    expect(layersSizeOf(plainStore({ version, layersSize })).unexplained).toEqual(exact(0))
  })

  it.each([
    ['closed to us', [anUnreadableRoot()], 'no-data-root'],
    ['nowhere to be found', [], 'no-data-root'],
    ['not in the root that was read', [aRoot()], 'metadata-damaged'],
  ] as const)('is not taken apart where the store is %s', (_, roots, because) => {
    const view = layersSizeOf({ ...plainStore(), roots })
    expect([...new Set(view.parts.map(({ bytes }) => JSON.stringify(bytes)))]).toEqual([
      JSON.stringify(unknown(because)),
    ])
    expect([view.countedTwice, view.unexplained]).toEqual([unknown(because), unknown(because)])
  })

  it('does not take a writable layer for listed twice that the engine does not list', () => {
    const store = plainStore()
    const engine = { ...store.engine!, containers: [] }
    const roots = store.roots.map((root) => ({ ...root, survey: { ...root.survey, containers: [] } }))
    const view = layersSizeOf({ ...store, engine, roots })
    expect(Object.fromEntries(view.parts.map(({ what, bytes }) => [what, bytes]))).toMatchObject({
      'writable-layers': exact(0),
      'init-layers': exact(0),
      other: exact(SNAPSHOTS['extract-1'] + SNAPSHOTS.web + SNAPSHOTS['web-init']),
    })
    expect(view.countedTwice).toEqual(exact(PARTS.buildCache))
  })

  it('counts nothing twice since 29.6', () => {
    expect(layersSizeOf(plainStore({ version: '29.6.0' })).countedTwice).toEqual(exact(0))
  })

  it('counts a blob of two images once, and none that only the build cache or a history has', () => {
    const store = plainStore()
    const [root] = store.roots
    const others = [
      { ...root!.survey.blobs[0]!, digest: 'cache-only', size: 7_000 },
      { ...root!.survey.blobs[0]!, digest: 'log', size: 8_000, namespaces: ['moby_history'] },
    ]
    const survey = { ...root!.survey, blobs: [...root!.survey.blobs, ...others] }
    expect(bytesByPart({ ...store, roots: [{ ...root!, survey }] })['content']).toEqual(exact(PARTS.content))
  })

  it('counts no snapshot of another snapshotter', () => {
    expect(bytesByPart(plainStore({ storageDriver: 'native' }))).toMatchObject({
      'image-layers': exact(0),
      'writable-layers': exact(0),
    })
  })

  it('counts those of a namespace for mapped users', () => {
    const store = plainStore()
    const [root] = store.roots
    const snapshots = root!.survey.snapshots.map((each) => ({
      ...each,
      namespace: each.namespace.replace('moby', 'moby-100000.100000'),
    }))
    const view = layersSizeOf({ ...store, roots: [{ ...root!, survey: { ...root!.survey, snapshots } }] })
    expect(view.unexplained).toEqual(exact(0))
  })

  it('takes the engine’s word for what is active: btrfs counts changed files only', () => {
    const containers = [engineContainer('web', { sizeRw: 5 })]
    expect(bytesByPart(plainStore({ containers }))['writable-layers']).toEqual(exact(5))
  })

  it('measures what is active where the engine did not say', () => {
    const containers = [engineContainer('web', { sizeRw: null })]
    expect(bytesByPart(plainStore({ containers }))['writable-layers']).toEqual(exact(SNAPSHOTS.web))
  })

  it('is unknown in part where an image is nowhere on disk', () => {
    const view = layersSizeOf(plainStore({ images: [engineImage('one'), engineImage('two'), engineImage('far')] }))
    expect([view.parts[0]!.bytes, view.unexplained]).toEqual([
      { kind: 'at-least', bytes: PARTS.images, because: 'metadata-damaged' },
      unknown('metadata-damaged'),
    ])
  })

  it('is not explained before the engine has answered', () => {
    const { engine, unexplained } = layersSizeOf(plainStore({ layersSize: null, sizesKnown: false }))
    expect([engine, unexplained]).toEqual([unknown('not-measured-yet'), unknown('not-measured-yet')])
  })

  it('has all of the blobs that this world has', () => {
    expect(Object.values(BLOBS).reduce((sum: number, length) => sum + length, 0)).toBe(PARTS.content)
  })
})

describe('LayersSize of the classic store', () => {
  const classic = (layersSize: number) =>
    layersSizeOf(
      observed({
        engine: anEngine({
          images: [engineImage('one'), engineImage('hidden', { references: [], intermediate: true })],
          layersSize,
        }),
        roots: [
          aRoot({
            says: {
              layers: [
                aLayer('a', { engineSize: 100 }),
                aLayer('b', { parent: 'a', engineSize: 20 }),
                aLayer('of-hidden', { engineSize: 3000 }),
                aLayer('cached', { engineSize: 40_000 }),
              ],
              images: [anImage('one', ['a', 'b']), anImage('hidden', ['a', 'of-hidden'], { references: [] })],
              buildCache: [aRecord('r', { chainId: 'cached', directory: null })],
            },
          }),
        ],
      }),
    )

  it('is the recorded sizes of images’ layers, without those of hidden parents and of build cache alone', () => {
    const { parts, countedTwice, unexplained } = classic(120)
    expect(parts).toEqual([{ what: 'image-layers', bytes: exact(120) }])
    expect([countedTwice, unexplained]).toEqual([exact(0), exact(0)])
  })

  it('says by how much the parts miss it', () => {
    expect(classic(123).unexplained).toEqual(exact(3))
  })

  it('is unknown in part where a recorded size is damaged', () => {
    const root = aRoot({ says: { layers: [aLayer('a', { engineSize: null })], images: [anImage('one', ['a'])] } })
    const view = layersSizeOf(
      observed({ engine: anEngine({ images: [engineImage('one')], layersSize: 5 }), roots: [root] }),
    )
    expect([view.parts[0]!.bytes, view.unexplained]).toEqual([unknown('metadata-damaged'), unknown('metadata-damaged')])
  })

  it('is unknown in part where no root can be read', () => {
    const engine = anEngine({ images: [engineImage('one')], layersSize: 5 })
    const view = layersSizeOf(observed({ engine, roots: [anUnreadableRoot()] }))
    expect([view.engine, view.unexplained]).toEqual([exact(5), unknown('no-data-root')])
  })
})
