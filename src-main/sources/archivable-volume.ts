import { realpathSync } from 'node:fs'
import { createNodeDiskReader } from './disk/node-disk-reader.ts'
import { errorCode } from './disk/error-code.ts'
import type { EngineConnection, RequestOptions } from './docker-engine/engine-connection.ts'
import { volumeNow } from './docker-engine/engine-undo.ts'
import { readContainers } from './docker-engine/read-containers.ts'
import { readImages } from './docker-engine/read-images.ts'
import { ownsDataRoot } from './owns-data-root.ts'
import { fileRefused } from './reclaim-files/file-refusal.ts'
import type { VolumePlace } from './reclaim-files/volume-archive.ts'

/**
 * Where the files of a volume are on this machine. Throws `prune-refused` for one whose files are not in the root of the
 * engine that answers: of another driver, with options, of an engine that is elsewhere.
 */
export async function archivableVolume(
  connection: EngineConnection,
  name: string,
  options: RequestOptions,
): Promise<VolumePlace> {
  const { mountpoint, plain } = await volumeNow(connection, name, options)
  if (!plain) throw fileRefused(name, 'only volumes of the driver local without options can be packed')
  const { dataRoot, storageDriver } = connection.facts
  if (mountpoint !== `${dataRoot}/volumes/${name}/_data`) {
    throw fileRefused(name, 'its files are not in the data root of the engine')
  }
  const root = realRoot(dataRoot)
  const containers = await readContainers(connection, false, options)
  const images = await readImages(connection, false, options)
  const engine = { connection, lists: { containers, images, storageDriver } }
  const isLocal = connection.endpoint.transport.kind === 'socket'
  if (root === null || !isLocal || !ownsDataRoot(createNodeDiskReader(), root, engine))
    throw fileRefused(name, 'the engine is on another machine, or its data root cannot be read here')
  return { root, directory: `${root}/volumes/${name}/_data` }
}

function realRoot(dataRoot: string): string | null {
  try {
    return realpathSync(dataRoot)
  } catch (error) {
    if (errorCode(error) === '') throw error
    return null
  }
}
