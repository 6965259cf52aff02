import { describe, expect, it } from 'vitest'
import type { ContentReferences } from '../../../src-main/model/content-references.ts'
import type { RootSurvey } from '../../../src-main/model/observations.ts'
import { buildReferences } from '../../../src-main/model/references.ts'
import { aBlob, aLease, aStoredImage, aStoredLayer } from '../../helpers/builders/containerd-says.ts'
import { aRecord } from '../../helpers/builders/disk-says.ts'
import { aRoot, observed } from '../../helpers/builders/observed.ts'

const referencesOf = (...surveys: readonly Partial<RootSurvey>[]): ContentReferences =>
  buildReferences(observed({ roots: surveys.map((says) => aRoot({ says })) })).content

const plain = <Value>(map: ReadonlyMap<string, Value>) => Object.fromEntries(map)
const idsIn = (map: ReadonlyMap<string, readonly { readonly id: string }[]>) =>
  Object.fromEntries([...map].map(([key, items]) => [key, items.map((item) => item.id)]))

describe('the images of a blob', () => {
  it('are all that name it, and those that keep it by a label', () => {
    const images = [
      aStoredImage('one', { base: 'packed' }),
      aStoredImage('two', { base: 'packed' }, { attached: ['container-config'] }),
    ]
    expect(idsIn(referencesOf({ images }).imagesOfBlob)).toEqual({
      one: ['one'],
      two: ['two'],
      'one-manifest': ['one'],
      'two-manifest': ['two'],
      packed: ['one', 'two'],
      'container-config': ['two'],
    })
  })

  it('have an image once that names a blob and labels it too', () => {
    const images = [aStoredImage('one', { base: 'packed' }, { attached: ['packed'] })]
    expect(idsIn(referencesOf({ images }).imagesOfBlob)['packed']).toEqual(['one'])
  })
})

describe('a lease', () => {
  const buildCache = [aRecord('r', { blob: 'packed' })]

  it('is the record’s that has its ID, and so are those for other compressions and for views', () => {
    const leases = [
      aLease('r', { blobs: ['packed'], snapshots: ['key'] }),
      aLease('r-variants', { blobs: ['packed-zstd'] }),
      aLease('r-view', { snapshots: ['key'] }),
    ]
    const content = referencesOf({ buildCache, leases })
    expect(plain(content.recordsOfBlob)).toEqual({ packed: ['r'], 'packed-zstd': ['r'] })
    expect(content.recordsNeedingSnapshot('key')).toEqual(['r'])
    expect(plain(content.leasesOfBlob)).toEqual({})
  })

  it('is nobody’s record without a record of that ID', () => {
    const leases = [aLease('gone-variants', { blobs: ['packed-zstd'] }), aLease('r-other', { blobs: ['more'] })]
    const content = referencesOf({ buildCache, leases })
    expect(plain(content.recordsOfBlob)).toEqual({ packed: ['r'] })
    expect(idsIn(content.leasesOfBlob)).toEqual({ 'packed-zstd': ['gone-variants'], more: ['r-other'] })
  })

  it('is joined with a record of another root', () => {
    const leases = [aLease('r-variants', { blobs: ['packed-zstd'] })]
    expect(plain(referencesOf({ buildCache }, { leases }).recordsOfBlob)).toEqual({
      packed: ['r'],
      'packed-zstd': ['r'],
    })
  })
})

describe('a record', () => {
  it('makes a layer when its snapshot is not that layer’s own', () => {
    const buildCache = [
      aRecord('copy', { snapshot: 'key', makes: 'sha256:chain' }),
      aRecord('itself', { snapshot: 'sha256:chain', makes: 'sha256:chain' }),
      aRecord('packed-only', { snapshot: null, makes: 'sha256:chain' }),
      aRecord('source', { snapshot: 'other', makes: null }),
    ]
    const content = referencesOf({ buildCache })
    expect(idsIn(content.recordsMaking)).toEqual({ 'sha256:chain': ['copy'] })
    expect(plain(content.recordsOfSnapshot)).toEqual({ key: ['copy'], 'sha256:chain': ['itself'], other: ['source'] })
  })

  it('has a packed form of what it makes, or else of the layer that it is', () => {
    const buildCache = [
      aRecord('copy', { makes: 'sha256:chain', blob: 'gzip' }),
      aRecord('again', { makes: 'sha256:chain', blob: 'gzip' }),
      aRecord('itself', { chainId: 'sha256:chain', blob: 'zstd' }),
      aRecord('unpacked', { makes: 'sha256:other' }),
    ]
    expect(plain(referencesOf({ buildCache }).blobsMaking)).toEqual({ 'sha256:chain': ['gzip', 'zstd'] })
  })
})

describe('the content of a classic store', () => {
  it('is empty', () => {
    const content = referencesOf({ buildCache: [aRecord('r')] })
    const { blobs, imagesOfBlob, recordsOfBlob, leasesOfBlob, recordsOfSnapshot, recordsMaking } = content
    for (const map of [blobs, imagesOfBlob, recordsOfBlob, leasesOfBlob, recordsOfSnapshot, recordsMaking])
      expect(map.size).toBe(0)
  })
})

describe('an init snapshot', () => {
  it('is that of the layers which keep it below them', () => {
    const layers = [aStoredLayer('a', { initOf: 'gone' }), aStoredLayer('b', { initOf: 'gone' }), aStoredLayer('c')]
    const { layersOfInit } = referencesOf({ layers })
    expect([...layersOfInit].map(([id, kept]) => [id, kept.map((layer) => layer.chainId)])).toEqual([
      ['gone', ['a', 'b']],
    ])
  })
})

describe('blobs', () => {
  it('are found in every root', () => {
    const content = referencesOf({ blobs: [aBlob('one')] }, { blobs: [aBlob('two')] })
    expect([...content.blobs.keys()]).toEqual(['one', 'two'])
  })
})

describe('who comes first', () => {
  it('does not depend on the order in which a disk is read', () => {
    const buildCache = ['b', 'c', 'a'].map((id) => aRecord(id, { snapshot: 'key', blob: 'packed' }))
    const leases = ['z', 'y', 'b-variants'].map((id) => aLease(id, { blobs: ['packed'] }))
    const layers = ['b', 'a'].map((chainId) => aStoredLayer(chainId, { initOf: 'gone' }))
    const content = referencesOf({ buildCache, leases, layers })
    expect(content.recordsOfSnapshot.get('key')).toEqual(['a', 'b', 'c'])
    expect(content.recordsOfBlob.get('packed')).toEqual(['a', 'b', 'c'])
    expect(content.leasesOfBlob.get('packed')!.map((lease) => lease.id)).toEqual(['y', 'z'])
    expect(content.layersOfInit.get('gone')!.map((layer) => layer.chainId)).toEqual(['a', 'b'])
  })
})
