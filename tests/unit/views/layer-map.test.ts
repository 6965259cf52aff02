import { describe, expect, it } from 'vitest'
import { buildInventory } from '../../../src-main/model/build-inventory.ts'
import { layerMap, type LayerMap } from '../../../src-main/views/layer-map.ts'
import { aManifest, aStoredImage, aStoredLayer } from '../../helpers/builders/containerd-says.ts'
import { aContainer, aLayer, anImage, aRecord, aWritableLayer } from '../../helpers/builders/disk-says.ts'
import { anEngine, engineImage } from '../../helpers/builders/engine-says.ts'
import { aRoot, held, observed } from '../../helpers/builders/observed.ts'
import { seeded } from '../../helpers/builders/seeded.ts'
import { randomStore } from '../model/random-store.ts'

type Says = NonNullable<NonNullable<Parameters<typeof aRoot>[0]>['says']>

function mapOf(says: Says, bytes: Readonly<Record<string, number>>): LayerMap {
  const holds = Object.entries(bytes).map(([chainId, size]) => held(chainId, { kind: 'layer', chainId }, size))
  return layerMap(buildInventory(observed({ roots: [aRoot({ says, holds })] })))
}

const drawn = ({ rows, blocks }: LayerMap) => ({
  rows: rows.map(({ image }) => image),
  blocks: blocks.map(({ chainId, fromRow, toRow, x, width }) => [chainId, fromRow, toRow, x, width]).sort(),
})

describe('the layer map', () => {
  it('draws a layer once across all images that have it, each above the one below', () => {
    const says = {
      layers: [aLayer('base'), aLayer('a', { parent: 'base' }), aLayer('b', { parent: 'base' })],
      images: [anImage('base-only', ['base']), anImage('small', ['base', 'a']), anImage('large', ['base', 'b'])],
    }
    expect(drawn(mapOf(says, { base: 100, a: 5, b: 70 }))).toEqual({
      rows: ['large', 'small', 'base-only'],
      blocks: [
        ['a', 1, 2, 100, 5],
        ['b', 0, 1, 100, 70],
        ['base', 0, 3, 0, 100],
      ],
    })
  })

  it('names a group after the image that all of it stands on, the longest group first', () => {
    const says = {
      layers: [
        ...[aLayer('debian'), aLayer('x', { parent: 'debian' }), aLayer('y', { parent: 'debian' })],
        ...[aLayer('root'), aLayer('p', { parent: 'root' }), aLayer('q', { parent: 'root' }), aLayer('single')],
      ],
      images: [
        ...[anImage('debian', ['debian']), anImage('x', ['debian', 'x']), anImage('y', ['debian', 'y'])],
        ...[anImage('p', ['root', 'p']), anImage('q', ['root', 'q']), anImage('alone', ['single'])],
      ],
    }
    const bytes = { debian: 10, x: 1, y: 1, root: 50, p: 1, q: 1, single: 99 }
    expect(mapOf(says, bytes).groups).toEqual([
      { fromRow: 0, toRow: 2, name: null, step: 'RUN make root', kind: 'base' },
      { fromRow: 2, toRow: 5, name: 'debian:latest', step: 'RUN make debian', kind: 'base' },
      { fromRow: 5, toRow: 6, name: null, step: null, kind: 'alone' },
    ])
  })

  it('says of a block who holds it and leaves hidden parents out', () => {
    const says = {
      layers: [aLayer('base'), aLayer('top', { parent: 'base' })],
      images: [anImage('step', ['base'], { references: [] }), anImage('one', ['base', 'top'], { parentId: 'step' })],
      containers: [aContainer('web', { imageId: 'one' })],
      writableLayers: [aWritableLayer('web', { parent: 'top' })],
      buildCache: [aRecord('r', { chainId: 'base', directory: null })],
    }
    const { rows, blocks } = mapOf(says, { base: 1, top: 1 })
    expect(rows).toEqual([{ image: 'one', platform: null, empty: null }])
    expect(blocks.find(({ chainId }) => chainId === 'base')).toMatchObject({
      ...{ images: 1, containers: 1, buildCache: 1, step: 'RUN make base' },
      directory: '/var/lib/docker/overlay2/cache-base/diff',
    })
  })

  it('has a row for each platform that is unpacked, and one for an image that is only packed', () => {
    const arm = aManifest('arm', { platform: 'linux/arm64', chainIds: ['arm'] })
    const packed = aManifest('packed', { platform: 'linux/s390x', chainIds: ['nowhere'], unpacked: false })
    const says = {
      layers: [aStoredLayer('amd'), aStoredLayer('arm')],
      images: [
        aStoredImage('two', { amd: 'p' }, { manifests: [aManifest('amd', { chainIds: ['amd'] }), arm] }),
        anImage('none', [], { manifests: [packed] }),
      ],
    }
    expect(mapOf(says, { amd: 2, arm: 1 }).rows).toEqual([
      { image: 'two', platform: 'linux/amd64', empty: null },
      { image: 'two', platform: 'linux/arm64', empty: null },
      { image: 'none', platform: null, empty: 'not-unpacked' },
    ])
  })

  it('has a row without blocks for an image that only the engine knows, and for one without layers', () => {
    const engine = anEngine({ images: [engineImage('x')] })
    const says = { images: [anImage('scratch', [])] }
    const { rows, longest } = layerMap(buildInventory(observed({ engine, roots: [aRoot({ says })] })))
    expect([rows.map(({ image, empty }) => [image, empty]), longest]).toEqual([
      [
        ['scratch', 'no-layers'],
        ['x', 'not-known'],
      ],
      0,
    ])
  })

  it('is drawn with what the engine recorded until it is measured', () => {
    const says = { layers: [aLayer('a', { engineSize: 7 })], images: [anImage('i', ['a'])] }
    const holds = [held('a', { kind: 'layer', chainId: 'a' }, null)]
    const { blocks } = layerMap(buildInventory(observed({ roots: [aRoot({ says, holds, measured: 'not-yet' })] })))
    expect(blocks[0]).toMatchObject({ width: 7, allocated: { kind: 'unknown', because: 'not-measured-yet' } })
  })

  it.each(Array.from({ length: 60 }, (_, seed) => seed))(
    'has one rectangle for each layer of any forest (%i)',
    (seed) => {
      const inventory = buildInventory(randomStore(seeded(seed)).observations)
      const map = layerMap(inventory)
      const layers = new Map(inventory.layers.map((layer) => [layer.chainId, layer]))
      const images = new Map(inventory.images.map((image) => [image.id, image]))
      // Row by row, what the blocks say is the image's chain, without a hole.
      for (const [row, { image }] of map.rows.entries()) {
        const across = map.blocks
          .filter(({ fromRow, toRow }) => fromRow <= row && row < toRow)
          .sort((a, b) => a.x - b.x)
        expect(across.map(({ chainId }) => chainId)).toEqual(images.get(image)!.layers)
        let x = 0
        for (const block of across) {
          expect(block.x).toBe(x)
          expect(layers.get(block.chainId)!.usage.allocated).toEqual({ kind: 'exact', bytes: block.width })
          x += block.width
        }
      }
      expect(new Set(map.blocks.map(({ chainId }) => chainId)).size).toBe(map.blocks.length)
      expect(map.groups.flatMap(({ fromRow, toRow }) => [fromRow, toRow]).filter((_, i) => i % 2 === 0)).toEqual([
        ...new Set([0, ...map.groups.slice(0, -1).map(({ toRow }) => toRow)]),
      ])
    },
  )
})
