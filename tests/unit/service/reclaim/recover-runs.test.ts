import { describe, expect, it } from 'vitest'
import { openDatabase } from '../../../../src-main/persistence/database.ts'
import { createPruneJournal } from '../../../../src-main/persistence/prune-journal.ts'
import type { PruneCommands } from '../../../../src-main/prune/commands-port.ts'
import type { PrunePlan } from '../../../../src-main/prune/plan.ts'
import { recoverRuns } from '../../../../src-main/service/reclaim/recover-runs.ts'
import { planOf } from '../../persistence/plan-of.ts'

const AT = '2026-01-02T03:05:00.000Z'
const OF_A: PrunePlan = { ...planOf('run', ['data', 'other']), engine: { id: 'a', name: '', version: '' } }

/** A run whose program was killed in its first step. */
function killedRun() {
  const journal = createPruneJournal(openDatabase(':memory:'))
  journal.beginRun(OF_A, AT)
  journal.begin('run', 1, AT, null)
  return journal
}

/** Nothing is there on any engine. */
const commands = { examine: () => Promise.resolve(null) } as unknown as PruneCommands

describe('a run whose program was killed', () => {
  const found = { kind: 'interrupted', found: 'gone' }
  const unknown = { kind: 'interrupted', found: 'unknown' }

  it('is ended with what became of the object that it was at', async () => {
    const journal = killedRun()
    await recoverRuns({ journal, commands, now: () => new Date(AT), engineId: 'a' })
    expect(journal.run('run')).toMatchObject({ ended: 'interrupted', steps: [{ step: 1, outcome: found }] })
  })

  it('is not judged by another engine, nor by none, but later by its own', async () => {
    const journal = killedRun()
    for (const engineId of ['b', null]) {
      await recoverRuns({ journal, commands, now: () => new Date(AT), engineId })
      expect(journal.run('run')).toMatchObject({ ended: 'interrupted', steps: [{ outcome: unknown }] })
    }
    await recoverRuns({ journal, commands, now: () => new Date(AT), engineId: 'a' })
    expect(journal.run('run')!.steps).toEqual([expect.objectContaining({ step: 1, outcome: found })])
  })
})
