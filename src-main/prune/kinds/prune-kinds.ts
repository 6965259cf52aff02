import type { PruneKind } from '../prune-kind.ts'
import { anonymousVolumes } from './anonymous-volumes.ts'
import { buildCache } from './build-cache.ts'
import { containerLogs } from './container-logs.ts'
import { danglingImages } from './dangling-images.ts'
import { interruptedRemovals } from './interrupted-removals.ts'
import { leftoverDrivers } from './leftover-drivers.ts'
import { orphans } from './orphans.ts'
import { stoppedContainers } from './stopped-containers.ts'
import { supersededTags } from './superseded-tags.ts'
import { temporaryFiles } from './temporary-files.ts'
import { unusedImages } from './unused-images.ts'
import { unusedVolumes } from './unused-volumes.ts'

/** One line per kind, in the order of `PRUNE_KINDS`. */
export const PRUNE_KIND_FINDERS: readonly PruneKind[] = [
  orphans,
  temporaryFiles,
  interruptedRemovals,
  leftoverDrivers,
  danglingImages,
  supersededTags,
  unusedImages,
  buildCache,
  stoppedContainers,
  containerLogs,
  anonymousVolumes,
  unusedVolumes,
]
