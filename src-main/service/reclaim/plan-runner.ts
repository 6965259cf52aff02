import { isAppError } from '../../errors/app-error.ts'
import type { PruneTarget } from '../../prune/candidate.ts'
import type { PruneCommands } from '../../prune/commands-port.ts'
import { executePlan } from '../../prune/execute-plan.ts'
import type { PruneJournal } from '../../prune/journal-port.ts'
import { measureRun } from '../../prune/measure-run.ts'
import type { PrunePlan } from '../../prune/plan.ts'
import type { ReachedState, RunState } from '../../prune/run-state.ts'
import { createLatest } from '../latest.ts'
import type { Measured } from './reclaim-port.ts'
import type { RunLock } from './run-lock.ts'

export type KeptJournal = PruneJournal & { readonly lost: boolean }

export interface RunnerParts {
  readonly measured: Measured
  readonly commands: PruneCommands
  readonly journal: KeptJournal
  readonly lock: RunLock
  readonly now: () => Date
}

export interface RunOptions {
  readonly stopAtSurprise: boolean
  readonly isOffered: (target: PruneTarget) => boolean
}

/** The one run that goes on, and its followers. It goes on without them. */
export class PlanRunner {
  readonly #parts: RunnerParts
  readonly #states = createLatest<ReachedState | null>(null)
  #stop = new AbortController()
  #done: Promise<void> = Promise.resolve()
  #running = false
  /** Milliseconds since 1970. */
  #beganAt = 0

  constructor(parts: RunnerParts) {
    this.#parts = parts
  }

  /** Throws `already-running`. */
  start(plan: PrunePlan, options: RunOptions): void {
    this.#parts.lock.take()
    this.#stop = new AbortController()
    this.#running = true
    this.#beganAt = this.#parts.now().getTime()
    this.#set({ run: plan.id, plan, steps: [], current: null, ended: null, record: null, journalLost: false })
    this.#done = this.#run(plan, options).finally(() => {
      this.#running = false
      this.#parts.lock.release()
      // Followers that saw the last state end now.
      this.#states.set(this.#states.value)
    })
  }

  stop(): void {
    this.#stop.abort()
  }

  async ended(): Promise<void> {
    await this.#done
  }

  /** From the current state to the end of the run; ends at once when there was none. */
  async *follow(signal: AbortSignal | undefined): AsyncGenerator<RunState, void> {
    for await (const state of this.#states.follow(signal)) {
      if (state === null) return
      yield { ...state, elapsed: this.#parts.now().getTime() - this.#beganAt }
      if (!this.#running) return
    }
  }

  async #run(plan: PrunePlan, { stopAtSurprise, isOffered }: RunOptions): Promise<void> {
    const { commands, journal, measured, now } = this.#parts
    const guarded: PruneCommands = {
      ...commands,
      examine: (target, signal) => (isOffered(target) ? commands.examine(target, signal) : Promise.resolve(null)),
    }
    const request = { plan, commands: guarded, journal, stop: this.#stop.signal, stopAtSurprise }
    for await (const state of executePlan({ ...request, now: () => now().toISOString() })) this.#set(state)
    const last = this.#states.value
    if (last === null) return
    const outcomes = new Map(last.steps.map(({ step, outcome }) => [step, outcome]))
    try {
      await measured.measureNow()
      const after = { inventory: measured.inventory(), graph: measured.reclaimGraph() }
      const result = measureRun({ plan, outcomes, after })
      if (result !== null) journal.setMeasured(plan.id, result)
    } catch (error) {
      // What was done is in the journal; what it freed nobody can measure now.
      if (!isAppError(error)) throw error
    }
    this.#set({ ...last, record: journal.run(plan.id) })
  }

  #set(state: ReachedState): void {
    this.#states.set({ ...state, journalLost: this.#parts.journal.lost })
  }
}
