import { expect, it } from 'vitest'
import { exact } from '../../../../src-main/model/figure.ts'
import { buildCache } from '../../../../src-main/prune/kinds/build-cache.ts'
import { aLayer, anImage, aRecord } from '../../../helpers/builders/disk-says.ts'
import { anEngine, engineRecord } from '../../../helpers/builders/engine-says.ts'
import { foundBy, groundsOf } from '../../../helpers/builders/grounds.ts'
import { aRoot, held } from '../../../helpers/builders/observed.ts'

it('offers what no build uses; what the engine does not list may be in use', () => {
  const buildCache_ = [engineRecord('idle'), engineRecord('busy', { inUse: true })]
  const roots = [aRoot({ says: { buildCache: [aRecord('idle'), aRecord('being-made')] } })]
  expect(foundBy(buildCache, { engine: anEngine({ buildCache: buildCache_ }), roots })).toEqual(['step idle'])
  expect(foundBy(buildCache, { roots })).toEqual(['step being-made', 'step idle'])
})

it('says whether an image has it too, and which', () => {
  const roots = [
    aRoot({
      says: {
        layers: [aLayer('top')],
        images: [anImage('shop', ['top'])],
        buildCache: [aRecord('own'), aRecord('layer', { chainId: 'top', directory: null })],
      },
      holds: [
        held('top', { kind: 'layer', chainId: 'top' }, 100),
        held('own', { kind: 'build-cache', recordIds: ['own'], snapshotKey: 'own' }, 7),
      ],
    }),
  ]
  const found = buildCache.candidates(groundsOf({ roots })).map(({ target, why, alone }) => ({ target, why, alone }))
  expect(found).toEqual([
    {
      target: { type: 'build-cache', id: 'layer' },
      why: { because: 'cache-shared', with: 'shop:latest' },
      alone: exact(0),
    },
    { target: { type: 'build-cache', id: 'own' }, why: { because: 'cache-private', with: null }, alone: exact(7) },
  ])
})

it('frees nothing alone while another was made on it', () => {
  const says = { buildCache: [aRecord('base'), aRecord('top', { parents: ['base'] })] }
  const holds = ['base', 'top'].map((id) => held(id, { kind: 'build-cache', recordIds: [id], snapshotKey: id }, 10))
  const found = buildCache.candidates(groundsOf({ roots: [aRoot({ says, holds })] }))
  expect(found.map(({ name, alone }) => [name, alone])).toEqual([
    ['step base', exact(0)],
    ['step top', exact(10)],
  ])
})

it('is known since it was used last, else since it was made', () => {
  const used = '2026-11-18T00:00:00.000Z'
  const buildCache_ = [engineRecord('a', { lastUsedAt: used }), engineRecord('b', { type: 'source.local' })]
  const found = buildCache.candidates(groundsOf({ engine: anEngine({ buildCache: buildCache_ }) }))
  expect(found.map(({ since, lastUsedAt, facts }) => ({ since, lastUsedAt, facts }))).toEqual([
    { since: used, lastUsedAt: used, facts: ['regular'] },
    { since: '2026-11-17T08:00:00.000Z', lastUsedAt: null, facts: ['source.local'] },
  ])
})
