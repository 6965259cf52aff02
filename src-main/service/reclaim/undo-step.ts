import { AppError } from '../../errors/app-error.ts'
import type { PruneTarget } from '../../prune/candidate.ts'
import type { JournalRun, JournalStep, PruneJournal } from '../../prune/journal-port.ts'
import type { PlannedAction } from '../../prune/plan.ts'
import type { PackedLog, PruneUndo } from '../../prune/undo-port.ts'

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
  if (action.way === 'quarantine' && keptAt !== null && step.kept !== 'purged')
    await undo.putBack(keptAt, action.target.type === 'path' ? action.target.path : null)
  else if (action.target.type === 'log-file' && keptAt !== null && step.kept !== 'purged')
    await unpackLog({ journal, undo }, { target: action.target, step, archive: keptAt })
  else if (keepsake?.of === 'volume') await undo.restoreVolume(keepsake, step.kept === 'purged' ? null : keptAt)
  else if (keepsake?.of === 'container') await undo.recreateContainer(keepsake)
  else throw nothingKept(run, number)
  // Before the packed log goes: one that is put back twice would have its lines twice.
  journal.setKept(run, number, 'put-back', now().toISOString())
  if (action.target.type === 'log-file' && keptAt !== null) await undo.purge(keptAt)
}

interface PackedStep {
  readonly step: JournalStep
  readonly target: PackedLog['target']
  readonly archive: string
}

async function unpackLog(
  { journal, undo }: Pick<UndoParts, 'journal' | 'undo'>,
  { step, target, archive }: PackedStep,
): Promise<void> {
  const packedAt = step.endedAt ?? step.beganAt
  const later = laterPacked(journal, target, packedAt)
  if (later !== null)
    throw new AppError('prune-refused', `Nothing was done to ${target.path}: later lines are packed in ${later}.`, {
      context: { path: target.path, said: `later lines of it are packed in ${later}: put those back first` },
    })
  const keepsake = step.keepsake?.of === 'log' ? step.keepsake : null
  await undo.unpackLog({ target, archive, packedAt, keepsake })
}

/** Where lines are that the same log had after it was packed: put back before these, they would come before them. */
function laterPacked(journal: PruneJournal, { path, current }: PackedLog['target'], packedAt: string): string | null {
  if (!current) return null
  for (const { plan, steps } of journal.runs()) {
    const ofLog = new Set(plan.actions.flatMap(({ step, target }) => (isLog(target, path) ? [step] : [])))
    for (const { step, outcome, kept, endedAt } of steps)
      if (ofLog.has(step) && kept === 'kept' && outcome?.kind === 'done' && (endedAt ?? '') > packedAt)
        return outcome.keptAt
  }
  return null
}

function isLog(target: PruneTarget, path: string): boolean {
  return target.type === 'log-file' && target.path === path
}

/** Gives up for good what steps of a run keep; all that they keep in quarantine when `steps` is null. */
export async function purgeSteps(
  { journal, undo, now }: UndoParts,
  run: string,
  steps: readonly number[] | null,
): Promise<void> {
  const found = runOf(journal, run)
  const wanted = steps === null ? inQuarantine(found) : kept(found).filter(({ step }) => steps.includes(step))
  for (const { step, keptAt } of wanted) {
    await undo.purge(keptAt)
    journal.setKept(run, step, 'purged', now().toISOString())
  }
}

interface KeptStep {
  readonly step: number
  /** In a quarantine, or an archive. */
  readonly keptAt: string
}

/** Steps whose quarantine is still there. */
export function inQuarantine(run: JournalRun): readonly KeptStep[] {
  const quarantined = new Set(run.plan.actions.filter(({ way }) => way === 'quarantine').map(({ step }) => step))
  return kept(run).filter(({ step }) => quarantined.has(step))
}

function kept({ steps }: JournalRun): readonly KeptStep[] {
  return steps.flatMap(({ step, outcome, kept: state }) =>
    outcome?.kind === 'done' && outcome.keptAt !== null && (state ?? 'kept') === 'kept'
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
