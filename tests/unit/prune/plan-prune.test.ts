import { describe, expect, it } from 'vitest'
import { exact } from '../../../src-main/model/figure.ts'
import { targetKey, type Candidate, type PruneWay } from '../../../src-main/prune/candidate.ts'
import { findCandidates } from '../../../src-main/prune/find-candidates.ts'
import { planPrune } from '../../../src-main/prune/plan-prune.ts'
import type { PrunePlan } from '../../../src-main/prune/plan.ts'
import { aContainer, aLayer, anImage, aWritableLayer } from '../../helpers/builders/disk-says.ts'
import { anEngine } from '../../helpers/builders/engine-says.ts'
import { groundsOf } from '../../helpers/builders/grounds.ts'
import { aRoot, bytes, held } from '../../helpers/builders/observed.ts'

/** Two images on one base that nobody uses, a stopped container of a third with its log, an orphan. */
function world() {
  return groundsOf({
    engine: anEngine(),
    roots: [
      aRoot({
        says: {
          layers: ['base', 'a', 'b', 'c'].map((id) => aLayer(id, id === 'base' ? {} : { parent: 'base' })),
          images: ['a', 'b', 'c'].map((id) => anImage(`img-${id}`, ['base', id], { references: [`app:${id}`] })),
          containers: [aContainer('web', { imageId: 'img-c', state: 'exited' })],
          writableLayers: [aWritableLayer('web', { parent: 'c' })],
          logFiles: [{ containerId: 'web', path: 'web-json.log.1', current: false, bornAt: null }],
        },
        holds: [
          held('base', { kind: 'layer', chainId: 'base' }, { own: bytes(1000, 900) }),
          held('a', { kind: 'layer', chainId: 'a' }, { own: bytes(100, 90) }),
          held('b', { kind: 'layer', chainId: 'b' }, { own: bytes(10, 9) }),
          held('c', { kind: 'layer', chainId: 'c' }, { own: bytes(1, 1) }),
          held('web', { kind: 'writable-layer', containerId: 'web' }, { own: bytes(20_000, 5) }),
          held('web-json.log.1', { kind: 'container-log', containerId: 'web' }, { own: bytes(3000, 2999) }),
          held('lost', { kind: 'orphan', reason: 'unaccounted' }, { own: bytes(400_000, 1) }),
        ],
      }),
    ],
  })
}

const REQUEST = { id: 'plan', madeAt: '2026-11-28T12:00:00.000Z', engine: null, largestFirst: false }

/** A plan of the candidates whose names are given, each in its first way but for those of `ways`. */
function planOf(names: readonly string[], ways: Readonly<Record<string, PruneWay>> = {}): PrunePlan | null {
  const grounds = world()
  const all = [...findCandidates(grounds).candidates.values()]
  const chosen = names.map((name) => all.find((candidate) => candidate.name === name)!)
  const examined = chosen.map((candidate: Candidate) => {
    return { candidate, way: ways[candidate.name] ?? candidate.ways[0]!, condition: { usedBy: 'web x' } }
  })
  return planPrune({ ...REQUEST, grounds, examined })
}

describe('a plan', () => {
  it('has containers before what they use, and files last', () => {
    const plan = planOf(['lost', 'app:a', 'web'])!
    expect(plan.actions.map(({ step, name }) => [step, name])).toEqual([
      [1, 'web'],
      [2, 'app:a'],
      [3, 'lost'],
    ])
  })

  it('frees with each step what goes with it, and in all what goes once', () => {
    const plan = planOf(['app:a', 'app:b', 'lost'])!
    expect(plan.actions.map(({ name, frees }) => [name, frees])).toEqual([
      ['app:a', exact(100)],
      ['app:b', exact(10)],
      ['lost', exact(400_000)],
    ])
    expect(plan.actions.map(({ key, target }) => key === targetKey(target))).not.toContain(false)
    expect(plan.frees).toEqual({ now: exact(110), later: exact(400_000), apparent: exact(100) })
    expect(plan.allocatedBefore).toBe(424_111)
  })

  it('has nothing in quarantine that is removed at once', () => {
    const plan = planOf(['lost'], { lost: 'remove' })!
    expect(plan.frees).toMatchObject({ now: exact(400_000), later: exact(0) })
  })

  it('leaves out logs that go with their container', () => {
    const plan = planOf(['web', 'web/web-json.log.1'])!
    expect(plan.actions.map(({ name }) => name)).toEqual(['web'])
    expect(plan.frees.now).toEqual(exact(23_000))
  })

  it('expects what a container used to be without it', () => {
    expect(planOf(['web', 'app:a'])!.actions.map(({ condition }) => condition)).toEqual([
      { usedBy: 'x' },
      { usedBy: 'x' },
    ])
  })

  it('has images that were made from another one before it', () => {
    const grounds = groundsOf({
      roots: [
        aRoot({
          says: {
            layers: [aLayer('base'), aLayer('top', { parent: 'base' })],
            images: [
              anImage('img-parent', ['base']),
              anImage('img-hidden', ['base'], { references: [], parentId: 'img-parent' }),
              anImage('img-child', ['base', 'top'], { parentId: 'img-hidden' }),
            ],
          },
          holds: [held('base', { kind: 'layer', chainId: 'base' }, { own: bytes(1000, 900) })],
        }),
      ],
    })
    const { candidates } = findCandidates(grounds)
    const [parent, child] = ['image img-parent', 'image img-child'].map((key) => ({
      candidate: candidates.get(key)!,
      way: 'remove' as const,
      condition: {},
    }))
    const named = (examined: readonly NonNullable<typeof parent>[]) =>
      planPrune({ ...REQUEST, grounds, examined })?.actions.map(({ name }) => name) ?? null
    expect(named([parent!, child!])).toEqual(['img-child:latest', 'img-parent:latest'])
    expect(named([parent!])).toBeNull()
  })

  it('is none when nothing can go', () => {
    expect(planOf([])).toBeNull()
  })

  it('begins with what frees most where the disk is full', () => {
    const grounds = world()
    const examined = [...findCandidates(grounds).candidates.values()].map((candidate) => ({
      candidate,
      way: 'remove' as const,
      condition: {},
    }))
    const plan = planPrune({ ...REQUEST, grounds, examined, largestFirst: true })!
    expect(plan.actions.map(({ name }) => name)).toEqual(['lost', 'web', 'app:a', 'app:b', 'app:c'])
  })
})
