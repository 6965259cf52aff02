import { describe, expect, it } from 'vitest'
import { openDatabase } from '../../../src-main/persistence/database.ts'
import { createLossyPruneJournal } from '../../../src-main/persistence/lossy-prune-journal.ts'
import { createPruneJournal } from '../../../src-main/persistence/prune-journal.ts'
import { planOf } from './plan-of.ts'

const AT = '2026-01-02T03:05:00.000Z'
const LATER = '2026-01-02T03:06:00.000Z'
const DONE = { kind: 'done', removed: ['a'], keptAt: '/quarantine/a' } as const

describe('a journal whose disk is lost', () => {
  it('goes on in memory with all of the run, and tells it once', () => {
    const lost: unknown[] = []
    const database = openDatabase(':memory:')
    const journal = createLossyPruneJournal(
      () => createPruneJournal(database),
      (cause) => lost.push(cause),
    )
    journal.beginRun(planOf('run-1', ['a', 'b']), AT)
    journal.begin('run-1', 1, AT, null)
    expect(journal.lost).toBe(false)
    database.close()
    journal.end('run-1', 1, LATER, DONE)
    journal.begin('run-1', 2, LATER, null)
    journal.endRun('run-1', LATER, 'cancelled')
    expect([journal.lost, lost.length]).toEqual([true, 1])
    expect(journal.run('run-1')).toMatchObject({
      ended: 'cancelled',
      steps: [
        { step: 1, outcome: DONE, kept: 'kept' },
        { step: 2, outcome: null },
      ],
    })
    expect(journal.runs().length).toBe(1)
  })

  it('still tells what can be read, and what became of it since', () => {
    // A full disk: what is there can be read, and nothing can be added.
    const database = openDatabase(':memory:')
    const disk = createPruneJournal(database)
    disk.beginRun(planOf('old', ['a']), AT)
    disk.begin('old', 1, AT, null)
    disk.end('old', 1, AT, DONE)
    disk.endRun('old', AT, 'finished')
    disk.beginRun(planOf('untouched', []), AT)
    database.exec('PRAGMA query_only = ON')
    const journal = createLossyPruneJournal(
      () => disk,
      () => undefined,
    )
    journal.beginRun(planOf('new', []), LATER)
    journal.setKept('old', 1, 'purged', LATER)
    expect(journal.runs().map(({ id, steps }) => [id, steps.map(({ kept }) => kept)])).toEqual([
      ['new', []],
      ['old', ['purged']],
      ['untouched', []],
    ])
    expect(journal.run('old')?.ended).toBe('finished')
    expect(journal.run('none')).toBe(null)
  })

  it('is written down when a run has made room, with all that memory had', () => {
    const lost: unknown[] = []
    const database = openDatabase(':memory:')
    const disk = createPruneJournal(database)
    const journal = createLossyPruneJournal(
      () => disk,
      (cause) => lost.push(cause),
    )
    journal.beginRun(planOf('run-1', ['a', 'b']), AT)
    database.exec('PRAGMA query_only = ON')
    journal.begin('run-1', 1, AT, null)
    journal.end('run-1', 1, LATER, DONE)
    database.exec('PRAGMA query_only = OFF')
    journal.begin('run-1', 2, LATER, null)
    expect([journal.lost, disk.run('run-1')?.steps]).toEqual([true, []])
    journal.endRun('run-1', LATER, 'finished')
    expect([journal.lost, lost.length]).toEqual([false, 1])
    expect(disk.run('run-1')).toEqual(journal.run('run-1'))
    expect(disk.run('run-1')).toMatchObject({ ended: 'finished', steps: [{ step: 1, outcome: DONE }, { step: 2 }] })
  })

  it('is opened when a run has made room for it', () => {
    const lost: unknown[] = []
    const database = openDatabase(':memory:')
    let full = true
    const open = () => {
      if (full) throw new Error('database or disk is full')
      return createPruneJournal(database)
    }
    const journal = createLossyPruneJournal(open, (cause) => lost.push(cause))
    journal.beginRun(planOf('run-1', []), AT)
    expect([journal.lost, lost.length, journal.runs().length]).toEqual([true, 1, 1])
    full = false
    journal.endRun('run-1', LATER, 'finished')
    expect(journal.lost).toBe(false)
    expect(createPruneJournal(database).run('run-1')?.ended).toBe('finished')
  })
})
