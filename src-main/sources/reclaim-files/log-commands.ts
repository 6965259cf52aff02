import { createHash, type Hash } from 'node:crypto'
import {
  closeSync,
  constants,
  createReadStream,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readSync,
  unlinkSync,
} from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import { createZstdDecompress, zstdCompress } from 'node:zlib'
import { throwIfCancelled } from '../../errors/app-error.ts'
import type { ContainerId } from '../../model/identifiers.ts'
import type { Performed } from '../../prune/commands-port.ts'
import type { Condition } from '../../prune/condition.ts'
import type { KeepsakeOf } from '../../prune/undo-port.ts'
import { readMountTable } from '../disk/mount-table.ts'
import { needRoom, writeArchive, writeWhole } from './archive-file.ts'
import { belowRoot, belowRootAsync, isMounted, relativePath } from './below-root.ts'
import { fileFailure, fileRefused, onFile } from './file-refusal.ts'
import { isSameFile, plainNumber, type FileIdentity } from './identity.ts'

/** A file of a container's log; `current` is written to by the engine. */
export interface LogTarget {
  readonly containerId: ContainerId
  readonly root: string
  readonly path: string
  readonly current: boolean
}

export interface LogOrder extends LogTarget {
  readonly way: 'remove' | 'truncate' | 'compress'
  /** Where it is packed to. */
  readonly archive: string
  /** What it was when it was looked at last. */
  readonly identity: FileIdentity
}

/** What a log that goes was beside its bytes; null when it is not there. */
export function keepsakeOfLog({ root, path }: LogTarget): KeepsakeOf<'log'> | null {
  return onFile(path, () =>
    belowRoot(root, path, ({ stats: { uid, gid, mode, mtime } }) => ({
      ...{ of: 'log', uid: Number(uid), gid: Number(gid) },
      ...{ mode: Number(mode) & 0o7777, mtime: mtime.toISOString() },
    })),
  )
}

/** Size and times are no part of it: a current log grows while somebody makes up his mind. */
export function examineLog({ root, path }: LogTarget): Condition | null {
  return onFile(path, () =>
    belowRoot(root, path, ({ stats }) => ({ dev: plainNumber(stats.dev), ino: plainNumber(stats.ino) })),
  )
}

/**
 * Empties the current log in place, removes one that was rotated, or packs either of them before. The engine appends to the
 * file that it has open (`O_APPEND`, drivers `json-file` and `local`): after the cut it goes on at the beginning, and rotates
 * when it has written as much as it remembers, which is sooner than it would.
 */
export async function cutLog(order: LogOrder, signal?: AbortSignal): Promise<Performed> {
  const { root, path, way, current, archive } = order
  if (!isLogName(order)) throw fileRefused(path, 'it is not a log of this container')
  if (way === 'remove' && current) throw fileRefused(path, 'the engine writes to it: it can be cut, not removed')
  if (way === 'truncate' && !current) throw fileRefused(path, 'it was rotated: it can be removed, not cut')
  if (isMounted(readMountTable(), root, path)) throw fileRefused(path, 'something is mounted there, or on the way')
  try {
    const done = await belowRootAsync(root, path, async ({ at, stats }) => {
      if (!stats.isFile() || !isSameFile(stats, order.identity)) throw fileRefused(path, 'another file is there now')
      // Neither made nor emptied by opening it: first it has to be the right one.
      const file = openSync(at, (current ? constants.O_RDWR : constants.O_RDONLY) | constants.O_NOFOLLOW)
      try {
        if (!isSameFile(fstatSync(file, { bigint: true }), order.identity)) {
          throw fileRefused(path, 'another file is there now')
        }
        if (way === 'compress') await packLog(file, archive, signal)
        if (current) cut(file)
        else unlinkSync(at)
      } finally {
        closeSync(file)
      }
      return true
    })
    if (done === null) throw fileRefused(path, 'it is not there')
  } catch (error) {
    throw fileFailure(path, error)
  }
  return { removed: [path], keptAt: way === 'compress' ? archive : null }
}

function cut(file: number): void {
  ftruncateSync(file, 0)
  fsyncSync(file)
}

/** The drivers `json-file` and `local`, and what the engine keeps beside another driver; rotated and compressed ones too. */
export function isLogName({ root, path, containerId }: LogTarget): boolean {
  const directory = `containers/${containerId}/`
  const relative = relativePath(root, path)
  if (!/^[0-9a-f]{64}$/.test(containerId) || !relative.startsWith(directory)) return false
  const name = relative.slice(directory.length)
  const bases = [`${containerId}-json.log`, 'container-cached.log', 'local-logs/container.log']
  return bases.some((base) => name === base || (name.startsWith(`${base}.`) && !name.slice(base.length).includes('/')))
}

/** Bytes of a log that are packed at once; each becomes a frame of its own, and frames one after the other are one file. */
const PORTION = 4 * 1024 * 1024
/** Rounds in which a log that grows is followed before it is given up: each takes what was written meanwhile. */
const MOST_ROUNDS = 100

const pack = promisify(zstdCompress)

/**
 * Packs an open log as far as it goes, and reads that back. Between the last look and the cut that follows lie some
 * microseconds: lines that are written in them are lost.
 */
async function packLog(log: number, archive: string, signal: AbortSignal | undefined): Promise<void> {
  // Packing makes logs smaller; what cannot be made smaller grows by a few bytes in each portion.
  needRoom(archive, fstatSync(log).size + PORTION)
  await writeArchive(archive, async (file) => {
    const sum = createHash('sha256')
    let length = await packFrom(log, file, { at: 0, sum, signal })
    fsyncSync(file)
    await readBack(archive, sum.digest('hex'))
    for (let rounds = 0; length < fstatSync(log).size; rounds++) {
      if (rounds === MOST_ROUNDS) throw fileRefused(archive, 'the log grows faster than it can be packed')
      length = await packFrom(log, file, { at: length, sum: createHash('sha256'), signal })
    }
  })
}

interface Packing {
  readonly at: number
  readonly sum: Hash
  readonly signal: AbortSignal | undefined
}

/** Appends what is in the log from a place on, and answers where that ends. */
async function packFrom(log: number, file: number, { at, sum, signal }: Packing): Promise<number> {
  const buffer = Buffer.allocUnsafe(PORTION)
  for (let end = at; ;) {
    throwIfCancelled(signal)
    const portion = buffer.subarray(0, readSync(log, buffer, 0, PORTION, end))
    // An empty log is an empty frame: no frame at all would not be an archive.
    if (portion.length === 0 && end > 0) return end
    sum.update(portion)
    writeWhole(file, await pack(portion))
    end += portion.length
    if (portion.length < PORTION) return end
  }
}

async function readBack(archive: string, expected: string): Promise<void> {
  const found = createHash('sha256')
  await pipeline(createReadStream(archive), createZstdDecompress(), found)
  if (found.digest('hex') !== expected) throw fileRefused(archive, 'the packed log does not read back as it was')
}
