import { closeSync, constants, fstatSync, lstatSync, openSync, readdirSync, readSync, statfsSync } from 'node:fs'
import type { Dirent, Stats } from 'node:fs'
import { setImmediate } from 'node:timers/promises'
import { AppError, throwIfCancelled } from '../../errors/app-error.ts'
import type { Capacity } from '../../model/observations.ts'
import type { DirectoryEntry, DiskReader, EntryKind, Identified } from './disk-reader.ts'
import { isAbsence, isDenial } from './error-code.ts'
import { readMountTable } from './mount-table.ts'

const DEFAULT_LIMIT = 16 * 1024 * 1024
/** How long a survey may keep the process to itself; a window that does not answer for longer looks stuck. */
const BREATH_MS = 8
/** The type was looked at before, but it may have been swapped since: no symlink, and no wait for a FIFO's writer. */
const OPEN_FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK

/** Reads this machine's disk. */
export function createNodeDiskReader(): DiskReader {
  let lastBreath = performance.now()
  return {
    list,
    readBytes,
    readText: (path, limit) => {
      const bytes = readBytes(path, limit)
      return bytes && new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
    },
    identify,
    capacity,
    mounts: readMountTable,
    now: Date.now,
    async breathe(signal) {
      throwIfCancelled(signal)
      if (performance.now() - lastBreath < BREATH_MS) return
      await setImmediate()
      lastBreath = performance.now()
      throwIfCancelled(signal)
    },
  }
}

function list(path: string): readonly DirectoryEntry[] | null {
  return orAbsent(path, () => {
    if (!lstatSync(path).isDirectory()) return null
    return readdirSync(path, { withFileTypes: true }).map((entry) => ({ name: entry.name, kind: kindOf(entry) }))
  })
}

function readBytes(path: string, limit = DEFAULT_LIMIT): Uint8Array | null {
  return orAbsent(path, () => {
    demandFile(path, lstatSync(path), limit)
    const descriptor = openSync(path, OPEN_FLAGS)
    try {
      const stat = fstatSync(descriptor)
      demandFile(path, stat, limit)
      return readToEnd(descriptor, { path, limit, expected: stat.size })
    } finally {
      closeSync(descriptor)
    }
  })
}

function identify(path: string): Identified | null {
  return orAbsent(path, () => {
    const stat = lstatSync(path)
    // Node says 0 where the kernel has no time of birth.
    const bornAt = stat.birthtimeMs > 0 ? stat.birthtimeMs : null
    return { dev: stat.dev, ino: stat.ino, kind: kindOf(stat), modifiedAt: stat.mtimeMs, bornAt }
  })
}

function capacity(path: string): Capacity | null {
  return orAbsent(path, () => {
    const { bsize, blocks, bfree, bavail } = statfsSync(path)
    return { total: blocks * bsize, free: bfree * bsize, available: bavail * bsize }
  })
}

function kindOf(entry: Dirent | Stats): EntryKind {
  if (entry.isDirectory()) return 'directory'
  if (entry.isFile()) return 'file'
  return entry.isSymbolicLink() ? 'symlink' : 'other'
}

function demandFile(path: string, stat: Stats, limit: number): void {
  if (!stat.isFile()) throw new AppError('file-damaged', `${path} is not a regular file.`, { context: { path } })
  if (stat.size > limit) throw tooLong(path, limit)
}

/** The length is only a hint: the file may grow or shrink while it is read. */
function readToEnd(descriptor: number, file: { path: string; limit: number; expected: number }): Uint8Array {
  const chunks: Buffer[] = []
  let length = 0
  for (;;) {
    // One byte more than is left, so that the end is seen without another round.
    const chunk = Buffer.alloc(Math.max(file.expected - length + 1, 4096))
    const count = readSync(descriptor, chunk)
    if (count === 0) return Buffer.concat(chunks)
    chunks.push(chunk.subarray(0, count))
    length += count
    if (length > file.limit) throw tooLong(file.path, file.limit)
  }
}

function tooLong(path: string, limit: number): AppError {
  return new AppError('file-damaged', `${path} is longer than ${limit} bytes.`, { context: { path, limit } })
}

function orAbsent<T>(path: string, read: () => T): T | null {
  try {
    return read()
  } catch (error) {
    if (isAbsence(error)) return null
    if (error instanceof AppError) throw error
    const code = isDenial(error) ? 'permission-denied' : 'file-damaged'
    const reason = error instanceof Error ? error.message : String(error)
    throw new AppError(code, `${path} cannot be read: ${reason}`, { context: { path }, cause: error })
  }
}
