import type { CandidateView, ReclaimView } from '../../../src-main/prune/reclaim-view.ts'
import type { Closed } from './reclaim-row.ts'

type Doors = Pick<ReclaimView, 'engineClosed' | 'filesClosed'>

/** Nothing at all can be removed: then everything can be tried, and nothing planned. */
export function isAllClosed({ engineClosed, filesClosed }: Doors): boolean {
  return engineClosed === 'sample' || (engineClosed !== null && filesClosed !== null)
}

/** Why an object cannot go while others can. */
export function closedOf(doors: Doors, { target }: CandidateView): Closed | null {
  if (isAllClosed(doors)) return null
  const isFile = target.type === 'path' || target.type === 'log-file'
  if (isFile) return doors.filesClosed === null ? null : 'files'
  return doors.engineClosed === null ? null : 'engine'
}
