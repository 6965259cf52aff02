import { describe, expect, it } from 'vitest'
import { buildLedger } from '../../../src-main/model/build-ledger.ts'
import { addUsage, NO_USAGE, subtractUsage, sumUsage, type DiskUsage } from '../../../src-main/model/disk-usage.ts'
import type { Ledger } from '../../../src-main/model/ledger.ts'
import type { PlaceUsage, Purpose, RootObservation } from '../../../src-main/model/observations.ts'
import { buildReferences } from '../../../src-main/model/references.ts'
import { aContainer, aLayer, anImage, aRecord, aWritableLayer, mountOf } from '../../helpers/builders/disk-says.ts'
import { aRoot, bytes, held, observed, type Held, type RootParts } from '../../helpers/builders/observed.ts'
import { seeded, type Seeded } from '../../helpers/builders/seeded.ts'

const ledgerOf = (root: RootObservation): Ledger => buildLedger(root, buildReferences(observed({ roots: [root] })))
const ledger = (parts: RootParts) => ledgerOf(aRoot(parts))
const layer = (chainId: string): Purpose => ({ kind: 'layer', chainId })

/** What it takes to know an entry: the rest of it is its bytes. */
const brief = ({ entries }: Ledger) =>
  entries.map(({ category, owner, allocated }) => `${category} ${owner.kind} ${owner.id} ${allocated}`)

const amount = ({ allocated, apparent, inodes }: DiskUsage): DiskUsage => ({ allocated, apparent, inodes })

describe('the partition', () => {
  it('puts places of one owner and category into one entry', () => {
    const log = { kind: 'container-log', containerId: 'c' } as const
    const { entries } = ledger({
      says: { containers: [aContainer('c', { name: 'web' })] },
      holds: [
        held('containers/c/c-json.log', log, { own: bytes(4096, 100) }),
        held('containers/c/c-json.log.1', log, { own: bytes(8192, 200) }),
      ],
    })
    const owner = { kind: 'container', id: 'c', name: 'web' }
    const holders = [{ kind: 'container', id: 'c', name: 'web' }]
    expect(entries).toEqual([{ category: 'container-log', owner, holders, because: null, ...bytes(12288, 300, 2) }])
  })

  it('counts an inode that is hard linked in two places for the first of them', () => {
    const both = bytes(4096, 4000)
    const { entries, total } = ledger({
      says: { layers: [aLayer('a'), aLayer('b')] },
      holds: [
        held('overlay2/a/diff', layer('a'), { own: both }),
        held('overlay2/b/diff', layer('b'), { own: addUsage(both, bytes(512, 10)), elsewhere: both }),
      ],
    })
    expect(entries.map((entry) => entry.allocated)).toEqual([4096, 512])
    expect(total).toEqual(bytes(4608, 4010, 2))
  })

  it('keeps what nothing explains as unattributed, in the total', () => {
    const found = ledger({
      holds: [held('volumes', { kind: 'unexplained' }, 700), held('x', { kind: 'unexplained' }, 77)],
    })
    expect(found).toEqual({
      entries: [],
      unattributed: bytes(777, 777, 2),
      unexplained: [
        { path: 'volumes', ...bytes(700) },
        { path: 'x', ...bytes(77) },
      ],
      total: bytes(777, 777, 2),
      because: null,
    })
  })

  it('has no entry for a place where nothing was found', () => {
    expect(ledger({ holds: [held('overlay2/a/diff', layer('a'), null)] }).entries).toEqual([])
  })

  it('is a lower bound, with its reason, where a place is incomplete', () => {
    const { entries, because } = ledger({
      holds: [
        held('a', { kind: 'volume', name: 'a' }, { own: bytes(10), incomplete: 'permission-denied' }),
        held('b', { kind: 'volume', name: 'b' }, 10),
      ],
    })
    expect([because, ...entries.map((entry) => entry.because)]).toEqual([
      'permission-denied',
      'permission-denied',
      null,
    ])
  })

  it.each([
    ['not-yet', 'not-measured-yet'],
    ['partly', 'not-measured-yet'],
    ['cancelled', 'cancelled'],
    ['unreadable', 'no-data-root'],
    ['whole', null],
  ] as const)('says of a root that was measured %s: %s', (measured, because) => {
    expect(ledger({ measured }).because).toBe(because)
  })

  it('lists entries by category, then by owner', () => {
    const volume = (name: string): Held => held(name, { kind: 'volume', name }, 1)
    const area: Purpose = { kind: 'area', area: 'plugins', category: 'plugins' }
    const found = ledger({ holds: [held('plugins', area, 1), volume('b'), volume('a'), held('l', layer('l'), 1)] })
    expect(brief(found)).toEqual([
      'image-unique layer l 1',
      'volume volume a 1',
      'volume volume b 1',
      'plugins engine plugins 1',
    ])
  })

  it.each(Array.from({ length: 40 }, (_, seed) => seed))('adds up, whatever is where (seed %i)', (seed) => {
    const root = anyRoot(seeded(seed))
    const { entries, unattributed, total } = ledgerOf(root)
    expect(addUsage(sumUsage(entries), unattributed)).toEqual(total)
    const walked = root.usages.flatMap((usage) => (usage === null ? [] : subtractUsage(usage.own, usage.elsewhere)))
    expect(amount(total)).toEqual(sumUsage(walked))
    const keys = entries.map((entry) => `${entry.category} ${entry.owner.kind} ${entry.owner.id}`)
    expect(new Set(keys).size).toBe(keys.length)
  })
})

describe('the category of a layer', () => {
  const held1 = [held('overlay2/a/diff', layer('a'), 100)]
  const says = (parts: NonNullable<RootParts['says']>) => brief(ledger({ says: parts, holds: held1 }))

  it('is shared when two visible images have it', () => {
    const images = [anImage('one', ['a']), anImage('two', ['a'])]
    expect(says({ layers: [aLayer('a')], images })).toEqual(['image-shared layer a 100'])
  })

  it('is unique when one image has it', () => {
    expect(says({ layers: [aLayer('a')], images: [anImage('one', ['a'])] })).toEqual(['image-unique layer a 100'])
  })

  it('is unique when the others that have it are hidden parents of the image', () => {
    const hidden = anImage('hidden', ['a'], { references: [] })
    const images = [hidden, anImage('one', ['a'], { parentId: 'hidden' })]
    expect(says({ layers: [aLayer('a')], images })).toEqual(['image-unique layer a 100'])
  })

  it('is build cache when only the build cache has it', () => {
    const buildCache = [aRecord('r', { chainId: 'a', directory: null })]
    expect(says({ layers: [aLayer('a')], buildCache })).toEqual(['build-cache layer a 100'])
  })

  it('is the image’s as soon as an image has it, whatever the build cache holds', () => {
    const buildCache = [aRecord('r', { chainId: 'a', directory: null })]
    const images = [anImage('one', ['a'])]
    expect(says({ layers: [aLayer('a')], images, buildCache })).toEqual(['image-unique layer a 100'])
  })

  it('counts an image with many names once', () => {
    const images = [anImage('one', ['a'], { references: ['one:1', 'one:2', 'two:latest'] })]
    expect(says({ layers: [aLayer('a')], images })).toEqual(['image-unique layer a 100'])
  })
})

describe('the holders', () => {
  it('of a layer are the images, containers and build cache records that use it', () => {
    const { entries } = ledger({
      says: {
        layers: [aLayer('a')],
        images: [anImage('two', ['a']), anImage('one', ['a'], { references: [] })],
        containers: [aContainer('c', { name: 'web' })],
        writableLayers: [aWritableLayer('c', { parent: 'a' })],
        buildCache: [aRecord('r', { chainId: 'a' })],
      },
      holds: [held('overlay2/a/diff', layer('a'), 100)],
    })
    expect(entries[0]!.holders).toEqual([
      { kind: 'image', id: 'one', name: 'one' },
      { kind: 'image', id: 'two', name: 'two:latest' },
      { kind: 'container', id: 'c', name: 'web' },
      { kind: 'build-cache', id: 'r', name: 'r' },
    ])
  })

  it('of a volume are the containers that mount it, each once', () => {
    const { entries } = ledger({
      says: { containers: [aContainer('c', { mounts: [mountOf('v'), mountOf('v')] }), aContainer('d')] },
      holds: [held('volumes/v/_data', { kind: 'volume', name: 'v' }, 1)],
    })
    expect(entries[0]!.holders).toEqual([{ kind: 'container', id: 'c', name: 'c' }])
  })

  it('of a build cache directory are all its records, and the first owns it', () => {
    const purpose: Purpose = { kind: 'build-cache', recordIds: ['r1', 'r2'], snapshotKey: 'key' }
    const { entries } = ledger({ holds: [held('overlay2/x/diff', purpose, 1)] })
    expect(entries[0]).toMatchObject({
      owner: { kind: 'build-cache-record', id: 'r1' },
      holders: [{ id: 'r1' }, { id: 'r2' }],
    })
  })

  it('of an orphan are none', () => {
    const { entries } = ledger({ holds: [held('overlay2/x', { kind: 'orphan', reason: 'unaccounted' }, 5)] })
    expect(entries[0]).toMatchObject({ category: 'orphan', owner: { kind: 'nobody', id: 'overlay2/x' }, holders: [] })
  })
})

const PURPOSES: readonly Purpose[] = [
  ...['a', 'b', 'c'].flatMap((chainId) => [layer(chainId), { kind: 'layer-surroundings', chainId } as const]),
  ...(
    ['writable-layer', 'writable-layer-surroundings', 'init-layer', 'container-log', 'container-config'] as const
  ).map((kind): Purpose => ({ kind, containerId: 'c' })),
  { kind: 'build-cache', recordIds: ['r'], snapshotKey: 'k' },
  { kind: 'build-cache', recordIds: [], snapshotKey: 'k' },
  { kind: 'build-cache-surroundings', recordIds: ['r'], snapshotKey: 'k' },
  { kind: 'volume', name: 'v' },
  { kind: 'volume-surroundings', name: 'v' },
  { kind: 'area', area: 'swarm', category: 'swarm' },
  { kind: 'orphan', reason: 'unaccounted' },
  { kind: 'unexplained' },
]

function anyRoot(random: Seeded): RootObservation {
  const holds = Array.from({ length: 1 + random.below(60) }, (_, i) =>
    held(`place-${i}`, random.pick(PURPOSES), random.below(5) === 0 ? null : anyUsage(random)),
  )
  const images = [anImage('one', ['a', 'b']), anImage('two', ['a'])].slice(0, random.below(3))
  return aRoot({ says: { layers: [aLayer('a'), aLayer('b', { parent: 'a' }), aLayer('c')], images }, holds })
}

function anyUsage(random: Seeded): Partial<PlaceUsage> {
  const part = () => bytes(random.below(2 ** 40), random.below(2 ** 40), random.below(1000))
  const elsewhere = random.below(3) === 0 ? part() : NO_USAGE
  return { own: addUsage(part(), elsewhere), elsewhere, incomplete: random.pick([null, null, 'read-error']) }
}
