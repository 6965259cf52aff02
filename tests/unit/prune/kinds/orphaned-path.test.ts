import { describe, expect, it } from 'vitest'
import { exact } from '../../../../src-main/model/figure.ts'
import type { Purpose } from '../../../../src-main/model/observations.ts'
import { interruptedRemovals } from '../../../../src-main/prune/kinds/interrupted-removals.ts'
import { leftoverDrivers } from '../../../../src-main/prune/kinds/leftover-drivers.ts'
import { orphans } from '../../../../src-main/prune/kinds/orphans.ts'
import { foundBy, groundsOf } from '../../../helpers/builders/grounds.ts'
import { aRoot, bytes, held, type Held } from '../../../helpers/builders/observed.ts'

type Reason = Extract<Purpose, { readonly kind: 'orphan' }>['reason']

const orphan = (path: string, reason: Reason, usage: Parameters<typeof held>[2] = 8192) =>
  held(path, { kind: 'orphan', reason }, usage)
const left = (path: string, driver: string, usage: Parameters<typeof held>[2]) =>
  held(path, { kind: 'leftover-driver', driver }, usage)
const with_ = (...holds: readonly Held[]) => ({ roots: [aRoot({ holds })] })

describe('what nobody needs', () => {
  it('is offered by its absolute path, set aside first, with all its bytes', () => {
    const changed = Date.parse('2026-11-01T00:00:00Z')
    const world = with_(orphan('overlay2/abc', 'unaccounted', { own: bytes(4096), modifiedAt: changed }))
    expect(orphans.candidates(groundsOf(world))).toEqual([
      {
        kind: 'orphans',
        target: { type: 'path', path: '/var/lib/docker/overlay2/abc', root: '/var/lib/docker' },
        name: 'overlay2/abc',
        why: { because: 'unaccounted', with: null },
        risk: 'safe',
        ways: ['quarantine', 'remove'],
        since: '2026-11-01T00:00:00.000Z',
        lastUsedAt: '2026-11-01T00:00:00.000Z',
        createdAt: null,
        labels: {},
        facts: ['unaccounted'],
        alone: exact(4096),
      },
    ])
  })

  it('is told apart by why nobody needs it', () => {
    const world = with_(
      orphan('overlay2/a', 'unaccounted'),
      orphan('snapshots/9', 'unreferenced'),
      orphan('layerdb/x-removing', 'removing'),
      left('vfs', 'vfs', 1),
    )
    expect([orphans, interruptedRemovals, leftoverDrivers].map((kind) => foundBy(kind, world))).toEqual([
      // What containerd has recorded is its collector's.
      ['overlay2/a'],
      ['layerdb/x-removing'],
      ['vfs'],
    ])
  })

  it('is not offered while something is mounted in it', () => {
    const world = with_(orphan('overlay2/a', 'unaccounted', { own: bytes(9), incomplete: 'mounted-elsewhere' }))
    expect(foundBy(orphans, world)).toEqual([])
  })
})

describe('what a driver left', () => {
  it('is each of its outermost directories, with what lies in them', () => {
    const world = with_(
      left('overlay2', 'overlay2', 1000),
      left('overlay2/a/diff', 'overlay2', 200),
      left('image/overlay2', 'overlay2', 30),
      left('overlay2-other', 'overlay2', 4),
    )
    const found = leftoverDrivers.candidates(groundsOf(world)).map(({ name, why, alone }) => [name, why.with, alone])
    expect(found).toEqual([
      ['image/overlay2', 'overlay2', exact(30)],
      ['overlay2', 'overlay2', exact(1200)],
      ['overlay2-other', 'overlay2', exact(4)],
    ])
  })

  it('has what is an orphan in it with it, and that is not offered again', () => {
    const world = with_(left('native', 'native', 100), orphan('native/9', 'unreferenced', 7))
    expect(leftoverDrivers.candidates(groundsOf(world)).map(({ name, alone }) => [name, alone])).toEqual([
      ['native', exact(107)],
    ])
    expect(foundBy(orphans, world)).toEqual([])
  })

  it('leaves alone a directory with something in it that somebody needs', () => {
    const world = with_(
      left('native', 'native', 100),
      left('native/1', 'native', 20),
      held('native/2', { kind: 'other-namespace', namespace: 'k8s.io' }, 5),
    )
    expect(foundBy(leftoverDrivers, world)).toEqual(['native/1'])
  })
})
