import type { PruneKind } from '../prune-kind.ts'
import { orphanedPaths } from './orphaned-path.ts'

/** On disk, and named by no record; or recorded, and held by nothing. */
export const orphans: PruneKind = {
  id: 'orphans',
  risk: 'safe',
  optIn: false,
  candidates: ({ inventory }) => [
    ...orphanedPaths(inventory, 'orphans', 'unaccounted'),
    ...orphanedPaths(inventory, 'orphans', 'unreferenced'),
  ],
}
