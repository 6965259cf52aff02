import type { JournalRun, RunEnd, StepOutcome } from './journal-port.ts'
import type { PrunePlan } from './plan.ts'

/** How far a plan has been carried out; each state holds all before it. */
export interface RunState {
  readonly run: string
  readonly plan: PrunePlan
  readonly steps: readonly StepState[]
  /** The step that is worked on; null between steps and at the end. */
  readonly current: number | null
  readonly ended: RunEnd | null
  /** Set once the disk was measured again, after the end. */
  readonly record: JournalRun | null
  /** The journal cannot be written: what is done is remembered only until the program ends. */
  readonly journalLost: boolean
  /** Milliseconds since it began, when this state was sent: a reader's clock may be another one. */
  readonly elapsed: number
}

/** A state that was not sent yet. */
export type ReachedState = Omit<RunState, 'elapsed'>

export interface StepState {
  readonly step: number
  readonly outcome: StepOutcome
}
