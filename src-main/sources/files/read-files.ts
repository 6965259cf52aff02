import { createFilesReceiver } from './files-receiver.ts'
import type { FilesRead, FilesRequest } from './files-reader.ts'
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
  const found = findTop(place)
  if (found.kind === 'unread') return found
  const { top, order } = found
  const receiver = createFilesReceiver({ top, direct: true, most, onProgress })
  const whole = order === null || (await list(order, signal, (part) => receiver.take(part)))
  return receiver.end(whole)
}
