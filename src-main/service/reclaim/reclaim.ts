import { randomUUID } from 'node:crypto'
import { accessSync, constants } from 'node:fs'
import { AppError, isAppError } from '../../errors/app-error.ts'
import type { Inventory } from '../../model/inventory.ts'
import { isOfEngine, targetKey } from '../../prune/candidate.ts'
import type { ChoiceFilter } from '../../prune/choice.ts'
import type { PruneCommands } from '../../prune/commands-port.ts'
import { findCandidates, type Offered } from '../../prune/find-candidates.ts'
import { viewRun, type JournalRunView } from '../../prune/journal-view.ts'
import { checkKeepRules, keepCandidates } from '../../prune/keep-rules.ts'
import type { PrunePlan } from '../../prune/plan.ts'
import { previewChoice } from '../../prune/preview-choice.ts'
import type { PruneGrounds } from '../../prune/prune-kind.ts'
import { QUARANTINE_ROOM } from '../../prune/quarantine-room.ts'
import type { ReclaimSettings } from '../../prune/reclaim-settings.ts'
import type { Chosen, ReclaimPreview, ReclaimView } from '../../prune/reclaim-view.ts'
import type { RunState } from '../../prune/run-state.ts'
import type { PruneUndo } from '../../prune/undo-port.ts'
import { viewReclaim } from '../../prune/view-reclaim.ts'
import { ofInventory } from '../of-inventory.ts'
import { makePlan } from './make-plan.ts'
import { checkAge, parsePlanFile, planFile } from './plan-file.ts'
import { purgeDue } from './purge-due.ts'
import type { Measured, ReclaimPort } from './reclaim-port.ts'
import { recoverRuns } from './recover-runs.ts'
import type { RunLock } from './run-lock.ts'
import { PlanRunner, type KeptJournal } from './plan-runner.ts'
import { purgeSteps, undoStep } from './undo-step.ts'

export interface ReclaimParts {
  readonly measured: Measured
  readonly commands: PruneCommands
  readonly undo: PruneUndo
  readonly journal: KeptJournal
  readonly lock: RunLock
  readonly settings: { get(): ReclaimSettings; set(settings: ReclaimSettings): void }
  readonly now: () => Date
}

/** Minutes for which a plan that was made in this program waits for its confirmation. */
const PLAN_WAITS = 15 * 60_000

/** What could go, what it frees, and the run that frees it. One run at a time. */
export class Reclaim implements ReclaimPort {
  readonly #parts: ReclaimParts
  readonly #runner: PlanRunner
  readonly #plans = new Map<string, PrunePlan>()
  #recovered: Promise<void> | null = null
  readonly #offered: (inventory: Inventory) => Offered

  constructor(parts: ReclaimParts) {
    this.#parts = parts
    this.#offered = ofInventory((inventory) => findCandidates({ inventory, graph: parts.measured.reclaimGraph() }))
    this.#runner = new PlanRunner(parts)
  }

  view(filter: ChoiceFilter, freeAtLeast: number): ReclaimView {
    const grounds = this.#grounds()
    const { keep } = this.#parts.settings.get()
    const now = this.#parts.now().getTime()
    const filesClosed = this.#filesClosed(grounds.inventory)
    const offered = this.#offered(grounds.inventory)
    return viewReclaim(grounds, { filter, keep, freeAtLeast, now, filesClosed }, offered)
  }

  preview(chosen: readonly Chosen[]): ReclaimPreview {
    const grounds = this.#grounds()
    return previewChoice(grounds, chosen, this.#kept(grounds))
  }

  async plan(chosen: readonly Chosen[]): Promise<PrunePlan> {
    const { measured, commands, undo, settings, now } = this.#parts
    if (measured.inventory().sample) throw new AppError('plan-empty', 'This is a sample: there is nothing to remove.')
    await this.#ready()
    await measured.measureNow()
    const grounds = this.#grounds()
    const plan = await makePlan({
      grounds,
      chosen,
      offered: this.#kept(grounds).candidates,
      commands,
      filesClosed: this.#filesClosed(grounds.inventory) !== null,
      // On a disk that is nearly full nothing is set aside, and what frees most comes first.
      full: grounds.inventory.roots.some(({ path }) => freeBytes(undo, path) < QUARANTINE_ROOM),
      quarantine: settings.get().quarantineDays > 0,
      id: randomUUID(),
      madeAt: now().toISOString(),
    })
    return this.#hold(plan)
  }

  planFile(id: string): string {
    return planFile(this.#held(id))
  }

  async load(content: string): Promise<PrunePlan> {
    const plan = parsePlanFile(content)
    checkAge(plan, this.#parts.now())
    if (this.#parts.journal.run(plan.id) !== null)
      throw new AppError('plan-stale', 'This plan was carried out already.')
    await this.#ready()
    await this.#parts.measured.measureNow()
    await this.#checkEngine(plan)
    return this.#hold(plan)
  }

  async run(id: string, confirmed: number, signal: AbortSignal | undefined): Promise<AsyncGenerator<RunState, void>> {
    const plan = this.#held(id)
    const dataObjects = plan.actions.filter(({ risk }) => risk === 'data').length
    if (dataObjects !== confirmed)
      throw new AppError('plan-not-confirmed', `${dataObjects} objects hold data, and ${confirmed} were confirmed.`, {
        context: { objects: dataObjects, confirmed },
      })
    await this.#checkEngine(plan)
    const grounds = this.#grounds()
    const { candidates } = this.#kept(grounds)
    this.#plans.delete(id)
    this.#runner.start(plan, {
      stopAtSurprise: this.#parts.settings.get().stopAtSurprise,
      // A plan file may name anything; what is not offered now is left alone.
      isOffered: (target) => candidates.has(targetKey(target)),
    })
    return this.#runner.follow(signal)
  }

  follow(signal: AbortSignal | undefined): AsyncGenerator<RunState, void> {
    return this.#runner.follow(signal)
  }

  stop(): void {
    this.#runner.stop()
  }

  async runs(): Promise<readonly JournalRunView[]> {
    await this.#ready()
    return this.#parts.journal.runs().map(viewRun)
  }

  async putBack(run: string, steps: readonly number[]): Promise<void> {
    await this.#checkUndo(run, steps)
    try {
      for (const step of steps) await undoStep(this.#parts, run, step)
    } finally {
      await this.#measureAgain()
    }
  }

  async purge(run: string, steps: readonly number[] | null): Promise<void> {
    await purgeSteps(this.#parts, run, steps)
    await this.#measureAgain()
  }

  settings(): ReclaimSettings {
    return this.#parts.settings.get()
  }

  setSettings(settings: ReclaimSettings): void {
    checkKeepRules(settings.keep)
    this.#parts.settings.set(settings)
  }

  async close(): Promise<void> {
    this.#runner.stop()
    await this.#runner.ended()
  }

  #grounds(): PruneGrounds {
    const { measured } = this.#parts
    return { inventory: measured.inventory(), graph: measured.reclaimGraph() }
  }

  /** What is offered, without what the rules keep. */
  #kept({ inventory }: PruneGrounds): Offered {
    const all = this.#offered(inventory)
    const { keep } = this.#parts.settings.get()
    const { offered } = keepCandidates([...all.candidates.values()], keep, this.#parts.now().getTime())
    return { ...all, candidates: new Map(offered.map((candidate) => [targetKey(candidate.target), candidate])) }
  }

  /** Ends runs that a killed program left open, and purges what was kept for long enough; once. */
  #ready(): Promise<void> {
    const { journal, commands, undo, lock, now, settings } = this.#parts
    this.#recovered ??= (async () => {
      if (!lock.isHeldElsewhere()) await recoverRuns({ journal, commands, now, engineId: await this.#engineId() })
      await purgeDue({ journal, undo, now, days: settings.get().quarantineDays })
    })()
    return this.#recovered
  }

  /** Null when no engine answers. */
  async #engineId(): Promise<string | null> {
    try {
      return await this.#parts.commands.engineId()
    } catch (error) {
      if (!isAppError(error)) throw error
      return null
    }
  }

  #filesClosed({ roots }: Inventory): ReclaimView['filesClosed'] {
    if (this.#parts.measured.isElsewhere()) return 'elsewhere'
    return roots.every(({ path }) => mayWrite(path)) ? null : 'no-right'
  }

  /** What was done is done: why nothing could be measured after it is in the application's state. */
  async #measureAgain(): Promise<void> {
    try {
      await this.#parts.measured.measureNow()
    } catch (error) {
      if (!isAppError(error)) throw error
    }
  }

  /** An engine's own objects come back to the engine that they were taken from. */
  async #checkUndo(run: string, steps: readonly number[]): Promise<void> {
    const plan = this.#parts.journal.run(run)?.plan
    const engines = plan?.actions.some(({ step, target }) => steps.includes(step) && isOfEngine(target)) === true
    if (plan !== undefined && engines) await this.#checkEngine(plan)
  }

  #hold(plan: PrunePlan): PrunePlan {
    for (const [id, { madeAt }] of this.#plans) if (this.#isOld(madeAt)) this.#plans.delete(id)
    this.#plans.set(plan.id, plan)
    return plan
  }

  #held(id: string): PrunePlan {
    const plan = this.#plans.get(id)
    if (plan === undefined) throw new AppError('plan-stale', 'There is no such plan any more.')
    return plan
  }

  #isOld(madeAt: string): boolean {
    return this.#parts.now().getTime() - Date.parse(madeAt) > PLAN_WAITS
  }

  async #checkEngine({ engine }: PrunePlan): Promise<void> {
    const id = await this.#parts.commands.engineId()
    if (id === (engine?.id ?? null)) return
    throw new AppError(
      'plan-of-another-engine',
      engine === null
        ? 'The plan was made while no engine ran, and one answers now.'
        : `The plan was made for the engine ${engine.id}; ${id === null ? 'none answers' : `this one is ${id}`}.`,
      { context: { planned: engine?.id ?? null, found: id } },
    )
  }
}

function freeBytes(undo: PruneUndo, path: string): number {
  try {
    return undo.freeBytes(path)
  } catch {
    // On another machine, or gone: nothing is moved there either.
    return Number.POSITIVE_INFINITY
  }
}

function mayWrite(path: string): boolean {
  try {
    accessSync(path, constants.W_OK | constants.X_OK)
    return true
  } catch {
    // Why is told where the root is read.
    return false
  }
}
