import { describe, expect, it } from 'vitest'
import { buildInventory } from '../../../src-main/model/build-inventory.ts'
import { exact, unknown } from '../../../src-main/model/figure.ts'
import type { Purpose } from '../../../src-main/model/observations.ts'
import { viewBuildCache } from '../../../src-main/views/build-cache.ts'
import { aLayer, anImage, aRecord } from '../../helpers/builders/disk-says.ts'
import { anEngine, engineRecord } from '../../helpers/builders/engine-says.ts'
import { anUnreadableRoot, aRoot, held, observed } from '../../helpers/builders/observed.ts'
import { plainStore, SNAPSHOTS } from '../../helpers/builders/plain-store.ts'

const cachePlace = (id: string): Purpose => ({ kind: 'build-cache', recordIds: [id], snapshotKey: id })

const classic = observed({
  engine: anEngine({
    buildCache: [engineRecord('a', { inUse: true, usageCount: 3, parents: ['b', 'gone'] }), engineRecord('l')],
  }),
  roots: [
    aRoot({
      says: {
        layers: [aLayer('base'), aLayer('unused')],
        images: [anImage('image', ['base'])],
        buildCache: [
          aRecord('a', { parents: ['b'], usageCount: 2 }),
          aRecord('b'),
          aRecord('l', { chainId: 'base', parents: ['a'] }),
          aRecord('u', { chainId: 'unused' }),
          aRecord('none', { directory: null }),
        ],
      },
      holds: [
        held('overlay2/a/diff', cachePlace('a'), 100),
        held('overlay2/b/diff', cachePlace('b'), 30),
        held('overlay2/x/diff', { kind: 'build-cache', recordIds: [], snapshotKey: 'x' }, 7),
        held('overlay2/cache-base/diff', { kind: 'layer', chainId: 'base' }, 5000),
        held('overlay2/cache-unused/diff', { kind: 'layer', chainId: 'unused' }, 600),
      ],
    }),
  ],
})

describe('build cache', () => {
  const view = viewBuildCache(buildInventory(classic))
  const row = (id: string) => view.rows.find((each) => each.id === id)

  it('costs what the ledger has under each record; an image’s layer costs nothing', () => {
    expect(view.rows.map(({ id, own }) => [id, own])).toEqual([
      ['a', exact(100)],
      ['b', exact(30)],
      ['l', exact(0)],
      ['none', exact(0)],
      // No image has it any more: it is there because of the cache alone.
      ['u', exact(600)],
    ])
    expect(row('l')).toMatchObject({ layerOf: ['image:latest'], usage: { allocated: exact(5000) } })
  })

  it('adds up to the ledger’s line with what no record owns', () => {
    expect([view.unrecorded, view.total]).toEqual([exact(7), exact(737)])
  })

  it('knows what a record was made from and what keeps it, as far as that is there', () => {
    expect([row('a')?.parents, row('a')?.children, row('b')?.children]).toEqual([['b'], ['l'], ['a']])
  })

  it('counts uses as the engine does, and as the disk does without one', () => {
    expect([row('a')?.usageCount, row('a')?.inUse]).toEqual([3, true])
    const alone = viewBuildCache(buildInventory({ ...classic, engine: null }))
    expect(alone.rows.find(({ id }) => id === 'a')).toMatchObject({ usageCount: 2, inUse: null })
  })

  it('is not known where nothing can be read', () => {
    const engine = anEngine({ buildCache: [engineRecord('a', { parents: ['b'] }), engineRecord('b', { size: 7 })] })
    const { rows } = viewBuildCache(buildInventory(observed({ engine, roots: [anUnreadableRoot()] })))
    expect(rows.map(({ own, parents, engineSize }) => [own, parents, engineSize])).toEqual([
      [unknown('no-data-root'), ['b'], exact(0)],
      [unknown('no-data-root'), [], exact(7)],
    ])
  })

  it('of the containerd store costs its snapshot and its packed form, beside the image’s copy', () => {
    const { rows, imageStore } = viewBuildCache(buildInventory(plainStore()))
    expect(imageStore).toBe('containerd')
    const top = rows.find(({ id }) => id === 'record-top')
    expect(top).toMatchObject({ copyOf: 'top', layerOf: [], usage: { allocated: exact(SNAPSHOTS['key-top']) } })
    expect(top?.packed.allocated).toEqual(exact(4096))
    // The packed form is the image's too, and stands there.
    expect(top?.own).toEqual(exact(SNAPSHOTS['key-top']))
  })
})
