import { describe, expect, it } from 'vitest'
import { AppError } from '../../../src-main/errors/app-error.ts'
import { exact } from '../../../src-main/model/figure.ts'
import type { PruneCommands } from '../../../src-main/prune/commands-port.ts'
import type { Condition } from '../../../src-main/prune/condition.ts'
import { executePlan } from '../../../src-main/prune/execute-plan.ts'
import type { PlannedAction, PrunePlan } from '../../../src-main/prune/plan.ts'
import type { ReachedState } from '../../../src-main/prune/run-state.ts'
import { openDatabase } from '../../../src-main/persistence/database.ts'
import { createPruneJournal } from '../../../src-main/persistence/prune-journal.ts'

const volume = (name: string, step: number): PlannedAction => ({
  ...{ step, kind: 'anonymous-volumes', target: { type: 'volume', name }, name, risk: 'data', way: 'remove' },
  ...{ condition: { usedBy: '' }, follows: [], frees: exact(step) },
})

const plan: PrunePlan = {
  ...{ format: 1, id: 'run', madeAt: '2026-11-28T12:00:00.000Z', engine: null, roots: [], allocatedBefore: null },
  actions: [volume('a', 1), volume('b', 2), volume('c', 3)],
  parts: [],
  frees: { now: exact(6), later: exact(0), apparent: exact(6) },
}

/** Volumes that are there, with who uses each; what happens to one can be changed. */
function volumes(change: Partial<PruneCommands> = {}) {
  const there = new Map<string, Condition>(['a', 'b', 'c'].map((name) => [name, { usedBy: '' }]))
  const nameOf = (target: PlannedAction['target']): string => (target.type === 'volume' ? target.name : '')
  const commands: PruneCommands = {
    engineId: () => Promise.resolve('engine'),
    examine: (target) => Promise.resolve(there.get(nameOf(target)) ?? null),
    keepsake: () => Promise.resolve(null),
    perform: ({ target }) => {
      there.delete(nameOf(target))
      return Promise.resolve({ removed: [nameOf(target)], keptAt: null })
    },
    ...change,
  }
  return { there, commands }
}

async function carryOut(commands: PruneCommands, change: { stop?: AbortSignal; stopAtSurprise?: boolean } = {}) {
  const journal = createPruneJournal(openDatabase(':memory:'))
  const states: ReachedState[] = []
  const now = () => '2026-11-28T12:00:01.000Z'
  const stop = change.stop ?? new AbortController().signal
  const request = { plan, commands, journal, now, stop, stopAtSurprise: change.stopAtSurprise ?? false }
  for await (const state of executePlan(request)) states.push(state)
  return { last: states.at(-1)!, states, run: journal.run('run')! }
}

const kinds = ({ steps }: ReachedState) => steps.map(({ outcome }) => outcome.kind)

describe('carrying out a plan', () => {
  it('does each object, in order, and writes down each', async () => {
    const { there, commands } = volumes()
    const { last, states, run } = await carryOut(commands)
    expect([...there.keys()]).toEqual([])
    expect(states.map(({ current }) => current)).toEqual([1, 2, 3, null])
    expect({ kinds: kinds(last), ended: last.ended }).toEqual({ kinds: ['done', 'done', 'done'], ended: 'finished' })
    expect(run.steps.map(({ outcome }) => outcome)).toEqual(last.steps.map(({ outcome }) => outcome))
    expect(run.ended).toBe('finished')
  })

  it('leaves alone what has changed, and says what', async () => {
    const { there, commands } = volumes()
    there.set('b', { usedBy: 'c0ffee' })
    const { last } = await carryOut(commands)
    expect([...there.keys()]).toEqual(['b'])
    expect(last.steps[1]!.outcome).toEqual({
      kind: 'skipped',
      changed: { what: 'usedBy', was: '', is: 'c0ffee' },
    })
  })

  it('goes on after what the engine refuses, with its words', async () => {
    const { there, commands } = volumes()
    const perform: PruneCommands['perform'] = (order) =>
      order.name === 'b'
        ? Promise.reject(new AppError('prune-refused', 'refused', { context: { said: 'volume is in use' } }))
        : commands.perform(order)
    const { last } = await carryOut({ ...commands, perform })
    expect([...there.keys()]).toEqual(['b'])
    expect(last.steps[1]!.outcome).toEqual({ kind: 'refused', said: 'volume is in use', lost: false })
  })

  it('ends at the first surprise where that was asked for', async () => {
    const { there, commands } = volumes()
    there.delete('a')
    const { last } = await carryOut(commands, { stopAtSurprise: true })
    expect([...there.keys()]).toEqual(['b', 'c'])
    expect(last.ended).toBe('stopped')
  })

  it('ends between two objects when it is stopped', async () => {
    const stop = new AbortController()
    const { there, commands } = volumes()
    const perform: PruneCommands['perform'] = (order) => {
      stop.abort()
      return commands.perform(order)
    }
    const { last, run } = await carryOut({ ...commands, perform }, { stop: stop.signal })
    expect([...there.keys()]).toEqual(['b', 'c'])
    expect([last.ended, run.ended]).toEqual(['cancelled', 'cancelled'])
  })

  it('ends when the engine is lost, and says what became of the object that it was at', async () => {
    const { there, commands } = volumes()
    const perform: PruneCommands['perform'] = (order) => {
      if (order.name !== 'b') return commands.perform(order)
      there.delete('b')
      return Promise.reject(new AppError('engine-died', 'The engine died.'))
    }
    const { last, run } = await carryOut({ ...commands, perform })
    expect([...there.keys()]).toEqual(['c'])
    expect(last.steps[1]!.outcome).toEqual({ kind: 'interrupted', found: 'gone' })
    expect([last.ended, run.steps.length]).toEqual(['engine-lost', 2])
  })

  it('tries nothing more once nobody answers', async () => {
    const { there, commands } = volumes()
    const examine = () => Promise.reject(new AppError('engine-unreachable', 'No engine.'))
    const { last } = await carryOut({ ...commands, examine })
    expect([...there.keys()]).toEqual(['a', 'b', 'c'])
    expect([last.ended, kinds(last)]).toEqual(['engine-lost', ['refused']])
  })

  it('does nothing that it could not write down before', async () => {
    const { there, commands } = volumes()
    const journal = createPruneJournal(openDatabase(':memory:'))
    const full = () => {
      throw new Error('disk full')
    }
    const request = { plan, commands, now: () => '', stop: new AbortController().signal, stopAtSurprise: false }
    const states: ReachedState[] = []
    await expect(async () => {
      for await (const state of executePlan({ ...request, journal: { ...journal, begin: full } })) states.push(state)
    }).rejects.toThrow('disk full')
    expect([...there.keys()]).toEqual(['a', 'b', 'c'])
  })
})
