import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { AppError, isAppError } from '../../../../src-main/errors/app-error.ts'
import { openDatabase } from '../../../../src-main/persistence/database.ts'
import { createPruneJournal } from '../../../../src-main/persistence/prune-journal.ts'
import type { PruneTarget } from '../../../../src-main/prune/candidate.ts'
import type { PlannedAction } from '../../../../src-main/prune/plan.ts'
import { undoStep } from '../../../../src-main/service/reclaim/undo-step.ts'
import { createPruneCommands } from '../../../../src-main/sources/prune-commands.ts'
import { createPruneUndo } from '../../../../src-main/sources/prune-undo.ts'
import { planOf } from '../../persistence/plan-of.ts'
import { temporaryDirectory } from '../../persistence/temporary-directory.ts'

const ID = 'd'.repeat(64)

/** A directory with logs, a journal, and what packs and puts back; no engine answers. */
function world() {
  const directory = temporaryDirectory()
  const database = openDatabase(':memory:')
  const journal = createPruneJournal(database)
  let clock = Date.now()
  const surroundings = {
    connect: () => Promise.reject(new AppError('engine-unreachable', 'no engine')),
    stateDirectory: join(directory.path, 'state'),
    now: () => new Date((clock += 1000)),
  }
  const commands = createPruneCommands(surroundings)
  const { now } = surroundings
  const at = () => now().toISOString()
  const parts = { journal, undo: createPruneUndo(surroundings), now }
  const root = join(directory.path, 'root')
  const pathOf = (name: string) => join(root, 'containers', ID, `${ID}-json.log${name}`)

  /** As a run with one step does it. */
  async function packLog(run: string, name: string, content: string): Promise<string> {
    const path = pathOf(name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, content)
    const target: PruneTarget = { type: 'log-file', containerId: ID, path, root, current: name === '' }
    const [planned] = planOf(run, ['log']).actions
    const action = { ...planned, target, way: 'compress' } as PlannedAction
    journal.beginRun({ ...planOf(run, []), actions: [action] }, at())
    journal.begin(run, 1, at(), await commands.keepsake(target))
    const order = { run, step: 1, target, way: 'compress', name: 'log', follows: [] } as const
    const done = await commands.perform(order)
    journal.end(run, 1, at(), { kind: 'done', ...done })
    return done.keptAt ?? ''
  }

  return {
    ...{ parts, pathOf, packLog },
    keptOf: (run: string) => journal.run(run)?.steps[0]?.kept,
    [Symbol.dispose]() {
      database.close()
      directory[Symbol.dispose]()
    },
  }
}

async function refusal(work: Promise<void>): Promise<string> {
  const error: unknown = await work.then(
    () => new Error('it was done'),
    (reason: unknown) => reason,
  )
  if (!isAppError(error, 'prune-refused')) throw error
  return String(error.context['said'])
}

describe('a step that packed a log', () => {
  it('is put back once, and its archive is gone then', async () => {
    using made = world()
    const archive = await made.packLog('run-1', '.1', 'a line\n')
    await undoStep(made.parts, 'run-1', 1)
    expect(readFileSync(made.pathOf('.1'), 'utf8')).toBe('a line\n')
    expect([existsSync(archive), made.keptOf('run-1')]).toEqual([false, 'put-back'])
    await expect(undoStep(made.parts, 'run-1', 1)).rejects.toThrow('Nothing was kept of that.')
  })

  it('stays kept when something is in the way', async () => {
    using made = world()
    const archive = await made.packLog('run-1', '.1', 'a line\n')
    writeFileSync(made.pathOf('.1'), 'newer\n')
    expect(await refusal(undoStep(made.parts, 'run-1', 1))).toContain(`at its place now. It stays packed: zstdcat`)
    expect([existsSync(archive), made.keptOf('run-1')]).toEqual([true, 'kept'])
  })

  it('of the current log stays kept while no engine says whether its container runs', async () => {
    using made = world()
    const archive = await made.packLog('run-1', '', 'a line\n')
    expect(await refusal(undoStep(made.parts, 'run-1', 1))).toMatch(/no engine answers.*zstdcat/)
    expect([existsSync(archive), made.keptOf('run-1')]).toEqual([true, 'kept'])
    expect(readFileSync(made.pathOf(''), 'utf8')).toBe('')
  })

  it('of the current log waits for what was packed of it later', async () => {
    using made = world()
    await made.packLog('run-1', '', 'first\n')
    const later = await made.packLog('run-2', '', 'second\n')
    expect(await refusal(undoStep(made.parts, 'run-1', 1))).toContain(`packed in ${later}: put those back first`)
    expect(await refusal(undoStep(made.parts, 'run-2', 1))).toMatch(/no engine answers/)
    made.parts.journal.setKept('run-2', 1, 'put-back', '2026-01-02T03:05:00.000Z')
    expect(await refusal(undoStep(made.parts, 'run-1', 1))).toMatch(/no engine answers/)
  })
})
