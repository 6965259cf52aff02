import { describe, expect, it } from 'vitest'
import type { JournalStep } from '../../../src-main/prune/journal-port.ts'
import { viewRun } from '../../../src-main/prune/journal-view.ts'
import { planOf } from '../persistence/plan-of.ts'

const AT = '2026-01-02T03:05:00.000Z'
const container = { of: 'container', name: 'web', inspect: {} } as const
const volume = { of: 'volume', name: 'a', driver: 'local', labels: {}, options: {} } as const
const done = { kind: 'done', removed: [], keptAt: null } as const

function undoable(change: Partial<JournalStep>): boolean {
  const step: JournalStep = { step: 1, beganAt: AT, endedAt: AT, outcome: done, keepsake: null, kept: null, ...change }
  const run = {
    id: 'run',
    plan: planOf('run', ['a']),
    beganAt: AT,
    endedAt: AT,
    ended: 'finished',
    measured: null,
  } as const
  return viewRun({ ...run, steps: [step] }).undoable.includes(1)
}

describe('what a run can put back', () => {
  it('is what was kept and is there still, and a container by its configuration', () => {
    expect(undoable({ kept: 'kept' })).toBe(true)
    expect(undoable({ keepsake: container })).toBe(true)
    expect(undoable({ kept: 'kept', keepsake: volume })).toBe(true)
  })

  it('is nothing that was not kept, not done, or put back or purged already', () => {
    expect(undoable({})).toBe(false)
    expect(undoable({ keepsake: volume })).toBe(false)
    expect(undoable({ keepsake: container, outcome: { kind: 'refused', said: '', lost: false } })).toBe(false)
    expect(undoable({ keepsake: container, outcome: null })).toBe(false)
    expect(undoable({ keepsake: container, kept: 'put-back' })).toBe(false)
    expect(undoable({ kept: 'purged' })).toBe(false)
  })
})
