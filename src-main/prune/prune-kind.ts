import type { Inventory } from '../model/inventory.ts'
import type { ReclaimGraph } from '../model/reclaim-graph.ts'
import type { Candidate, PruneKindId, Risk } from './candidate.ts'

/** One way to find what could go. Pure: the same inventory has the same candidates. */
export interface PruneKind {
  readonly id: PruneKindId
  readonly risk: Risk
  /** Never part of a preset: has to be asked for by name. */
  readonly optIn: boolean
  candidates(given: PruneGrounds): readonly Candidate[]
}

/** What kinds look at. */
export interface PruneGrounds {
  readonly inventory: Inventory
  /** Who holds what in it. */
  readonly graph: ReclaimGraph
}
