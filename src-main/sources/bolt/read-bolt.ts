import { AppError } from '../../errors/app-error.ts'
import type { DiskReader } from '../disk/disk-reader.ts'
import { findBoltMeta } from './bolt-meta.ts'
import { openBolt, type BoltDatabase } from './open-bolt.ts'

/** Far above what engines reach (containerd's largest known ones are some hundred MiB), and a bound to our memory. */
const LIMIT_BYTES = 1024 ** 3
const ATTEMPTS = 8

/**
 * Reads a database that another process may be writing, without a lock; null when there is no such file.
 *
 * bbolt writes a commit to pages that the state before does not use, and its meta page last; only the commit after
 * that may write on pages of the state before. So what was read from a file is one state, whole, if no meta page
 * changed from before the reading until after it. The file is read until that is so: twice when nobody writes, and
 * from the system's cache the second time.
 * Throws `file-damaged`; with `changing: true` in its context if the file changed during every attempt.
 */
export function readBolt(reader: Pick<DiskReader, 'readBytes'>, path: string): BoltDatabase | null {
  let bytes = reader.readBytes(path, LIMIT_BYTES)
  for (let attempt = 0; attempt < ATTEMPTS && bytes !== null; attempt++) {
    const after = reader.readBytes(path, LIMIT_BYTES)
    if (after !== null && sameState(bytes, after)) return openBolt(bytes, path)
    bytes = after
  }
  if (bytes === null) return null
  throw new AppError('file-damaged', `The database ${path} changed each time it was read.`, {
    context: { path, changing: true },
  })
}

function sameState(before: Uint8Array, after: Uint8Array): boolean {
  const first = findBoltMeta(before)
  const second = findBoltMeta(after)
  return first?.transaction === second?.transaction && first?.checksum === second?.checksum
}
