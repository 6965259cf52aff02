import type { ReclaimView } from '../../../src-main/prune/reclaim-view.ts'

/** Nothing at all can be removed: then everything can be tried, and nothing planned. */
export function isAllClosed({ engineClosed, filesClosed }: Pick<ReclaimView, 'engineClosed' | 'filesClosed'>): boolean {
  return engineClosed === 'sample' || (engineClosed !== null && filesClosed !== null)
}
