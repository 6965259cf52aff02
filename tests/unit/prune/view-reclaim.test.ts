import { expect, it } from 'vitest'
import { exact } from '../../../src-main/model/figure.ts'
import { PRUNE_KINDS } from '../../../src-main/prune/candidate.ts'
import { NO_FILTER } from '../../../src-main/prune/choice.ts'
import type { PruneGrounds } from '../../../src-main/prune/prune-kind.ts'
import { viewReclaim, type ReclaimQuestion } from '../../../src-main/prune/view-reclaim.ts'
import { aContainer, aLayer, anImage, aRecord } from '../../helpers/builders/disk-says.ts'
import { anEngine, engineImage, engineRecord } from '../../helpers/builders/engine-says.ts'
import { groundsOf } from '../../helpers/builders/grounds.ts'
import { aRoot, held } from '../../helpers/builders/observed.ts'

const NOW = Date.parse('2026-11-21T08:00:00Z')
const ask = (grounds: PruneGrounds, change: Partial<ReclaimQuestion> = {}) =>
  viewReclaim(grounds, { filter: NO_FILTER, keep: [], freeAtLeast: 0, now: NOW, filesClosed: null, ...change })

/** Two versions of an image on one base, and a nameless one that has a label. */
function world() {
  const image = (id: string, of: number, change = {}) =>
    engineImage(id, { references: [`shop:${of}`], createdAt: `2026-11-0${of}T00:00:00.000Z`, ...change })
  return groundsOf({
    engine: anEngine({
      images: [image('old', 1), image('new', 2), image('kept', 3, { references: [], labels: { 'plimsoll.keep': '' } })],
    }),
    roots: [
      aRoot({
        says: {
          layers: [aLayer('base'), aLayer('o', { parent: 'base' }), aLayer('n', { parent: 'base' })],
          images: [anImage('old', ['base', 'o']), anImage('new', ['base', 'n'])],
        },
        holds: [
          held('base', { kind: 'layer', chainId: 'base' }, 1000),
          held('o', { kind: 'layer', chainId: 'o' }, 10),
          held('n', { kind: 'layer', chainId: 'n' }, 200),
          held('small', { kind: 'orphan', reason: 'unaccounted' }, 1),
          held('large', { kind: 'orphan', reason: 'unaccounted' }, 5),
        ],
      }),
    ],
  })
}

it('has every kind in order, each object with the first that found it, the largest first', () => {
  const { kinds } = ask(world())
  expect(kinds.map(({ kind }) => kind)).toEqual(PRUNE_KINDS)
  const found = kinds.filter(({ candidates }) => candidates.length > 0)
  expect(found.map(({ kind, candidates, alone }) => [kind, candidates.map(({ name }) => name), alone])).toEqual([
    ['orphans', ['large', 'small'], exact(6)],
    ['superseded-tags', ['shop:1'], exact(10)],
    ['unused-images', ['shop:2'], exact(200)],
  ])
})

it('counts together what no kind frees alone', () => {
  expect(ask(world()).together).toEqual(exact(1216))
})

it('leaves out what rules keep, and shows what the filter lets through', () => {
  const keep = [{ kind: 'name', pattern: 'shop:2' }] as const
  const view = ask(world(), { keep, filter: { ...NO_FILTER, kinds: ['unused-images', 'superseded-tags'] } })
  expect(view.kinds.flatMap(({ candidates }) => candidates.map(({ key }) => key))).toEqual(['image old'])
  expect(view.together).toEqual(exact(10))
  expect(view.kept).toEqual([
    { rule: 'plimsoll.keep', objects: 1 },
    { rule: 'name shop:2', objects: 1 },
  ])
})

it('chooses by preset from what is shown', () => {
  const { presets } = ask(world(), { freeAtLeast: 550_000 + 7 })
  expect(presets.map(({ preset, chosen, frees }) => [preset, chosen.length, frees])).toEqual([
    ['safe', 2, exact(6)],
    ['rebuildable', 4, exact(1216)],
    ['until-free', 3, exact(16)],
  ])
})

it('chooses nothing by preset that cannot go now, unless nothing can', () => {
  const safe = (grounds: PruneGrounds) => ask(grounds, { filesClosed: 'no-right' }).presets[0]
  expect(safe(world())).toMatchObject({ chosen: [], frees: exact(0) })
  const holds = [held('lost', { kind: 'orphan', reason: 'unaccounted' }, 5)]
  expect(safe(groundsOf({ roots: [aRoot({ holds })] }))).toMatchObject({ frees: exact(5) })
})

it('offers states and types to filter by, whatever is filtered', () => {
  const grounds = groundsOf({
    engine: anEngine({ buildCache: [engineRecord('r'), engineRecord('s', { type: 'source.local' })] }),
    roots: [
      aRoot({
        says: {
          containers: [aContainer('job', { state: 'exited' }), aContainer('new', { state: 'created' })],
          buildCache: [aRecord('r'), aRecord('s')],
        },
      }),
    ],
  })
  const filter = { ...NO_FILTER, facts: ['created'] }
  expect(ask(grounds, { filter })).toMatchObject({
    facts: { states: ['created', 'exited'], types: ['regular', 'source.local'] },
  })
  expect(ask(grounds, { filter }).kinds.flatMap(({ candidates }) => candidates.map(({ name }) => name))).toEqual([
    'new',
  ])
})

it('says why something is closed, and what room there is', () => {
  const grounds = groundsOf({
    roots: [aRoot(), aRoot({ path: '/var/lib/containerd', role: 'containerd' })],
  })
  expect(ask(grounds, { filesClosed: 'no-right' })).toMatchObject({
    filesClosed: 'no-right',
    engineClosed: 'no-engine',
    disks: [{ roots: ['/var/lib/docker', '/var/lib/containerd'], total: 1_000_000, used: 400_000, free: 550_000 }],
  })
  expect(ask(world()).engineClosed).toBeNull()
  expect(ask(groundsOf({ sample: true, engine: anEngine() })).engineClosed).toBe('sample')
})

it('adds up only what can go now', () => {
  const whole = ask(world())
  const files = ask({ ...world(), inventory: { ...world().inventory, engine: null } })
  expect(files.together).toEqual(files.kinds.find(({ kind }) => kind === 'orphans')!.alone)
  expect(files.together).not.toEqual(whole.together)
})

it('says that there is too little room for a quarantine, on any disk', () => {
  const withFree = (...free: readonly number[]) =>
    free.map((available, i) => {
      const filesystem = { device: `/dev/sd${i}`, mountPoint: `/disk${i}`, type: 'ext4' }
      return aRoot({ path: `/disk${i}/docker`, filesystem, capacity: { total: 1e12, free: available, available } })
    })
  expect(ask(groundsOf({ roots: withFree(6e9, 5e9) })).lowRoom).toBeNull()
  expect(ask(groundsOf({ roots: withFree(6e9, 4e9) })).lowRoom).toBe(5e9)
})

it('links to what the dashboard shows', () => {
  const objects = ask(world()).kinds.flatMap(({ candidates }) => candidates.map(({ object }) => object))
  expect(objects).toEqual([null, null, { kind: 'image', id: 'old' }, { kind: 'image', id: 'new' }])
})

it('refuses what is no pattern', () => {
  expect(() => ask(world(), { keep: [{ kind: 'name', pattern: '[a' }] })).toThrow('The pattern "[a"')
})
