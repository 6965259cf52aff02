import { createFilesReceiver } from './files-receiver.ts'
import type { FilesRead, FilesRequest } from './files-reader.ts'
import { listArchive, type ArchiveOfRoot } from './list-archive.ts'
import { findTop } from './find-top.ts'
import type { ListFiles } from './list-in-process.ts'

export interface ReadFilesOptions {
  readonly list: ListFiles
  /** See `ReceivedPlace`. */
  readonly most?: number
}

/**
 * Reads a place with the rights of this process: as `walkPlaces` does, never through a symlink, never into a mount, only
 * into other devices that are subvolumes. Throws `walk-failed` when the reading process dies, `cancelled`.
 */
export async function readFiles(request: FilesRequest, { list, most }: ReadFilesOptions): Promise<FilesRead> {
  const { place, signal, onProgress } = request
  const { root, archive } = place
  if (archive !== null) return readArchive({ root, archive }, request)
  const found = findTop(place)
  if (found.kind === 'unread') return found
  const { top, order } = found
  const receiver = createFilesReceiver({ top, direct: true, source: 'walk', most, onProgress })
  const whole = order === null || (await list(order, signal, (part) => receiver.take(part)))
  return receiver.end(whole)
}

async function readArchive(archive: ArchiveOfRoot, { signal, onProgress }: FilesRequest): Promise<FilesRead> {
  const found = await listArchive(archive, signal)
  if (found.kind === 'unread') return found
  const receiver = createFilesReceiver({ top: found.top, direct: true, source: 'tar-split', onProgress })
  for (const part of found.parts) if (!receiver.take(part)) return receiver.end(false)
  return receiver.end(true)
}
