import { setImmediate } from 'node:timers/promises'
import { AppError, throwIfCancelled } from '../../errors/app-error.ts'
import { findBoltMeta } from '../bolt/bolt-meta.ts'
import type { DirectoryEntry, DiskReader, Identified } from '../disk/disk-reader.ts'
import { pathToBytes } from '../disk/path-bytes.ts'
import { directoryOf } from '../disk/place-tree.ts'
import type { Listing } from './listing.ts'

const DEFAULT_LIMIT = 16 * 1024 * 1024
/** See `createNodeDiskReader`. */
const BREATH_MS = 8

/** Reads a listing as if it were a disk: what is not in it is not there. Its time stands still. */
export function createListedDiskReader(listing: Listing): DiskReader {
  const { tree, mounts } = listing
  let lastBreath = performance.now()
  const demandOpen = (path: string): void => {
    for (const gap of listing.gaps.get(path) ?? [])
      if (gap.path === path && gap.reason === 'permission-denied') throw denied(path)
  }
  const identify = (path: string): Identified | null => {
    const entry = tree.at(path)
    if (entry === null) {
      demandOpen(directoryOf(path) ?? path)
      return null
    }
    const { dev, ino, kind, modifiedAt, bornAt } = entry
    return { dev, ino: Number(ino), kind, modifiedAt, bornAt }
  }
  const readBytes = (path: string, limit = DEFAULT_LIMIT): Uint8Array | null => {
    const entry = tree.at(path)
    if (entry === null) {
      demandOpen(directoryOf(path) ?? path)
      return null
    }
    if (entry.kind !== 'file') throw damaged(path, `${path} is not a regular file.`)
    if (entry.size > limit) throw damaged(path, `${path} is longer than ${limit} bytes.`)
    return settled(path, listing.files.get(path) ?? [])
  }
  return {
    list(path) {
      const entry = tree.at(path)
      if (entry === null) demandOpen(directoryOf(path) ?? path)
      if (entry?.kind !== 'directory') return null
      demandOpen(path)
      return (entry.children ?? []).map(({ name, kind }): DirectoryEntry => ({ name: readable(name), kind }))
    },
    readBytes,
    readText: (path, limit) => {
      const bytes = readBytes(path, limit)
      return bytes && new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
    },
    identify,
    capacity: (path) => (tree.at(path) === null ? null : listing.capacity),
    mounts: () => mounts,
    now: () => listing.takenAt,
    async breathe(signal) {
      throwIfCancelled(signal)
      if (performance.now() - lastBreath < BREATH_MS) return
      await setImmediate()
      lastBreath = performance.now()
      throwIfCancelled(signal)
    },
  }
}

/** As Node hands out names that are no UTF-8. */
function readable(name: string): string {
  return name.isWellFormed() ? name : pathToBytes(name).toString()
}

/**
 * Of a file that was copied several times, a copy that is one state: no commit came between it and the next one; see
 * `readBolt`. What is listed and was not copied is not a file that we know to be read, or went in between.
 */
function settled(path: string, copies: readonly Uint8Array[]): Uint8Array {
  const [first] = copies
  if (first === undefined) throw damaged(path, `${path} was listed, and could not be copied.`)
  if (copies.length === 1) return first
  const found = copies.find((copy, i) => i + 1 < copies.length && isSameState(copy, copies[i + 1]))
  if (found !== undefined) return found
  throw new AppError('file-damaged', `The database ${path} changed each time it was read.`, {
    context: { path, changing: true },
  })
}

function isSameState(before: Uint8Array, after: Uint8Array | undefined): boolean {
  const [one, other] = [findBoltMeta(before), after === undefined ? null : findBoltMeta(after)]
  return one?.transaction === other?.transaction && one?.checksum === other?.checksum
}

function damaged(path: string, message: string): AppError {
  return new AppError('file-damaged', message, { context: { path } })
}

function denied(path: string): AppError {
  return new AppError('permission-denied', `${path} cannot be read: permission denied`, { context: { path } })
}
