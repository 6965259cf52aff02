import type { Figure } from '../model/figure.ts'
import type { ObjectKey } from '../model/reclaim-objects.ts'
import { reclaimable } from '../model/reclaimable.ts'
import type { PruneGrounds } from './prune-kind.ts'

/** Allocated bytes that go when an object of the engine goes and nothing else; nothing where it has to wait for another. */
export function aloneOf({ graph }: PruneGrounds, key: ObjectKey): Figure {
  return reclaimable(graph, [key]).frees
}
