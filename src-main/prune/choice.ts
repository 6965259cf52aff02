import type { PruneKindId } from './candidate.ts'

/** Which candidates are looked at. All parts have to hold; null and empty ones always do. */
export interface ChoiceFilter {
  readonly kinds: readonly PruneKindId[] | null
  /** Seconds since it was created. A candidate whose time is not known does not pass. */
  readonly olderThan: number | null
  /** Seconds since it was used or changed last. As above. */
  readonly unusedFor: number | null
  /** `key` or `key=value`: it has at least one of them. */
  readonly labels: readonly string[]
  /** Name patterns, `*` for any text: at least one fits its name or one of its facts. */
  readonly names: readonly string[]
  /** Allocated bytes that it frees alone. */
  readonly largerThan: number | null
  /** Of build cache records (`regular`, `source.local` …), and states of containers. */
  readonly facts: readonly string[]
}

export const NO_FILTER: ChoiceFilter = {
  ...{ kinds: null, olderThan: null, unusedFor: null, labels: [], names: [], largerThan: null, facts: [] },
}

/** What is never offered. The label `plimsoll.keep` on anything always keeps it. */
export type KeepRule =
  | { readonly kind: 'label'; readonly label: string }
  | { readonly kind: 'name'; readonly pattern: string }
  /** Seconds since it was created or used, whichever is later. */
  | { readonly kind: 'younger'; readonly seconds: number }

export const KEEP_LABEL = 'plimsoll.keep'

export type Preset =
  | { readonly kind: 'safe' }
  /** What is safe too. */
  | { readonly kind: 'rebuildable' }
  /**
   * As much as it takes until so many bytes are free on the disk of the first root: safest, oldest, fewest first. What
   * waits in a quarantine is not free, so that what could wait there is removed at once.
   */
  | { readonly kind: 'until-free'; readonly bytes: number }
