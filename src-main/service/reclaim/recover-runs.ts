import type { PruneCommands } from '../../prune/commands-port.ts'
import { afterwards } from '../../prune/execute-plan.ts'
import type { PruneJournal } from '../../prune/journal-port.ts'

export interface RecoverParts {
  readonly journal: PruneJournal
  readonly commands: PruneCommands
  readonly now: () => Date
}

/** Ends the runs that a killed program left open: looks what became of the object that it was at. Nothing is done to it. */
export async function recoverRuns({ journal, commands, now }: RecoverParts): Promise<void> {
  for (const { id, plan, endedAt, steps } of journal.runs()) {
    if (endedAt !== null) continue
    for (const { step, outcome } of steps) {
      const action = plan.actions.find((each) => each.step === step)
      if (outcome !== null || action === undefined) continue
      journal.end(id, step, now().toISOString(), await afterwards(commands, action))
    }
    journal.endRun(id, now().toISOString(), 'interrupted')
  }
}
