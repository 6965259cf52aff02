import { isOfEngine, type Candidate, type PruneTarget } from './candidate.ts'
import type { Closed, ReclaimView } from './reclaim-view.ts'

type Doors = Pick<ReclaimView, 'engineClosed' | 'filesClosed'>

/** Why a target cannot go while others can. Null where nothing can, as in a sample: there all of it can be tried still. */
export function closedBy(target: PruneTarget, { engineClosed, filesClosed }: Doors): Closed | null {
  if (engineClosed === 'sample' || (engineClosed !== null && filesClosed !== null)) return null
  if (isOfEngine(target)) return engineClosed === null ? null : 'engine'
  return filesClosed === null ? null : 'files'
}

/** What can go at this moment. */
export function canGoNow(candidates: readonly Candidate[], doors: Doors): readonly Candidate[] {
  return candidates.filter(({ target }) => closedBy(target, doors) === null)
}
