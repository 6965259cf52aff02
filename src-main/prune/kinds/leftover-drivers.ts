import type { PruneKind } from '../prune-kind.ts'
import { orphanedPaths } from './orphaned-path.ts'

/** All directories of a storage driver that the engine does not use any more, each by itself. */
export const leftoverDrivers: PruneKind = {
  id: 'leftover-drivers',
  risk: 'safe',
  optIn: false,
  candidates: ({ inventory }) => orphanedPaths(inventory, 'leftover-drivers', 'leftover-driver'),
}
