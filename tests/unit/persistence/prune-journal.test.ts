import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openDatabase, openJournalDatabase } from '../../../src-main/persistence/database.ts'
import { createPruneJournal } from '../../../src-main/persistence/prune-journal.ts'
import type { MeasuredRun } from '../../../src-main/prune/journal-port.ts'
import { planOf } from './plan-of.ts'
import { temporaryDirectory } from './temporary-directory.ts'

const AT = '2026-01-02T03:05:00.000Z'
const LATER = '2026-01-02T03:06:00.000Z'
const WRITER = join(import.meta.dirname, 'write-journal.ts')

describe('a journal of what was removed', () => {
  it('tells a run in another program as it was written', () => {
    using directory = temporaryDirectory()
    const path = join(directory.path, 'plimsoll.db')
    const plan = planOf('run-1', ['a', 'b'])
    const keepsake = { of: 'volume', name: 'a', driver: 'local', labels: { x: 'y' }, options: {} } as const
    const measured: MeasuredRun = { measuredAt: LATER, gone: 4096, stayed: [], otherwise: -1 }
    {
      using database = openJournalDatabase(path)
      const journal = createPruneJournal(database)
      journal.beginRun(plan, AT)
      journal.begin('run-1', 1, AT, keepsake)
      journal.end('run-1', 1, LATER, { kind: 'done', removed: ['a'], keptAt: '/archives/a.tar.zst' })
      journal.begin('run-1', 2, AT, null)
      journal.end('run-1', 2, LATER, { kind: 'skipped', changed: { what: 'usedBy', was: '', is: 'c' } })
      journal.endRun('run-1', LATER, 'finished')
      journal.setMeasured('run-1', measured)
      journal.setKept('run-1', 1, 'put-back', LATER)
    }
    using database = openJournalDatabase(path)
    expect(createPruneJournal(database).run('run-1')).toEqual({
      ...{ id: 'run-1', plan, beganAt: AT, endedAt: LATER, ended: 'finished', measured },
      steps: [
        {
          ...{ step: 1, beganAt: AT, endedAt: LATER, keepsake, kept: 'put-back' },
          outcome: { kind: 'done', removed: ['a'], keptAt: '/archives/a.tar.zst' },
        },
        {
          ...{ step: 2, beganAt: AT, endedAt: LATER, keepsake: null, kept: null },
          outcome: { kind: 'skipped', changed: { what: 'usedBy', was: '', is: 'c' } },
        },
      ],
    })
  })

  it('lists the newest run first, and has nothing to say of others', () => {
    using database = openDatabase(':memory:')
    const journal = createPruneJournal(database)
    journal.beginRun(planOf('old', []), AT)
    journal.beginRun(planOf('new', []), LATER)
    journal.beginRun(planOf('newer', []), LATER)
    expect([journal.runs().map(({ id }) => id), journal.run('none')]).toEqual([['newer', 'new', 'old'], null])
  })

  it('begins no run twice, and ends none that was not begun', () => {
    using database = openDatabase(':memory:')
    const journal = createPruneJournal(database)
    journal.beginRun(planOf('run-1', []), AT)
    expect(() => {
      journal.beginRun(planOf('run-1', []), AT)
    }).toThrow(/UNIQUE/)
    expect(() => {
      journal.endRun('run-2', AT, 'finished')
    }).toThrow('no run run-2')
    expect(() => {
      journal.end('run-1', 7, AT, { kind: 'refused', said: 'no', lost: false })
    }).toThrow('no step 7')
  })

  it('finds its place in a database that is older', () => {
    using directory = temporaryDirectory()
    const path = join(directory.path, 'plimsoll.db')
    {
      using old = openDatabase(path)
      old.exec('DROP TABLE prune_step; DROP TABLE prune_run; PRAGMA user_version = 3')
    }
    using database = openJournalDatabase(path)
    createPruneJournal(database).beginRun(planOf('run-1', ['a']), AT)
    expect(createPruneJournal(database).runs().length).toBe(1)
  })

  it('is on disk after each call: full syncs on its own connection, not on the others', () => {
    using directory = temporaryDirectory()
    const path = join(directory.path, 'plimsoll.db')
    using journal = openJournalDatabase(path)
    using other = openDatabase(path)
    const mode = (database: typeof journal) => database.prepare('PRAGMA synchronous').get()?.['synchronous']
    expect([mode(journal), mode(other)]).toEqual([2, 1])
  })

  it('holds all that a program had written when it was killed, and no more than one call beyond', async () => {
    using directory = temporaryDirectory()
    const path = join(directory.path, 'plimsoll.db')
    for (const [run, lines] of [
      ['first', 2],
      ['second', 41],
      ['third', 120],
    ] as const) {
      const said = await killAfter([path, run], lines)
      using database = openJournalDatabase(path)
      const found = createPruneJournal(database).run(run)
      expect(found).toMatchObject({ endedAt: null, ended: null })
      const written = found?.steps.flatMap(({ step, outcome }) => [
        `begin ${step}`,
        ...(outcome === null ? [] : [`end ${step}`]),
      ])
      const calls = ['run', ...(written ?? [])]
      // The writer was killed between two calls, or in one: that one may be on disk and not told.
      expect([said, [...said, ...calls.slice(said.length, said.length + 1)]]).toContainEqual(calls)
    }
    using database = openJournalDatabase(path)
    expect(
      createPruneJournal(database)
        .runs()
        .map(({ id }) => id),
    ).toEqual(['third', 'second', 'first'])
  })

  it('is written by several programs at once', async () => {
    using directory = temporaryDirectory()
    const path = join(directory.path, 'plimsoll.db')
    const codes = await Promise.all(['a', 'b', 'c'].map((run) => endOf([path, run, '30'])))
    using database = openJournalDatabase(path)
    const runs = createPruneJournal(database).runs()
    expect([codes, runs.map(({ ended, steps }) => [ended, steps.length])]).toEqual([
      [0, 0, 0],
      [
        ['finished', 30],
        ['finished', 30],
        ['finished', 30],
      ],
    ])
  })
})

/** Kills the writer without warning once it has said so many lines, and answers all that it has said. */
async function killAfter(args: readonly string[], lines: number): Promise<readonly string[]> {
  const child = spawn(process.execPath, [WRITER, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  let text = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk
    if (text.split('\n').length > lines) child.kill('SIGKILL')
  })
  await once(child, 'close')
  return text.split('\n').slice(0, -1)
}

async function endOf(args: readonly string[]): Promise<unknown> {
  const child = spawn(process.execPath, [WRITER, ...args], { stdio: ['ignore', 'ignore', 'inherit'] })
  const [code] = (await once(child, 'close')) as readonly unknown[]
  return code
}
