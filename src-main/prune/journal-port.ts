import type { Changed } from './condition.ts'
import type { Keepsake } from './commands-port.ts'
import type { PrunePlan } from './plan.ts'

/** The record of what was done. Each call is on disk when it returns, so that a killed program leaves it true. */
export interface PruneJournal {
  beginRun(plan: PrunePlan, at: string): void
  /** Before an action. */
  begin(run: string, step: number, at: string, keepsake: Keepsake | null): void
  /** After it. */
  end(run: string, step: number, at: string, outcome: StepOutcome): void
  endRun(run: string, at: string, ended: RunEnd): void
  /** What a later measurement says was really freed. */
  setMeasured(run: string, measured: MeasuredRun): void
  /** Newest first. */
  runs(): readonly JournalRun[]
  run(id: string): JournalRun | null
  /** What became of something that was kept, later on. */
  setKept(run: string, step: number, state: KeptState, at: string): void
}

export type StepOutcome =
  | { readonly kind: 'done'; readonly removed: readonly string[]; readonly keptAt: string | null }
  /** Not as it was planned: left alone. */
  | { readonly kind: 'skipped'; readonly changed: Changed }
  /** The engine or the disk said no: left alone. `lost`: nobody answered, and the rest of the plan was not tried. */
  | { readonly kind: 'refused'; readonly said: string; readonly lost: boolean }
  /** The program ended in the middle of it; `found` is how the target was found afterwards. */
  | { readonly kind: 'interrupted'; readonly found: 'gone' | 'there' | 'unknown' }

export type RunEnd = 'finished' | 'cancelled' | 'stopped' | 'engine-lost' | 'interrupted'

/** `kept` until it is put back, or purged for good. */
export type KeptState = 'kept' | 'put-back' | 'purged'

export interface JournalRun {
  readonly id: string
  readonly plan: PrunePlan
  readonly beganAt: string
  /** Null while it goes on, and after the program was killed in it. */
  readonly endedAt: string | null
  readonly ended: RunEnd | null
  readonly steps: readonly JournalStep[]
  readonly measured: MeasuredRun | null
}

/** A step that was begun. */
export interface JournalStep {
  readonly step: number
  readonly beganAt: string
  readonly endedAt: string | null
  /** Null: it was begun, and nothing says how it went. */
  readonly outcome: StepOutcome | null
  readonly keepsake: Keepsake | null
  readonly kept: KeptState | null
}

/** Allocated bytes by ledgers before and after. */
export interface MeasuredRun {
  readonly measuredAt: string
  /** Of the plan's parts, what is not in the ledgers any more. */
  readonly gone: number
  /** The plan's parts that are still there, and why. */
  readonly stayed: readonly StayedPart[]
  /** Change of the ledgers' sum that the plan's parts do not explain: growth and shrinking meanwhile, the engine's databases. */
  readonly otherwise: number
}

export interface StayedPart {
  readonly part: string
  readonly allocated: number
  readonly because: 'skipped' | 'refused' | 'not-reached' | 'quarantined' | 'held'
}
