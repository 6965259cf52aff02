import { bytesOf } from '../model/figure.ts'
import type { ReclaimGraph } from '../model/reclaim-graph.ts'
import { targetKey, type Candidate, type PruneTarget, type PruneWay } from './candidate.ts'
import type { Condition } from './condition.ts'
import { objectOfTarget } from './object-of-target.ts'

/** A candidate of the inventory that the plan is made from, with the way that was chosen and how its target was found. */
export interface Examined {
  readonly candidate: Candidate
  readonly way: PruneWay
  readonly condition: Condition
}

/**
 * Containers keep images and volumes, so they come first; files come last, because a run that fails before has then moved
 * nothing. On a full disk what frees at once comes before.
 */
const STAGES: Readonly<Record<PruneTarget['type'], number>> = {
  container: 1,
  image: 2,
  'build-cache': 3,
  volume: 4,
  'log-file': 5,
  path: 6,
}
const FILES_FIRST: typeof STAGES = { ...STAGES, 'log-file': 0, path: 0 }

/** Each after everything that has to go before it; within that, as its kind comes, or the largest first. */
export function orderActions(
  graph: ReclaimGraph,
  actions: readonly Examined[],
  largestFirst: boolean,
): readonly Examined[] {
  const stages = largestFirst ? FILES_FIRST : STAGES
  const size = ({ candidate }: Examined): number => bytesOf(candidate.alone) ?? 0
  const sorted = actions.toSorted(
    (a, b) =>
      stages[a.candidate.target.type] - stages[b.candidate.target.type] || (largestFirst ? size(b) - size(a) : 0),
  )
  return needsFirst(graph, sorted)
}

function needsFirst(graph: ReclaimGraph, actions: readonly Examined[]): readonly Examined[] {
  const byPlace = new Map<number, Examined>()
  for (const action of actions) {
    const place = placeIn(graph, action)
    if (place !== undefined) byPlace.set(place, action)
  }
  const done = new Map<string, Examined>()
  const seen = new Set<number>()
  /** Also through what has no action of its own: a hidden parent stands between two images that have one. */
  const putNeeds = (place: number): void => {
    // Marked before its needs: what goes round has no first.
    if (seen.has(place)) return
    seen.add(place)
    for (const need of graph.needsOf[place] ?? []) {
      const before = byPlace.get(need)
      if (before === undefined) putNeeds(need)
      else put(before)
    }
  }
  const put = (action: Examined): void => {
    const key = targetKey(action.candidate.target)
    if (done.has(key)) return
    const place = placeIn(graph, action)
    if (place !== undefined) putNeeds(place)
    done.set(key, action)
  }
  actions.forEach(put)
  return [...done.values()]
}

function placeIn(graph: ReclaimGraph, { candidate }: Examined): number | undefined {
  const object = objectOfTarget(candidate.target)
  return object === null ? undefined : graph.placeOf(object)
}
