import { close, constants, fstatSync, read as readAt } from 'node:fs'
import { promisify } from 'node:util'
import { AppError, throwIfCancelled } from '../../errors/app-error.ts'
import { isAbsence, isDenial } from '../disk/error-code.ts'
import { openBelow } from './open-below.ts'

const readChunk = promisify(readAt)
const closeFile = promisify(close)

/** A file of a layer: the layer's directory, absolute and without symlinks in it, and the path below. */
export interface FileAt {
  readonly directory: string
  readonly path: string
}

export interface ContentDifference {
  /** Lengths of the two files. */
  readonly before: number
  readonly after: number
  /** Bytes that differ where both have some, and those that only one of them has. */
  readonly changed: number
}

/** How far a comparison is: bytes of each file that were looked at, of as many as both have. */
export interface ComparingState {
  readonly stage: 'reading'
  readonly done: number
  readonly bytes: number
}

const CHUNK = 1024 * 1024
/** Chunks between two words about how far it is. */
const CHUNKS_A_STATE = 32
/** What is equal as a whole, as most of it is, is not looked at byte by byte. */
const BLOCK = 4096
/** A FIFO or a device that came in its place must not keep us waiting. */
const FLAGS = constants.O_RDONLY | constants.O_NONBLOCK

/**
 * Compares two regular files byte by byte, and tells how far it is. A file that is written meanwhile is compared as it is
 * found. Throws `not-found` when one of them is not there or is no regular file, `permission-denied`, `file-damaged`, `cancelled`.
 */
export async function* compareContents(
  before: FileAt,
  after: FileAt,
  signal: AbortSignal | undefined,
): AsyncGenerator<ComparingState, ContentDifference> {
  const first = openFile(before)
  try {
    const second = openFile(after)
    try {
      return yield* compare(first, second, signal)
    } finally {
      await closeFile(second)
    }
  } finally {
    await closeFile(first)
  }
}

function openFile({ directory, path }: FileAt): number {
  const context = { path: `${directory}/${path}` }
  try {
    return openBelow(directory, path, FLAGS)
  } catch (cause) {
    const message = `${context.path} cannot be read.`
    if (isDenial(cause)) throw new AppError('permission-denied', message, { context, cause })
    if (isAbsence(cause)) throw new AppError('not-found', `There is no ${context.path}.`, { context, cause })
    throw new AppError('file-damaged', message, { context, cause })
  }
}

async function* compare(
  first: number,
  second: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<ComparingState, ContentDifference> {
  for (const file of [first, second])
    if (!fstatSync(file).isFile()) throw new AppError('not-found', 'Only regular files can be compared.')
  const [one, two] = [Buffer.allocUnsafe(CHUNK), Buffer.allocUnsafe(CHUNK)]
  const bytes = Math.min(fstatSync(first).size, fstatSync(second).size)
  let position = 0
  let changed = 0
  for (let chunk = 0; ; chunk++) {
    throwIfCancelled(signal)
    if (chunk % CHUNKS_A_STATE === 0) yield { stage: 'reading', done: position, bytes }
    const [a, b] = await Promise.all([fill(first, one, position), fill(second, two, position)])
    const common = Math.min(a, b)
    changed += differing(one.subarray(0, common), two.subarray(0, common))
    position += common
    if (common < CHUNK) break
  }
  // One of them has ended: what the other still has need not be read.
  const [before, after] = [fstatSync(first).size, fstatSync(second).size]
  return { before, after, changed: changed + Math.max(before, after) - position }
}

/** Reads until the buffer is full or the file ends. */
async function fill(file: number, buffer: Buffer, position: number): Promise<number> {
  let length = 0
  for (;;) {
    const { bytesRead } = await readChunk(file, buffer, length, buffer.length - length, position + length)
    length += bytesRead
    if (bytesRead === 0 || length === buffer.length) return length
  }
}

function differing(one: Buffer, two: Buffer): number {
  if (one.equals(two)) return 0
  let count = 0
  for (let at = 0; at < one.length; at += BLOCK) {
    const [a, b] = [one.subarray(at, at + BLOCK), two.subarray(at, at + BLOCK)]
    if (a.equals(b)) continue
    for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) count += 1
  }
  return count
}
