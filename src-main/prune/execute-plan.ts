import { isAppError } from '../errors/app-error.ts'
import type { PruneCommands } from './commands-port.ts'
import { differenceOf } from './condition.ts'
import type { PruneJournal, RunEnd, StepOutcome } from './journal-port.ts'
import type { PlannedAction, PrunePlan } from './plan.ts'
import type { ReachedState, StepState } from './run-state.ts'

export interface ExecuteRequest {
  readonly plan: PrunePlan
  readonly commands: PruneCommands
  readonly journal: PruneJournal
  /** ISO 8601. */
  readonly now: () => string
  /** Ends the run between two objects; what has begun is ended. */
  readonly stop: AbortSignal
  readonly stopAtSurprise: boolean
}

/**
 * Carries out a plan, object by object. Before each: is it still what was planned? Else it is left alone. The journal is
 * written before and after each. Yields after everything that changes; the last state has `ended` set.
 *
 * Throws only what the journal throws: then nothing more is done.
 */
export async function* executePlan(request: ExecuteRequest): AsyncGenerator<ReachedState, void> {
  const { plan, journal, now, stop, stopAtSurprise } = request
  const steps: StepState[] = []
  const state = (current: number | null, ended: RunEnd | null): ReachedState => ({
    ...{ run: plan.id, plan, current, ended },
    ...{ steps: [...steps], record: null, journalLost: false },
  })
  journal.beginRun(plan, now())
  let ended: RunEnd = 'finished'
  for (const action of plan.actions) {
    if (stop.aborted) {
      ended = 'cancelled'
      break
    }
    yield state(action.step, null)
    const outcome = await doStep(request, action)
    steps.push({ step: action.step, outcome })
    if (isLost(outcome)) ended = 'engine-lost'
    else if (outcome.kind !== 'done' && stopAtSurprise) ended = 'stopped'
    if (ended !== 'finished') break
  }
  journal.endRun(plan.id, now(), ended)
  yield state(null, ended)
}

/** After that nobody can say what is there any more: the rest of the plan is not tried. */
function isLost(outcome: StepOutcome): boolean {
  return outcome.kind === 'interrupted' || (outcome.kind === 'refused' && outcome.lost)
}

async function doStep({ plan, commands, journal, now }: ExecuteRequest, action: PlannedAction): Promise<StepOutcome> {
  const { step, target, way, name, follows } = action
  const began = now()
  let begun = false
  try {
    const changed = differenceOf(action.condition, await commands.examine(target))
    const keepsake = changed === null ? await commands.keepsake(target) : null
    journal.begin(plan.id, step, began, keepsake)
    begun = true
    const outcome: StepOutcome =
      changed === null
        ? { kind: 'done', ...(await commands.perform({ run: plan.id, step, target, way, follows, name })) }
        : { kind: 'skipped', changed }
    journal.end(plan.id, step, now(), outcome)
    return outcome
  } catch (error) {
    if (!isAppError(error)) throw error
    const outcome = begun && isUnsure(error) ? await afterwards(commands, action) : refused(error)
    if (!begun) journal.begin(plan.id, step, began, null)
    journal.end(plan.id, step, now(), outcome)
    return outcome
  }
}

/** The connection broke while the engine was at it: it may have done it or not. */
function isUnsure(error: unknown): boolean {
  return isEngineLost(error) || isAppError(error, 'cancelled')
}

function isEngineLost(error: unknown): boolean {
  return isAppError(error, 'engine-unreachable') || isAppError(error, 'engine-died')
}

function refused(error: Error): StepOutcome {
  const said = isAppError(error) && typeof error.context['said'] === 'string' ? error.context['said'] : error.message
  return { kind: 'refused', said, lost: isEngineLost(error) }
}

/** What became of a target whose action was broken off. */
export async function afterwards(
  commands: Pick<PruneCommands, 'examine'>,
  { target }: Pick<PlannedAction, 'target'>,
): Promise<StepOutcome> {
  try {
    return { kind: 'interrupted', found: (await commands.examine(target)) === null ? 'gone' : 'there' }
  } catch (error) {
    if (!isAppError(error)) throw error
    return { kind: 'interrupted', found: 'unknown' }
  }
}
