import type { PruneKind } from '../prune-kind.ts'
import { orphanedPaths } from './orphaned-path.ts'

/** What an engine had begun to remove and did not finish. */
export const interruptedRemovals: PruneKind = {
  id: 'interrupted-removals',
  risk: 'safe',
  optIn: false,
  candidates: ({ inventory }) => orphanedPaths(inventory, 'interrupted-removals', 'removing'),
}
