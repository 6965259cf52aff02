import { describe, expect, it } from 'vitest'
import { buildInventory } from '../../../src-main/model/build-inventory.ts'
import { exact, unknown } from '../../../src-main/model/figure.ts'
import type { LayerCopies } from '../../../src-main/model/inventory.ts'
import type { Observations, RootSurvey } from '../../../src-main/model/observations.ts'
import { changeSurvey } from '../../helpers/builders/change-survey.ts'
import { aLease, aManifest, aStoredImage } from '../../helpers/builders/containerd-says.ts'
import { aLayer, anImage, aRecord, aWritableLayer } from '../../helpers/builders/disk-says.ts'
import { aRoot, held, observed } from '../../helpers/builders/observed.ts'
import { plainStore, SNAPSHOTS } from '../../helpers/builders/plain-store.ts'

const BLOB = 4096

function copiesOf(chainId: string, world: Observations): LayerCopies {
  return buildInventory(world).layers.find((layer) => layer.chainId === chainId)!.copies
}

/** What removing images, build cache and both frees. */
const freed = (chainId: string, world: Observations) => {
  const { byImages, byBuildCache, byBoth } = copiesOf(chainId, world).freed
  return [byImages, byBuildCache, byBoth].map((figure) => (figure.kind === 'exact' ? figure.bytes : figure))
}

const without =
  (...lists: readonly ('containers' | 'images' | 'buildCache')[]) =>
  (): Partial<RootSurvey> => ({
    ...Object.fromEntries(lists.map((list) => [list, []])),
    ...(lists.includes('containers') ? { writableLayers: [] } : {}),
    ...(lists.includes('buildCache') ? { leases: [] } : {}),
  })

const store = plainStore(null)
const idle = changeSurvey(store, without('containers'))

describe('the copies of a layer', () => {
  it('are its packed blob and the build cache’s own snapshot of it', () => {
    const { blobs, packed, records, cached } = copiesOf('top', store)
    expect([blobs, records]).toEqual([['packed-top'], ['record-top']])
    expect(packed).toEqual({ allocated: exact(BLOB), apparent: exact(60), inodes: 1 })
    expect(cached.allocated).toEqual(exact(SNAPSHOTS['key-top']))
  })

  it('are none for a packed form that is not here', () => {
    const { blobs, packed, records } = copiesOf('legacy', store)
    expect([blobs, packed.allocated, records]).toEqual([[], exact(0), []])
  })

  it('have the packed form of a record where no image has the layer', () => {
    expect(copiesOf('top', changeSurvey(store, without('images'))).blobs).toEqual(['packed-top'])
  })

  it('have each packed form of the layer once, however many images and platforms name it', () => {
    const twice = changeSurvey(store, ({ images }) => ({
      images: [
        ...images,
        aStoredImage('three', { base: 'packed-base' }),
        aStoredImage('four', { base: 'two-manifest', top: 'packed-top' }),
      ],
    }))
    expect(copiesOf('base', twice).blobs).toEqual(['packed-base', 'two-manifest'])
  })

  it('count a snapshot that two records share once', () => {
    const shared = changeSurvey(store, ({ buildCache }) => ({
      buildCache: [...buildCache, aRecord('again', { directory: null, snapshot: 'key-top', makes: 'top' })],
    }))
    const { records, cached } = copiesOf('top', shared)
    expect([records, cached.allocated]).toEqual([['again', 'record-top'], exact(SNAPSHOTS['key-top'])])
  })

  it('are none on a classic driver: the record is the layer', () => {
    const says = {
      layers: [aLayer('a')],
      images: [anImage('one', ['a'])],
      buildCache: [aRecord('r', { chainId: 'a', directory: null })],
    }
    const root = aRoot({ says, holds: [held('a', { kind: 'layer', chainId: 'a' }, 100)] })
    const { blobs, packed, records, cached } = copiesOf('a', observed({ roots: [root] }))
    expect([blobs, packed.allocated, records, cached.allocated]).toEqual([[], exact(0), [], exact(0)])
  })
})

describe('what removing frees, of a layer in the containerd store', () => {
  it('is each side’s own snapshot, and the packed form with both', () => {
    const [images, cache] = [SNAPSHOTS.base, SNAPSHOTS['key-base']]
    expect(freed('base', idle)).toEqual([images, cache, images + cache + BLOB])
  })

  it('is nothing of the images’ side while a container needs it, running or not', () => {
    const cache = SNAPSHOTS['key-base']
    expect(freed('base', store)).toEqual([0, cache, cache])
  })

  it('is the packed form with the images alone where no record has it', () => {
    const images = SNAPSHOTS.top + BLOB
    expect(freed('top', changeSurvey(idle, without('buildCache')))).toEqual([images, 0, images])
  })

  it('is the packed form with the build cache alone where no image has it', () => {
    const onlyCache = changeSurvey(idle, ({ leases }) => ({
      images: [],
      leases: leases.map((lease) => ({ ...lease, snapshots: [...lease.snapshots, 'base', 'top'] })),
    }))
    const cache = SNAPSHOTS.top + SNAPSHOTS['key-top'] + BLOB
    expect(freed('top', onlyCache)).toEqual([0, cache, cache])
  })

  it('is nothing of the layer by one side where a record has a snapshot on top of it', () => {
    const above = changeSurvey(idle, ({ leases }) => ({
      leases: leases.map((lease) => ({ ...lease, snapshots: [...lease.snapshots, 'base'] })),
    }))
    const [images, cache] = [SNAPSHOTS.base, SNAPSHOTS['key-base']]
    expect(freed('base', above)).toEqual([0, cache, images + cache + BLOB])
  })

  it('has the -init snapshot that is there for the layer alone', () => {
    const bytes = SNAPSHOTS.legacy + SNAPSHOTS['gone-init']
    expect(freed('legacy', idle)).toEqual([bytes, 0, bytes])
  })

  it('has no -init snapshot of a container that still lives', () => {
    const living = changeSurvey(store, ({ layers }) => ({
      layers: layers.map((layer) => (layer.chainId === 'legacy' ? { ...layer, initOf: 'web' } : layer)),
    }))
    expect(freed('legacy', living)).toEqual([SNAPSHOTS.legacy, 0, SNAPSHOTS.legacy])
  })

  it('leaves a blob that an image without this layer has too, on top of something else', () => {
    const elsewhere = changeSurvey(idle, ({ images }) => ({
      images: [
        ...images,
        aStoredImage('three', {}, { content: ['packed-base'], manifests: [aManifest('three-manifest')] }),
      ],
    }))
    const [images, cache] = [SNAPSHOTS.base, SNAPSHOTS['key-base']]
    expect(freed('base', elsewhere)).toEqual([images, cache, images + cache])
  })

  it('leaves what the build cache keeps another compression of in', () => {
    const variants = changeSurvey(changeSurvey(idle, without('buildCache')), () => ({
      buildCache: [aRecord('r', { directory: null, snapshot: null })],
      leases: [aLease('r-variants', { blobs: ['packed-top'] })],
    }))
    expect(freed('top', variants)).toEqual([SNAPSHOTS.top, 0, SNAPSHOTS.top + BLOB])
  })

  it('is unknown where the build cache’s snapshot was not found', () => {
    const lost = changeSurvey(idle, ({ buildCache }) => ({
      buildCache: buildCache.map((record) => (record.id === 'record-top' ? { ...record, snapshot: 'lost' } : record)),
    }))
    expect(copiesOf('top', lost).freed.byBuildCache).toEqual(unknown('metadata-damaged'))
    expect(copiesOf('top', lost).freed.byBoth.kind).toBe('at-least')
  })
})

describe('what removing frees, of a layer of a classic driver', () => {
  const world = (facts: Partial<RootSurvey>) =>
    observed({
      roots: [
        aRoot({
          says: { layers: [aLayer('a')], ...facts },
          holds: [
            held('overlay2/a', { kind: 'layer-surroundings', chainId: 'a' }, 20),
            held('overlay2/a/diff', { kind: 'layer', chainId: 'a' }, 100),
          ],
        }),
      ],
    })
  const images = [anImage('one', ['a'])]
  const buildCache = [aRecord('r', { chainId: 'a', directory: null })]
  const writableLayers = [aWritableLayer('c', { parent: 'a' })]

  it.each([
    ['an image alone', { images }, [120, 0, 120]],
    ['the build cache alone', { buildCache }, [0, 120, 120]],
    ['both: neither frees it alone', { images, buildCache }, [0, 0, 120]],
    ['a container besides', { images, buildCache, writableLayers }, [0, 0, 0]],
    ['a container whose image is gone', { buildCache, writableLayers }, [0, 0, 0]],
    ['nobody that is known', {}, [0, 0, 0]],
  ])('is its directory with all around it, held by %s', (_, facts, bytes) => {
    expect(freed('a', world(facts))).toEqual(bytes)
  })
})
