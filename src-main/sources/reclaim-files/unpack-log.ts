import {
  closeSync,
  constants,
  createReadStream,
  createWriteStream,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  futimesSync,
  linkSync,
  lstatSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  type BigIntStats,
} from 'node:fs'
import { basename } from 'node:path'
import { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createZstdDecompress } from 'node:zlib'
import { throwIfCancelled } from '../../errors/app-error.ts'
import type { KeepsakeOf } from '../../prune/undo-port.ts'
import { isAbsence, errorCode } from '../disk/error-code.ts'
import { readMountTable } from '../disk/mount-table.ts'
import { inside, LOOK_INTO, openBelow } from '../files/open-below.ts'
import { needRoom, syncDirectory, writeWhole } from './archive-file.ts'
import { isMounted, relativePath } from './below-root.ts'
import { fileFailure, fileRefused } from './file-refusal.ts'
import { isSameFile } from './identity.ts'
import { isLogName, type LogTarget } from './log-commands.ts'

/** A log that was packed by `cutLog`. */
export interface UnpackOrder extends LogTarget {
  readonly archive: string
  /** ISO 8601: when it was packed. */
  readonly packedAt: string
  /** Null where the journal is of a version that did not keep it. */
  readonly keepsake: KeepsakeOf<'log'> | null
  /**
   * Why nothing may be put under the engine's current log at this moment; null when the engine does not have it open. Asked
   * before anything is written, and again right before the log is replaced.
   */
  readonly whyInUse: () => Promise<string | null>
}

/**
 * Puts a packed log back. One that was rotated, which is gone since: at its path, as it was. The current one, which was cut in
 * place: what was packed comes first, then what was written since; it is another file afterwards. Throws `prune-refused`, with
 * where the packed log is, and then the log is as it was.
 */
export async function unpackLog(order: UnpackOrder, signal?: AbortSignal): Promise<void> {
  const { root, path } = order
  if (!isLogName(order)) throw fileRefused(path, 'it is not a log of this container')
  if (isMounted(readMountTable(), root, path)) throw staysPacked(order, 'something is mounted there, or on the way')
  try {
    const directory = openDirectory(order)
    try {
      await unpackInto(directory, order, signal)
    } finally {
      closeSync(directory)
    }
  } catch (error) {
    throw fileFailure(path, error)
  }
}

/** `zstdcat` reads frames one after the other as one text, which is how a log is packed. */
function staysPacked({ path, archive }: UnpackOrder, why: string, cause?: unknown): Error {
  return fileRefused(path, `${why}. It stays packed: zstdcat ${archive}`, cause)
}

function openDirectory(order: UnpackOrder): number {
  const relative = relativePath(order.root, order.path)
  try {
    return openBelow(order.root, relative.slice(0, relative.lastIndexOf('/')), LOOK_INTO)
  } catch (error) {
    if (!isAbsence(error) && errorCode(error) !== 'ELOOP') throw error
    throw staysPacked(order, 'the directory of its container is gone', error)
  }
}

async function unpackInto(directory: number, order: UnpackOrder, signal: AbortSignal | undefined): Promise<void> {
  const { path, archive, current } = order
  const at = inside(directory, basename(path))
  const there = lookAt(at)
  if (current) await refuseWhileWritten(directory, order)
  else if (there !== null) throw staysPacked(order, 'something is at its place now')
  if (there !== null && !there.isFile()) throw staysPacked(order, 'something that is no file is at its place now')
  needRoom(path, (await unpackedLength(order, signal)) + Number(there?.size ?? 0))
  const part = inside(directory, `.${basename(archive)}.part`)
  // What was left when an earlier try was broken off.
  rmSync(part, { force: true })
  const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = constants
  const file = openSync(part, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600)
  try {
    await unpackTo(file, order, signal)
    if (there === null) dressAsKept(file, order)
    else appendLog(file, at, { there, order, signal })
    fsyncSync(file)
    await takePlace({ part, at, there }, order)
    syncDirectory(inside(directory, '.'))
  } finally {
    // Where it took the place, there is no such name any more.
    rmSync(part, { force: true })
    closeSync(file)
  }
}

function lookAt(at: string | Buffer): BigIntStats | null {
  return lstatSync(at, { bigint: true, throwIfNoEntry: false }) ?? null
}

/** Of `local` no current log is ever cut. Of two packed logs with a rotation between them, neither would be in its order. */
async function refuseWhileWritten(directory: number, order: UnpackOrder): Promise<void> {
  const name = basename(order.path)
  if (name !== `${order.containerId}-json.log`) throw staysPacked(order, 'only logs of json-file are put back')
  const rotated = [`${name}.1`, `${name}.1.gz`].some((each) => {
    const found = lookAt(inside(directory, each))
    return found !== null && Number(found.mtimeMs) > Date.parse(order.packedAt)
  })
  if (rotated) throw staysPacked(order, 'the engine has rotated the log since: its lines would be out of order')
  await refuseInUse(order)
}

async function refuseInUse(order: UnpackOrder): Promise<void> {
  const why = await order.whyInUse()
  if (why !== null) throw staysPacked(order, why)
}

/** Reads all of the archive once: a damaged one is known before anything is written. */
async function unpackedLength(order: UnpackOrder, signal: AbortSignal | undefined): Promise<number> {
  let length = 0
  const count = new Writable({
    write(chunk: Buffer, _, done) {
      length += chunk.length
      done()
    },
  })
  await unpack(order, count, signal)
  return length
}

async function unpackTo(file: number, order: UnpackOrder, signal: AbortSignal | undefined): Promise<void> {
  await unpack(order, createWriteStream('', { fd: file, autoClose: false }), signal)
}

async function unpack(order: UnpackOrder, output: Writable, signal: AbortSignal | undefined): Promise<void> {
  throwIfCancelled(signal)
  try {
    await pipeline(createReadStream(order.archive), createZstdDecompress(), output, { ...(signal && { signal }) })
  } catch (error) {
    throwIfCancelled(signal)
    if (isAbsence(error)) throw fileRefused(order.path, `the packed log ${order.archive} is gone`, error)
    if (errorCode(error).startsWith('Z')) throw staysPacked(order, 'the packed log is damaged', error)
    throw error
  }
}

/** The engine makes its logs so. */
const LOG_MODE = 0o640

function dressAsKept(file: number, { keepsake, packedAt }: UnpackOrder): void {
  if (keepsake !== null) fchownSync(file, keepsake.uid, keepsake.gid)
  fchmodSync(file, keepsake?.mode ?? LOG_MODE)
  setTime(file, new Date(keepsake?.mtime ?? packedAt))
}

/** Node takes seconds, and a millisecond that a double has just not reached would be cut off: a microsecond more keeps it. */
function setTime(file: number, time: Date): void {
  const seconds = (time.getTime() + 0.001) / 1000
  futimesSync(file, seconds, seconds)
}

interface Appending {
  readonly there: BigIntStats
  readonly order: UnpackOrder
  readonly signal: AbortSignal | undefined
}

const PORTION = 4 * 1024 * 1024

/** Adds what was written since it was cut, and makes the whole look as the log that is there. */
function appendLog(file: number, at: string | Buffer, { there, order, signal }: Appending): void {
  const log = openSync(at, constants.O_RDONLY | constants.O_NOFOLLOW)
  try {
    if (!isAsItWas(fstatSync(log, { bigint: true }), there)) throw changedMeanwhile(order)
    const buffer = Buffer.allocUnsafe(PORTION)
    for (let read = -1, end = 0; read !== 0; end += read) {
      throwIfCancelled(signal)
      read = readSync(log, buffer, 0, PORTION, end)
      writeWhole(file, buffer.subarray(0, read))
    }
  } finally {
    closeSync(log)
  }
  fchownSync(file, Number(there.uid), Number(there.gid))
  fchmodSync(file, Number(there.mode) & 0o7777)
  setTime(file, there.mtime)
}

interface Place {
  readonly part: string | Buffer
  readonly at: string | Buffer
  readonly there: BigIntStats | null
}

/**
 * Between the last look and the rename lie some microseconds: a container that is started in them would write to the file that
 * is replaced. A link, unlike a rename, replaces nothing.
 */
async function takePlace({ part, at, there }: Place, order: UnpackOrder): Promise<void> {
  if (order.current) await refuseInUse(order)
  if (there === null) {
    try {
      linkSync(part, at)
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw error
      throw staysPacked(order, 'something is at its place now', error)
    }
    return
  }
  const now = lookAt(at)
  if (now === null || !isAsItWas(now, there)) throw changedMeanwhile(order)
  renameSync(part, at)
}

function isAsItWas(now: BigIntStats, before: BigIntStats): boolean {
  return isSameFile(now, before) && now.size === before.size && now.mtimeNs === before.mtimeNs
}

function changedMeanwhile(order: UnpackOrder): Error {
  return staysPacked(order, 'the log has changed meanwhile')
}
