/** What the `reclaim` requests speak of, for hosts. */
export { PRUNE_KINDS } from '../prune/candidate.ts'
export type { PruneKindId, PruneWay, Risk } from '../prune/candidate.ts'
export type { JournalRun, StepOutcome } from '../prune/journal-port.ts'
export type { JournalRunView } from '../prune/journal-view.ts'
export type { PlannedAction, PrunePlan } from '../prune/plan.ts'
export type { CandidateView, Chosen, ReclaimPreview, ReclaimView } from '../prune/reclaim-view.ts'
export type { RunState } from '../prune/run-state.ts'
