import type { Figure } from '../model/figure.ts'
import type { PartKind } from '../model/reclaim-graph.ts'
import type { PruneKindId, PruneTarget, PruneWay, Risk } from './candidate.ts'
import type { Condition } from './condition.ts'

/** What will be done, object by object, and what it will free. Made from a fresh inventory; JSON-safe. */
export interface PrunePlan {
  readonly format: 1
  readonly id: string
  /** ISO 8601. */
  readonly madeAt: string
  /** The only engine that it may be carried out on; null when it was made of the disk alone. */
  readonly engine: PlannedEngine | null
  readonly roots: readonly string[]
  /** Allocated bytes of all their ledgers when it was made; null when not all of it could be read. */
  readonly allocatedBefore: number | null
  /** In the order in which they are done. */
  readonly actions: readonly PlannedAction[]
  /** Each part of the ledger that goes, once. */
  readonly parts: readonly PlannedPart[]
  readonly frees: PlannedBytes
}

export interface PlannedEngine {
  /** `/info` ID. */
  readonly id: string
  readonly name: string
  readonly version: string
}

/** Allocated bytes. */
export interface PlannedBytes {
  /** As soon as it has been carried out. */
  readonly now: Figure
  /** Once the quarantine is purged. */
  readonly later: Figure
  /** File lengths of all of it. */
  readonly apparent: Figure
}

export interface PlannedAction {
  /** From 1. */
  readonly step: number
  /** See `targetKey`. Not there in plans and journals that were written before actions had it. */
  readonly key?: string
  readonly kind: PruneKindId
  readonly target: PruneTarget
  readonly name: string
  readonly risk: Risk
  readonly way: PruneWay
  /** How the target was when the plan was made. */
  readonly condition: Condition
  /** IDs of hidden parent images that the engine removes by itself with this one. */
  readonly follows: readonly string[]
  /** Allocated bytes that this step frees, given that those before it were done: the sum of its parts. */
  readonly frees: Figure
}

export interface PlannedPart {
  readonly kind: PartKind | 'log-file' | 'path'
  readonly id: string
  readonly name: string
  readonly allocated: Figure
  readonly apparent: Figure
  /** The action with which it goes: the last of those that hold it. */
  readonly step: number
  /** Several of the plan's objects hold it: none of them alone would free it. */
  readonly together: boolean
}
