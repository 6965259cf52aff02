import { isOfEngine } from '../../prune/candidate.ts'
import type { PruneCommands } from '../../prune/commands-port.ts'
import { afterwards } from '../../prune/execute-plan.ts'
import type { JournalRun, JournalStep, PruneJournal, StepOutcome } from '../../prune/journal-port.ts'
import type { PlannedAction } from '../../prune/plan.ts'

export interface RecoverParts {
  readonly journal: PruneJournal
  readonly commands: PruneCommands
  readonly now: () => Date
  /** Of the engine that answers now; null when none does. */
  readonly engineId: string | null
}

/**
 * Ends the runs that a killed program left open: looks what became of the object that it was at. Nothing is done to it. What
 * could not be looked at, because another engine or none answered, is looked at again the next time.
 */
export async function recoverRuns(parts: RecoverParts): Promise<void> {
  const { journal, now } = parts
  for (const run of journal.runs()) {
    for (const step of run.steps) {
      const outcome = isOpen(step) ? await lookAgain(parts, run, step) : null
      if (outcome !== null) journal.end(run.id, step.step, now().toISOString(), outcome)
    }
    if (run.endedAt === null) journal.endRun(run.id, now().toISOString(), 'interrupted')
  }
}

function isOpen({ outcome }: JournalStep): boolean {
  return outcome === null || (outcome.kind === 'interrupted' && outcome.found === 'unknown')
}

/** Null: there is nothing new to say. */
async function lookAgain(parts: RecoverParts, { plan }: JournalRun, step: JournalStep): Promise<StepOutcome | null> {
  const action = plan.actions.find((each) => each.step === step.step)
  if (action === undefined) return null
  if (canLook(action, plan.engine?.id ?? null, parts.engineId)) return afterwards(parts.commands, action)
  return step.outcome === null ? { kind: 'interrupted', found: 'unknown' } : null
}

function canLook({ target }: PlannedAction, planned: string | null, answers: string | null): boolean {
  return !isOfEngine(target) || (answers !== null && answers === planned)
}
