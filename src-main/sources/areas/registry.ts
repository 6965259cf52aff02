import type { AreaReader } from './area-reader.ts'
import { buildkitReader } from './buildkit.ts'
import { containerdReader } from './containerd.ts'
import { containersReader } from './containers.ts'
import { engineFilesReader } from './engine-files.ts'
import { imageMetadataReader } from './image-metadata.ts'
import { pluginsReader } from './plugins.ts'
import { swarmReader } from './swarm.ts'
import { temporaryFilesReader } from './temporary-files.ts'
import { volumesReader } from './volumes.ts'

/** One line per part of a data root that is not a driver's. */
export const AREA_READERS: readonly AreaReader[] = [
  imageMetadataReader,
  containersReader,
  volumesReader,
  buildkitReader,
  containerdReader,
  swarmReader,
  pluginsReader,
  temporaryFilesReader,
  engineFilesReader,
]
