import { describe, expect, it } from 'vitest'
import { accountOf, type Account } from '../../../src-main/model/ledger-account.ts'
import type { ContentBlobFact, Purpose, RootSurvey } from '../../../src-main/model/observations.ts'
import { buildReferences } from '../../../src-main/model/references.ts'
import { aBlob, aLease, aStoredImage, aStoredLayer } from '../../helpers/builders/containerd-says.ts'
import { aContainer, aLayer, aRecord, aWritableLayer } from '../../helpers/builders/disk-says.ts'
import { aRoot, observed } from '../../helpers/builders/observed.ts'

type Facts = Partial<RootSurvey>

/** Facts of one root or of several; the place that is asked for may be in any. */
function account(purpose: Purpose, ...surveys: readonly Facts[]): Account | null {
  const references = buildReferences(observed({ roots: surveys.map((says) => aRoot({ says })) }))
  return accountOf(purpose, { path: 'some/path', references })
}

/** Category, owner and holders in one line each. */
const brief = (found: Account | null) =>
  found === null
    ? null
    : [
        `${found.category}: ${found.owner.kind} ${found.owner.id}`,
        ...found.holders.map(({ kind, id }) => `${kind} ${id}`),
      ]

const DIGEST = 'sha256:0123456789abcdef'
const blob: Purpose = { kind: 'content-blob', digest: DIGEST }
const image = (id: string, change = {}) => aStoredImage(id, { base: DIGEST }, change)
const found = (change: Partial<ContentBlobFact> = {}) => [aBlob(DIGEST, change)]
const record = aRecord('r', { blob: DIGEST })

describe('a content blob', () => {
  it('is unique to the one image that has it', () => {
    expect(brief(account(blob, { blobs: found(), images: [image('one')] }))).toEqual([
      `content-unique: content-blob ${DIGEST}`,
      'image one',
    ])
  })

  it('is shared when two images that a user can see have it', () => {
    expect(brief(account(blob, { blobs: found(), images: [image('two'), image('one')] }))).toEqual([
      `content-shared: content-blob ${DIGEST}`,
      'image one',
      'image two',
    ])
  })

  it('is unique when the other that has it is a hidden parent', () => {
    const hidden = image('hidden', { references: [] })
    const images = [hidden, image('one', { parentId: 'hidden' })]
    expect(account(blob, { blobs: found(), images })?.category).toBe('content-unique')
  })

  it('is an image’s first, whatever else holds it, and names all that do', () => {
    const facts = {
      blobs: found({ namespaces: ['moby', 'moby_history'] }),
      images: [image('one')],
      buildCache: [record],
      leases: [aLease('pull', { blobs: [DIGEST] })],
    }
    expect(brief(account(blob, facts))).toEqual([
      `content-unique: content-blob ${DIGEST}`,
      ...['image one', 'build-cache r', 'lease pull'],
    ])
  })

  it('is an image’s that keeps it by a label only', () => {
    const images = [aStoredImage('one', {}, { attached: [DIGEST] })]
    expect(account(blob, { blobs: found(), images })?.category).toBe('content-unique')
  })

  it('is build cache when only a record has it', () => {
    expect(brief(account(blob, { blobs: found(), buildCache: [record] }))).toEqual([
      'build-cache: build-cache-record r',
      'build-cache r',
    ])
  })

  it('is build cache when a record keeps another compression of its own in it', () => {
    const facts = { blobs: found(), buildCache: [aRecord('r')], leases: [aLease('r-variants', { blobs: [DIGEST] })] }
    expect(brief(account(blob, facts))).toEqual(['build-cache: build-cache-record r', 'build-cache r'])
  })

  it('is no record’s own when something else keeps it too', () => {
    const lease = aLease('export', { blobs: [DIGEST] })
    const held = { blobs: found(), buildCache: [record], leases: [lease] }
    expect(brief(account(blob, held))).toEqual([
      `build-cache: content-blob ${DIGEST}`,
      ...['build-cache r', 'lease export'],
    ])
    const twice = { blobs: found(), buildCache: [record, aRecord('s', { blob: DIGEST })] }
    expect(brief(account(blob, twice))).toEqual([
      `build-cache: content-blob ${DIGEST}`,
      ...['build-cache r', 'build-cache s'],
    ])
  })

  it('is no record’s own when another record has its files too', () => {
    const buildCache = [aRecord('r', { blob: DIGEST, snapshot: 'key' }), aRecord('s', { snapshot: 'key' })]
    expect(brief(account(blob, { blobs: found(), buildCache }))).toEqual([
      `build-cache: content-blob ${DIGEST}`,
      'build-cache r',
    ])
  })

  it('is build history while finished builds keep it, though a record has it too', () => {
    const leases = [aLease('r', { blobs: [DIGEST] }), aLease('ref', { namespace: 'moby_history', blobs: [DIGEST] })]
    const facts = { blobs: found({ namespaces: ['moby', 'moby_history'] }), buildCache: [aRecord('r')], leases }
    expect(brief(account(blob, facts))).toEqual(['build-history: engine buildkit'])
  })

  it('is build cache of a record in another root', () => {
    expect(brief(account(blob, { buildCache: [record] }, { blobs: found() }))).toEqual([
      'build-cache: build-cache-record r',
      'build-cache r',
    ])
  })

  it.each(['moby_history', 'moby-100000.100000_history', 'buildkit_history'])(
    'is build history when finished builds left it: %s',
    (namespace) => {
      const facts = { blobs: found({ namespaces: [namespace] }), leases: [aLease('ref', { blobs: [DIGEST] })] }
      expect(brief(account(blob, facts))).toEqual(['build-history: engine buildkit'])
    },
  )

  it('is temporary when only a lease keeps it: a pull under way, or one that broke off', () => {
    const facts = { blobs: found(), leases: [aLease('pull', { temporary: true, blobs: [DIGEST] })] }
    expect(brief(account(blob, facts))).toEqual(['temporary-files: lease pull', 'lease pull'])
  })

  it.each([
    ['layer', `layer 0123456789ab`],
    ['attestation', `attestation 0123456789ab`],
  ] as const)('is called by its role: %s', (role, name) => {
    expect(account(blob, { blobs: found({ role }), images: [image('one')] })?.owner.name).toBe(name)
  })
})

describe('a layer in the containerd store', () => {
  const layer: Purpose = { kind: 'layer', chainId: 'base' }
  const layers = [aStoredLayer('base')]
  const above = { buildCache: [record], leases: [aLease('r', { snapshots: ['base'] })] }

  it('is held by the records that have a snapshot on top of it', () => {
    expect(brief(account(layer, { layers, images: [image('one')], ...above }))).toEqual([
      'image-unique: layer base',
      ...['image one', 'build-cache r'],
    ])
  })

  it('names a record once that is the layer and has a lease on it', () => {
    const buildCache = [aRecord('r', { chainId: 'base', snapshot: 'base' })]
    expect(account(layer, { layers, ...above, buildCache })?.holders).toHaveLength(1)
  })

  it('is build cache when only a record with a snapshot on top of it needs it', () => {
    expect(brief(account(layer, { layers, ...above }))).toEqual(['build-cache: layer base', 'build-cache r'])
  })

  it('is temporary when only a lease keeps it: a pull under way, or one that broke off', () => {
    const facts = { layers: [aStoredLayer('base')], leases: [aLease('pull', { snapshots: ['base'] })] }
    expect(brief(account({ kind: 'layer', chainId: 'base' }, facts))).toEqual([
      'temporary-files: layer base',
      'lease pull',
    ])
  })

  it('is none of the build cache while a container needs it, though its image is gone', () => {
    const writableLayers = [aWritableLayer('c', { parent: 'base' })]
    expect(account(layer, { layers, writableLayers, ...above })?.category).toBe('image-unique')
  })
})

describe('an init snapshot', () => {
  const init: Purpose = { kind: 'init-layer', containerId: 'c' }
  const around: Purpose = { kind: 'init-layer-surroundings', containerId: 'c' }
  const legacy = { layers: [aStoredLayer('base'), aStoredLayer('top', { parent: 'base', initOf: 'c' })] }

  it('is its container’s', () => {
    const containers = [aContainer('c', { name: 'web' })]
    expect(brief(account(init, { containers }))).toEqual(['init-layer: container c', 'container c'])
    expect(brief(account(around, { containers }))).toEqual(['layer-metadata: container c', 'container c'])
  })

  it('is the layer’s that keeps it, once the container that the legacy builder used is gone', () => {
    const images = [aStoredImage('one', { base: 'x', top: 'y' })]
    expect(brief(account(init, { ...legacy, images }))).toEqual(['init-layer: layer top', 'image one'])
    expect(brief(account(around, { ...legacy, images }))).toEqual(['layer-metadata: layer top', 'image one'])
  })

  it('is still its container’s while that lives, though a commit made a layer of it', () => {
    expect(brief(account(init, { ...legacy, containers: [aContainer('c')] }))).toEqual([
      'init-layer: container c',
      'container c',
    ])
  })

  it('is that of a container which nobody knows any more', () => {
    expect(brief(account(init, {}))).toEqual(['init-layer: container c', 'container c'])
  })
})

describe('a snapshot of the build cache', () => {
  const snapshot: Purpose = { kind: 'build-cache', recordIds: [], snapshotKey: 'key' }
  const around: Purpose = { kind: 'build-cache-surroundings', recordIds: [], snapshotKey: 'key' }

  it('is that of the record which names it, in whatever root', () => {
    const buildCache = [aRecord('r', { snapshot: 'key' })]
    expect(brief(account(snapshot, {}, { buildCache }))).toEqual(['build-cache: build-cache-record r', 'build-cache r'])
    expect(brief(account(around, {}, { buildCache }))).toEqual([
      'layer-metadata: build-cache-record r',
      'build-cache r',
    ])
  })

  it('is called by its own name where no record is known', () => {
    expect(brief(account(snapshot, {}))).toEqual(['build-cache: build-cache-record key'])
  })
})

describe('what is not this engine’s', () => {
  it.each([
    [
      'another user of containerd',
      { kind: 'other-namespace', namespace: 'k8s.io' },
      'other-namespace: namespace k8s.io',
    ],
    ['a driver it used before', { kind: 'leftover-driver', driver: 'overlay2' }, 'leftover-driver: driver overlay2'],
    ['nobody', { kind: 'orphan', reason: 'unreferenced' }, 'orphan: nobody some/path'],
  ] as const)('is that of %s', (_, purpose, line) => {
    expect(brief(account(purpose, { layers: [aLayer('a')] }))).toEqual([line])
  })

  it('has no entry when it is our own reading', () => {
    expect(account({ kind: 'own-scan' }, {})).toBeNull()
  })
})
