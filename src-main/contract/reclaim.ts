/** What the `reclaim` requests speak of, for hosts. */
export { PRUNE_KINDS } from '../prune/candidate.ts'
export { NO_FILTER } from '../prune/choice.ts'
export type { PruneKindId, PruneWay, Risk } from '../prune/candidate.ts'
export type { ChoiceFilter } from '../prune/choice.ts'
export type { JournalRun, StepOutcome } from '../prune/journal-port.ts'
export type { PlannedAction, PrunePlan } from '../prune/plan.ts'
export type { CandidateView, Chosen, ReclaimView } from '../prune/reclaim-view.ts'
export type { RunState } from '../prune/run-state.ts'
