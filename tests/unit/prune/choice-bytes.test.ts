import { describe, expect, it } from 'vitest'
import { buildInventory } from '../../../src-main/model/build-inventory.ts'
import { entryFigure } from '../../../src-main/model/entry-figure.ts'
import { bytesOf, exact, sumFigures, unknown } from '../../../src-main/model/figure.ts'
import { buildReclaimGraph } from '../../../src-main/model/reclaim-graph.ts'
import type { PruneTarget, PruneWay } from '../../../src-main/prune/candidate.ts'
import { choiceBytes, stepsOfParts } from '../../../src-main/prune/choice-bytes.ts'
import { aContainer, aLayer, anImage, aVolume, aWritableLayer, mountOf } from '../../helpers/builders/disk-says.ts'
import { anEngine, engineVolume } from '../../helpers/builders/engine-says.ts'
import { groundsOf } from '../../helpers/builders/grounds.ts'
import { aRoot, bytes, held, type Held } from '../../helpers/builders/observed.ts'
import { seeded } from '../../helpers/builders/seeded.ts'
import { randomStore } from '../model/random-store.ts'

const ROOT = '/var/lib/docker'
const image = (id: string): PruneTarget => ({ type: 'image', id })
const container = (id: string): PruneTarget => ({ type: 'container', id })
const path = (name: string): PruneTarget => ({ type: 'path', path: `${ROOT}/${name}`, root: ROOT })
const log = (name: string): PruneTarget => ({
  ...{ type: 'log-file', containerId: 'web', path: `${ROOT}/${name}`, root: ROOT, current: false },
})
const by =
  (way: PruneWay) =>
  (target: PruneTarget): { target: PruneTarget; way: PruneWay } => ({ target, way })
const remove = by('remove')

/** Two images on one base, a stopped container of one of them with logs, an orphan. */
function world(...more: readonly Held[]) {
  return groundsOf({
    roots: [
      aRoot({
        says: {
          layers: [aLayer('base'), aLayer('a', { parent: 'base' }), aLayer('b', { parent: 'base' })],
          images: [anImage('img-a', ['base', 'a']), anImage('img-b', ['base', 'b'])],
          containers: [aContainer('web', { imageId: 'img-a', state: 'exited' })],
          writableLayers: [aWritableLayer('web', { parent: 'a' })],
          logFiles: [{ containerId: 'web', path: 'log.1', current: false, bornAt: null }],
        },
        holds: [
          held('base', { kind: 'layer', chainId: 'base' }, { own: bytes(1000, 900) }),
          held('a', { kind: 'layer', chainId: 'a' }, { own: bytes(100, 90) }),
          held('b', { kind: 'layer', chainId: 'b' }, { own: bytes(10, 9) }),
          held('web', { kind: 'writable-layer', containerId: 'web' }, { own: bytes(20_000, 5) }),
          held('log.1', { kind: 'container-log', containerId: 'web' }, { own: bytes(3000, 2999) }),
          held('lost', { kind: 'orphan', reason: 'unaccounted' }, { own: bytes(400_000, 1) }),
          ...more,
        ],
      }),
    ],
  })
}

describe('what a choice frees', () => {
  it('is each part once, with what goes with the last of its holders', () => {
    const grounds = world()
    const answer = choiceBytes(grounds, [image('img-a'), image('img-b'), container('web')].map(remove))
    expect(answer).toMatchObject({ now: exact(24_110), later: exact(0), apparent: exact(4003), files: [], inside: [] })
    const held_ = answer.parts.map(({ part, holders }) => [part.id, [...holders].sort()])
    expect(held_).toEqual(
      expect.arrayContaining([
        ['base', ['container web', 'image img-a', 'image img-b']],
        ['b', ['image img-b']],
        ['web', ['container web']],
      ]),
    )
  })

  it('waits in the quarantine as long as it is there', () => {
    const choice = [by('quarantine')(path('lost')), remove(log('log.1'))]
    expect(choiceBytes(world(), choice)).toMatchObject({
      ...{ now: exact(3000), later: exact(400_000), apparent: exact(3000) },
    })
    expect(choiceBytes(world(), [remove(path('lost'))])).toMatchObject({ now: exact(400_000), later: exact(0) })
  })

  it('has a log with its container when both go, and by itself when the container cannot', () => {
    const both = choiceBytes(world(), [container('web'), log('log.1')].map(remove))
    expect(both).toMatchObject({ now: exact(23_000), files: [], inside: [`log-file ${ROOT}/log.1`] })
    expect(choiceBytes(world(), [remove(log('log.1'))])).toMatchObject({ now: exact(3000), inside: [] })
  })

  it('has a path that lies in another with that one', () => {
    const grounds = world(
      held('vfs', { kind: 'leftover-driver', driver: 'vfs' }, 50),
      held('vfs/x', { kind: 'orphan', reason: 'unaccounted' }, 6),
    )
    const both = choiceBytes(grounds, [path('vfs/x'), path('vfs')].map(by('quarantine')))
    expect(both).toMatchObject({ later: exact(56), inside: [`path ${ROOT}/vfs/x`] })
    expect(choiceBytes(grounds, [by('quarantine')(path('vfs/x'))])).toMatchObject({ later: exact(6), inside: [] })
  })

  it('is nothing of what the inventory does not have', () => {
    const nowhere = [image('gone'), path('etc'), log('nowhere')].map(remove)
    expect(choiceBytes(world(), nowhere)).toMatchObject({ now: exact(0), later: exact(0), files: [], parts: [] })
  })

  it('is not known of an object that no ledger has', () => {
    const grounds = groundsOf({ engine: anEngine({ volumes: [engineVolume('far', { driver: 'nfs' })] }) })
    const { now, apparent } = choiceBytes(grounds, [remove({ type: 'volume', name: 'far' })])
    expect([now, apparent]).toEqual([unknown('no-data-root'), unknown('no-data-root')])
  })

  it('says of what only a hidden parent has for whom it was made', () => {
    const grounds = groundsOf({
      roots: [
        aRoot({
          says: {
            layers: [aLayer('base'), aLayer('extra'), aLayer('top', { parent: 'base' })],
            images: [
              anImage('hidden', ['extra'], { references: [] }),
              anImage('child', ['base', 'top'], { parentId: 'hidden' }),
            ],
          },
          holds: [held('extra', { kind: 'layer', chainId: 'extra' }, 5)],
        }),
      ],
    })
    const { parts } = choiceBytes(grounds, [remove(image('child'))])
    expect(parts.map(({ part, holders }) => [part.id, holders])).toEqual([['extra', ['image child']]])
  })

  it.each([...Array(60).keys()])('is what the parts of the ledger say, of random store %i', (seed) => {
    const random = seeded(seed)
    const store = randomStore(random)
    const inventory = buildInventory(store.observations)
    const grounds = { inventory, graph: buildReclaimGraph(inventory) }
    const set = store.objects.filter(() => random.below(3) > 0)
    const targets = set.map(({ kind, id }): PruneTarget =>
      kind === 'volume' ? { type: 'volume', name: id } : { type: kind, id },
    )
    const { now, parts } = choiceBytes(grounds, targets.map(remove))
    const ids = new Set(parts.map(({ part }) => `${part.kind} ${part.id}`))
    const entries = inventory.roots.flatMap((root) => root.ledger.entries)
    const inLedger = entries.filter(({ owner }) => ids.has(`${owner.kind} ${owner.id}`)).map(entryFigure)
    expect(now).toEqual(sumFigures(inLedger))
    expect(bytesOf(now)).toBe(store.freedBy(set).bytes)
    expect(parts.length).toBe(ids.size)
  })
})

describe('the step with which a part goes', () => {
  const grounds = groundsOf({
    roots: [
      aRoot({
        says: {
          layers: [aLayer('base'), aLayer('a', { parent: 'base' })],
          images: [
            anImage('hidden', ['base'], { references: [] }),
            anImage('child', ['base', 'a'], { parentId: 'hidden' }),
          ],
          containers: [aContainer('web', { imageId: 'child', state: 'exited', mounts: [mountOf('data')] })],
          writableLayers: [aWritableLayer('web', { parent: 'a' })],
          volumes: [aVolume('data')],
        },
        holds: [
          held('base', { kind: 'layer', chainId: 'base' }, 1),
          held('a', { kind: 'layer', chainId: 'a' }, 1),
          held('web', { kind: 'writable-layer', containerId: 'web' }, 1),
          held('data', { kind: 'volume', name: 'data' }, 1),
        ],
      }),
    ],
  })

  it('is that of the last of its holders; a hidden parent goes with its children', () => {
    const steps = new Map([
      ['container web', 1],
      ['volume data', 2],
      ['image child', 3],
    ])
    const targets: readonly PruneTarget[] = [container('web'), { type: 'volume', name: 'data' }, image('child')]
    const { reclaimed } = choiceBytes(grounds, targets.map(remove))
    const found = stepsOfParts(grounds.graph, reclaimed, (key) => steps.get(key))
    expect(Object.fromEntries([...found].map(([place, step]) => [grounds.graph.parts[place]?.id, step]))).toEqual({
      ...{ web: 1, data: 2, base: 3, a: 3 },
    })
  })
})
