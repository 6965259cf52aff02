import { describe, expect, it } from 'vitest'
import type { JournalRun, JournalStep, StepOutcome } from '../../../../../src-main/prune/journal-port.ts'
import type { PlannedAction, PlannedPart } from '../../../../../src-main/prune/plan.ts'
import { keptSteps, reasonText, recipesOf, runResult } from '../../../../../src-renderer/components/prune/run-result.ts'

const exactly = (bytes: number) => ({ kind: 'exact', bytes }) as const
const AT = '2026-11-28T12:00:00Z'
const DONE: StepOutcome = { kind: 'done', removed: [], keptAt: null }
const action = (step: number, change: Partial<PlannedAction>): PlannedAction => ({
  ...{ step, kind: 'stopped-containers', target: { type: 'container', id: `c${step}` }, name: `job-${step}` },
  ...{ risk: 'data', way: 'remove', condition: {}, follows: [], frees: exactly(0) },
  ...change,
})
const part = (step: number, bytes: number, together = false): PlannedPart => ({
  ...{ kind: together ? 'layer' : 'container', id: `p${step}`, name: 'same name', step, together },
  ...{ allocated: exactly(bytes), apparent: exactly(bytes) },
})
const step = (number: number, outcome: StepOutcome | null, change: Partial<JournalStep> = {}): JournalStep => ({
  ...{ step: number, beganAt: AT, endedAt: AT, outcome, keepsake: null, kept: null },
  ...change,
})

/** One done, one started meanwhile, one set aside, one never reached; a layer that stayed with its holder. */
const RUN: JournalRun = {
  ...{ id: 'r', beganAt: AT, endedAt: AT, ended: 'cancelled' },
  plan: {
    ...{ format: 1, id: 'p', madeAt: AT, engine: null, roots: [], allocatedBefore: 1000 },
    actions: [
      action(1, {}),
      action(2, {}),
      action(3, { kind: 'orphans', way: 'quarantine', target: { type: 'path', path: '/r/a', root: '/r' } }),
      action(4, {}),
    ],
    parts: [part(1, 10), part(2, 20), part(3, 40), part(4, 80), part(5, 160, true)],
    frees: { now: exactly(270), later: exactly(40), apparent: exactly(310) },
  },
  steps: [
    step(1, DONE, { keepsake: { of: 'container', name: 'job-1', inspect: {} } }),
    step(2, { kind: 'skipped', changed: { what: 'state', was: 'exited', is: 'running' } }),
    step(3, { ...DONE, keptAt: '/r/q/3' }, { kept: 'kept' }),
  ],
  measured: {
    measuredAt: AT,
    gone: 170,
    stayed: [
      { part: 'container p2', name: 'p2', allocated: 20, because: 'skipped' },
      { part: 'container p3', name: 'p3', allocated: 40, because: 'quarantined' },
      { part: 'container p4', name: 'p4', allocated: 80, because: 'not-reached' },
    ],
    otherwise: 0,
  },
}

describe('the result of a run', () => {
  it('tells what is gone and what was set aside from what was predicted, line by line', () => {
    const result = runResult(RUN)
    expect(
      result?.lines.map(({ step: line, done, objects, predicted, gone }) => [
        line?.kind ?? 'shared',
        ...[done, objects, predicted, gone],
      ]),
    ).toEqual([
      ['stopped-containers', 1, 3, 110, 10],
      ['orphans', 1, 1, 40, 40],
      ['shared', 1, 1, 160, 160],
    ])
    expect([result?.predicted, result?.gone, result?.quarantined, result?.unexplained]).toEqual([310, 210, 40, 0])
  })

  it('has what nothing explains as a number of its own', () => {
    const measured = { ...RUN.measured!, gone: 165 }
    expect(runResult({ ...RUN, measured })?.unexplained).toBe(5)
  })

  it('is none before it was measured', () => {
    expect(runResult({ ...RUN, measured: null })).toBeNull()
  })

  it('gives a reason for each object that stayed', () => {
    const words = {
      t: (key: string, named?: Record<string, string>) => `${key} ${named?.['name'] ?? named?.['n'] ?? ''}`,
      whole: String,
    }
    const reasons = runResult(RUN)?.lines.flatMap((line) =>
      line.reasons.map((reason) => reasonText(reason, words).trim()),
    )
    expect(reasons).toEqual([
      'reclaim.result.skippedStarted job-2',
      'reclaim.result.notReached 1',
      'reclaim.result.inQuarantine',
    ])
  })
})

describe('what can be undone', () => {
  it('is what is kept still, by its way', () => {
    expect(keptSteps(RUN, 'quarantine').map((one) => one.step)).toEqual([3])
    const back = RUN.steps.map((one) => ({ ...one, kept: one.kept === null ? null : ('put-back' as const) }))
    expect(keptSteps({ ...RUN, steps: back })).toEqual([])
  })

  it('has a line to pull an image by its digest, or says that there is none', () => {
    const image = (number: number, repoDigests: readonly string[]) =>
      step(number, DONE, { keepsake: { of: 'image', references: [], repoDigests } })
    const steps = [image(1, ['acme/web@sha256:aa', 'other@sha256:aa']), image(2, [])]
    expect(recipesOf({ ...RUN, steps }).map(({ pull }) => pull)).toEqual(['docker pull acme/web@sha256:aa', null])
    expect(recipesOf(RUN)).toEqual([{ step: 1, name: 'job-1', of: 'container', pull: null }])
  })

  it('is a packed log as long as it is kept', () => {
    const plan = { ...RUN.plan, actions: [action(1, { kind: 'container-logs', way: 'compress', name: 'web/x.log' })] }
    const keepsake = { of: 'log', uid: 0, gid: 0, mode: 0o640, mtime: AT } as const
    const packed = { ...DONE, keptAt: '/state/archives/x.log.zst' }
    const recipes = (['kept', 'purged', 'put-back'] as const).map((kept) =>
      recipesOf({ ...RUN, plan, steps: [step(1, packed, { keepsake, kept })] }),
    )
    expect(recipes).toEqual([[{ step: 1, name: 'web/x.log', of: 'log', pull: null }], [], []])
    const cut = { ...plan, actions: [action(1, { kind: 'container-logs', way: 'truncate' })] }
    expect(recipesOf({ ...RUN, plan: cut, steps: [step(1, DONE, { keepsake })] })).toEqual([])
  })
})
