import type { Candidate } from './candidate.ts'
import type { ReclaimView } from './reclaim-view.ts'

type Doors = Pick<ReclaimView, 'engineClosed' | 'filesClosed'>

/** What can go at this moment. Where nothing can, as in a sample, all of it: it can be tried still. */
export function canGoNow(candidates: readonly Candidate[], { engineClosed, filesClosed }: Doors): readonly Candidate[] {
  if (engineClosed === 'sample' || (engineClosed !== null && filesClosed !== null)) return candidates
  return candidates.filter(({ target }) =>
    target.type === 'path' || target.type === 'log-file' ? filesClosed === null : engineClosed === null,
  )
}
