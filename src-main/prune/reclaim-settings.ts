import type { ChoiceFilter, KeepRule } from './choice.ts'

/** How this user wants to reclaim; kept between runs. */
export interface ReclaimSettings {
  readonly keep: readonly KeepRule[]
  /** Days until what is in quarantine is purged. 0: at once. */
  readonly quarantineDays: number
  /** End a run at the first object that is not as it was planned, or that the engine refuses. */
  readonly stopAtSurprise: boolean
  /** Filters that were given a name. */
  readonly saved: readonly SavedFilter[]
}

export interface SavedFilter {
  readonly name: string
  readonly filter: ChoiceFilter
}

export const RECLAIM_DEFAULTS: ReclaimSettings = { keep: [], quarantineDays: 7, stopAtSurprise: false, saved: [] }
