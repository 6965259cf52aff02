import type { JournalRun, JournalStep } from './journal-port.ts'

/** A run of the journal, with what can still be undone of it. */
export interface JournalRunView extends JournalRun {
  /** Steps that can be put back: what was kept of them is still there. */
  readonly undoable: readonly number[]
}

export function viewRun(run: JournalRun): JournalRunView {
  return { ...run, undoable: run.steps.filter(isUndoable).map(({ step }) => step) }
}

/** A container is made again from its configuration; all else comes from where it was kept. */
function isUndoable({ outcome, kept, keepsake }: JournalStep): boolean {
  if (outcome?.kind !== 'done' || kept === 'put-back' || kept === 'purged') return false
  return kept === 'kept' || keepsake?.of === 'container'
}
