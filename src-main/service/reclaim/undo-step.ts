import { AppError } from '../../errors/app-error.ts'
import type { JournalRun, JournalStep, PruneJournal } from '../../prune/journal-port.ts'
import type { PlannedAction } from '../../prune/plan.ts'
import type { PruneUndo } from '../../prune/undo-port.ts'

export interface UndoParts {
  readonly journal: PruneJournal
  readonly undo: PruneUndo
  readonly now: () => Date
}

/** Brings back what a step took, as far as something was kept. Throws `not-found` where nothing was. */
export async function undoStep({ journal, undo, now }: UndoParts, run: string, number: number): Promise<void> {
  const { action, step } = stepOf(journal, run, number)
  const keptAt = step.outcome?.kind === 'done' ? step.outcome.keptAt : null
  const { keepsake } = step
  if (step.kept === 'put-back' || step.outcome?.kind !== 'done') throw nothingKept(run, number)
  if (action.way === 'quarantine' && keptAt !== null && step.kept !== 'purged') await undo.putBack(keptAt, action.target.type === 'path' ? action.target.path : null)
  else if (keepsake?.of === 'volume') await undo.restoreVolume(keepsake, step.kept === 'purged' ? null : keptAt)
  else if (keepsake?.of === 'container') await undo.recreateContainer(keepsake)
  else throw nothingKept(run, number)
  journal.setKept(run, number, 'put-back', now().toISOString())
}

/** Gives up for good what steps of a run keep in quarantine; all of it when `steps` is null. */
export async function purgeSteps(
  { journal, undo, now }: UndoParts,
  run: string,
  steps: readonly number[] | null,
): Promise<void> {
  for (const { step, keptAt } of keptSteps(runOf(journal, run))) {
    if (steps !== null && !steps.includes(step)) continue
    await undo.purge(keptAt)
    journal.setKept(run, step, 'purged', now().toISOString())
  }
}

/** Steps whose quarantine is still there. */
export function keptSteps({ plan, steps }: JournalRun): readonly { readonly step: number; readonly keptAt: string }[] {
  const quarantined = new Set(plan.actions.filter(({ way }) => way === 'quarantine').map(({ step }) => step))
  return steps.flatMap(({ step, outcome, kept }) =>
    quarantined.has(step) && outcome?.kind === 'done' && outcome.keptAt !== null && (kept ?? 'kept') === 'kept'
      ? [{ step, keptAt: outcome.keptAt }]
      : [],
  )
}

function stepOf(journal: PruneJournal, run: string, number: number): { action: PlannedAction; step: JournalStep } {
  const found = runOf(journal, run)
  const action = found.plan.actions.find(({ step }) => step === number)
  const step = found.steps.find((each) => each.step === number)
  if (action === undefined || step === undefined) throw nothingKept(run, number)
  return { action, step }
}

function runOf(journal: PruneJournal, run: string): JournalRun {
  const found = journal.run(run)
  if (found === null) throw new AppError('not-found', 'There is no such run.', { context: { name: run } })
  return found
}

function nothingKept(run: string, step: number): AppError {
  return new AppError('not-found', 'Nothing was kept of that.', { context: { name: `${run} ${step}` } })
}
