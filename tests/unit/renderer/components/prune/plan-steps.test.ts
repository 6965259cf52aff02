import { describe, expect, it } from 'vitest'
import type { PlannedAction, PlannedPart, PrunePlan } from '../../../../../src-main/prune/plan.ts'
import { dataActions, happensText, planLines } from '../../../../../src-renderer/components/prune/plan-steps.ts'
import { runProgress, timeLeft } from '../../../../../src-renderer/components/prune/run-progress.ts'
import { leftWords, spentWords } from '../../../../../src-renderer/components/prune/run-time-words.ts'

const exactly = (bytes: number) => ({ kind: 'exact', bytes }) as const
const action = (step: number, change: Partial<PlannedAction>): PlannedAction => ({
  ...{ step, kind: 'unused-images', target: { type: 'image', id: `sha256:${step}` }, name: `image ${step}` },
  ...{ risk: 'rebuildable', way: 'remove', condition: {}, follows: [], frees: exactly(0) },
  ...change,
})
const part = (step: number, bytes: number, together = false): PlannedPart => ({
  ...{ kind: 'layer', id: `${step} ${bytes}`, name: 'a layer', step, together },
  ...{ allocated: exactly(bytes), apparent: exactly(bytes) },
})

/** Two images that share a layer, an orphan that waits in quarantine, a container. */
const PLAN: PrunePlan = {
  ...{ format: 1, id: 'p', madeAt: '2026-11-28T12:00:00Z', engine: null, roots: [], allocatedBefore: null },
  actions: [
    action(1, { kind: 'orphans', risk: 'safe', way: 'quarantine', target: { type: 'path', path: '/r/a', root: '/r' } }),
    action(2, {}),
    action(3, {}),
    action(4, { kind: 'stopped-containers', risk: 'data', target: { type: 'container', id: 'c' } }),
  ],
  parts: [part(1, 10), part(2, 20), part(3, 30), part(3, 500, true), part(4, 40)],
  frees: { now: exactly(590), later: exactly(10), apparent: exactly(600) },
}

describe('the lines of a plan', () => {
  it('have what each kind frees for itself, and what goes with its last holder apart', () => {
    const { steps, sharedPredicted, all } = planLines(PLAN)
    expect(steps.map(({ kind, actions, predicted }) => [kind, actions.length, predicted])).toEqual([
      ['orphans', 1, exactly(10)],
      ['unused-images', 2, exactly(50)],
      ['stopped-containers', 1, exactly(40)],
    ])
    expect([sharedPredicted, all]).toEqual([exactly(500), exactly(600)])
  })

  it('count the objects whose data would be gone', () => {
    expect(dataActions(PLAN).map(({ step }) => step)).toEqual([4])
  })

  it('say what happens to each, with numbers where ways differ', () => {
    const words = { t: (key: string, named = {}) => `${key} ${JSON.stringify(named)}`, locale: 'en', quarantineDays: 7 }
    const [orphan, image] = PLAN.actions
    expect(happensText([orphan!], words)).toBe('reclaim.plan.does_quarantine {"n":"7"}')
    expect(happensText([orphan!], { ...words, quarantineDays: 0 })).toBe('reclaim.plan.does_quarantineNow {}')
    expect(happensText([image!, { ...image!, way: 'archive' }], words)).toContain('reclaim.plan.several {"n":"1"')
  })
})

describe('the progress of a run', () => {
  const done = (step: number) => ({ step, outcome: { kind: 'done', removed: [], keptAt: null } }) as const
  const state = { run: 'r', plan: PLAN, ended: null, record: null, journalLost: false, elapsed: 0 }

  it('counts what was set aside apart from what is freed, and a shared part with its last holder', () => {
    const before = runProgress({ ...state, steps: [done(1), done(2)], current: 3 })
    expect([before.done, before.freed, before.quarantined, before.shared?.doneBytes]).toEqual([2, 20, 10, 0])
    expect(before.lines.map(({ state: how, name }) => [how, name])).toEqual([
      ['done', null],
      ['run', 'image 3'],
      ['wait', null],
    ])
    const after = runProgress({ ...state, steps: [done(1), done(2), done(3)], current: 4 })
    expect([after.freed, after.shared?.doneBytes]).toEqual([550, 500])
  })

  it('frees nothing with what was skipped', () => {
    const skipped = { step: 2, outcome: { kind: 'skipped', changed: { what: 'gone', was: '', is: '' } } } as const
    const { lines, freed } = runProgress({ ...state, steps: [skipped, done(3)], current: null })
    expect([freed, lines[1]?.skipped, lines[1]?.state]).toEqual([530, 1, 'done'])
  })
})

describe('the time that a run has left', () => {
  const done = (step: number) => ({ step, outcome: { kind: 'done', removed: [], keptAt: null } }) as const
  const steps = (...numbers: readonly number[]) => ({ plan: PLAN, steps: numbers.map(done), ended: null })
  const plan = { ...PLAN, parts: PLAN.parts.filter(({ step }) => step === 4) }

  it('is not known before three objects or five seconds, with nothing done, and at the end', () => {
    expect(timeLeft(steps(1, 2), 4999)).toBeNull()
    expect(timeLeft(steps(), 60_000)).toBeNull()
    expect(timeLeft(steps(1, 2), 5000)).not.toBeNull()
    expect(timeLeft(steps(1, 2, 3), 100)).not.toBeNull()
    expect(timeLeft(steps(1, 2, 3, 4), 60_000)).toBeNull()
    expect(timeLeft({ ...steps(1, 2, 3), ended: 'cancelled' }, 60_000)).toBeNull()
  })

  it('is that of what is left, half by objects and half by bytes', () => {
    const bytes = PLAN.parts.map(
      ({ step, allocated }) => [step, allocated.kind === 'exact' ? allocated.bytes : 0] as const,
    )
    const sum = (upTo: number) => bytes.reduce((all, [step, one]) => all + (step <= upTo ? one : 0), 0)
    const share = (2 / 4 + sum(2) / sum(4)) / 2
    expect(timeLeft(steps(1, 2), 10_000)).toBeCloseTo((10_000 * (1 - share)) / share, 5)
    expect(timeLeft({ ...steps(1, 2), plan: { ...plan, parts: [] } }, 10_000)).toBe(10_000)
  })

  it('counts what was left alone as done with, and says nothing of more than a day', () => {
    const skipped = { step: 1, outcome: { kind: 'skipped', changed: { what: 'gone', was: '', is: '' } } } as const
    expect(timeLeft({ ...steps(), steps: [skipped] }, 5000)).toBe(timeLeft(steps(1), 5000))
    expect(timeLeft({ ...steps(1), plan }, 86_400_000)).toBeNull()
  })

  it('is said no finer than it is known', () => {
    const said = [0, 4_900, 5_000, 54_900, 55_000, 89_000, 5_340_000, 5_400_000].map((ms) => leftWords(ms))
    expect(said.map(({ key, named }) => [key, named['n']])).toEqual([
      ['leftMoment', undefined],
      ['leftMoment', undefined],
      ['leftSeconds', 10],
      ['leftSeconds', 50],
      ['leftMinutes', 1],
      ['leftMinutes', 1],
      ['leftMinutes', 89],
      ['leftHours', 2],
    ])
    expect([-5, 8_999, 83_000, 7_500_000].map((ms) => spentWords(ms))).toEqual([
      { key: 'spentSeconds', named: { s: 0 } },
      { key: 'spentSeconds', named: { s: 8 } },
      { key: 'spentMinutes', named: { m: 1, s: 23 } },
      { key: 'spentHours', named: { h: 2, m: 5 } },
    ])
  })
})
