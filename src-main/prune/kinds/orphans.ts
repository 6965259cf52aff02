import type { PruneKind } from '../prune-kind.ts'
import { orphanedPaths } from './orphaned-path.ts'

/**
 * On disk, and named by no record. What is recorded and held by nothing is left to containerd's own collector: it would
 * miss the file under a running containerd, and a pull of the same content would find it recorded and fail on it.
 */
export const orphans: PruneKind = {
  id: 'orphans',
  risk: 'safe',
  optIn: false,
  candidates: ({ inventory }) => orphanedPaths(inventory, 'orphans', 'unaccounted'),
}
