import { buildInventory } from '../../../src-main/model/build-inventory.ts'
import type { Observations } from '../../../src-main/model/observations.ts'
import { buildReclaimGraph } from '../../../src-main/model/reclaim-graph.ts'
import type { PruneGrounds, PruneKind } from '../../../src-main/prune/prune-kind.ts'
import { observed } from './observed.ts'

/** What kinds look at, of what engine and disk say. */
export function groundsOf(change: Partial<Observations>): PruneGrounds {
  const inventory = buildInventory(observed(change))
  return { inventory, graph: buildReclaimGraph(inventory) }
}

/** Names of what a kind finds. */
export function foundBy(kind: PruneKind, change: Partial<Observations>): readonly string[] {
  return kind.candidates(groundsOf(change)).map(({ name }) => name)
}
