import { isAppError } from '../errors/app-error.ts'
import type { EngineObservation } from '../model/observations.ts'
import type { DiskReader } from './disk/disk-reader.ts'
import type { EngineConnection } from './docker-engine/engine-connection.ts'

type KnownObjects = Pick<EngineObservation, 'containers' | 'images' | 'storageDriver'>

/**
 * Whether a directory of this machine is the data root of the engine that answered. A socket says nothing of the machine
 * behind it: it may be forwarded from another host, or lead into a virtual machine, where the same path is another disk.
 *
 * Told by `engine-id` in the root (since 24). Before that, by what both must know: a container of the engine's that has
 * its directory there, else an image. An engine without either contradicts nothing. A root that cannot be read cannot be
 * checked, and gives no figures either.
 */
export function ownsDataRoot(
  reader: DiskReader,
  root: string,
  engine: { readonly connection: EngineConnection; readonly lists: KnownObjects },
): boolean {
  try {
    const { engineId } = engine.connection
    const written = reader.readText(`${root}/engine-id`)?.trim() ?? ''
    if (written !== '' && engineId !== null) return written === engineId
    return sharesObjects(reader, root, engine.lists)
  } catch (error) {
    if (isAppError(error)) return true
    throw error
  }
}

function sharesObjects(
  reader: DiskReader,
  root: string,
  { containers, images, storageDriver }: KnownObjects,
): boolean {
  const isThere = (path: string) => reader.identify(path) !== null
  if (containers.length > 0) return containers.some(({ id }) => isThere(`${root}/containers/${id}`))
  const content = `${root}/image/${storageDriver}/imagedb/content/sha256`
  if (images.length === 0 || !isThere(content)) return true
  return images.some(({ id }) => isThere(`${content}/${id.replace('sha256:', '')}`))
}
