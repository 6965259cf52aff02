import type { Failure } from '../../../src-main/contract/app-state.ts'
import type { JournalRunView } from '../../../src-main/prune/journal-view.ts'
import type { RunState } from '../../../src-main/prune/run-state.ts'

/** Runs and their journal, as the page's dialogs need them. Requests answer why they failed, or null. */
export interface RunSource {
  /** The run that goes on, or the last one. */
  readonly state: RunState | null
  /** When that began, in milliseconds of `performance.now`. */
  readonly beganAt: number | null
  /** ID of the run whose going on was seen here. */
  readonly witnessed: string | null
  readonly running: boolean
  /** States of it may come still. */
  readonly following: boolean
  /** Null until it was read. */
  readonly journal: readonly JournalRunView[] | null
  readonly journalFailure: Failure | null
  readonly run: (plan: string, confirmed: number) => Promise<Failure | null>
  readonly stop: () => Promise<Failure | null>
  readonly loadJournal: () => Promise<void>
  readonly putBack: (run: string, steps: readonly number[]) => Promise<Failure | null>
  readonly purge: (run: string, steps: readonly number[] | null) => Promise<Failure | null>
}

/** Dialogs of the page; one at a time. */
export type ReclaimDialog = 'plan' | 'run' | 'result' | 'journal' | 'advice' | 'keep'
