import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'
import { Readable } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import { createGunzip } from 'node:zlib'
import { AppError, isAppError, throwIfCancelled } from '../../errors/app-error.ts'
import { errorCode, isDenial } from '../disk/error-code.ts'
import { asObject, asString } from '../parse-json.ts'

/** One file in it is one line; names are of at most 4096 bytes. */
const LONGEST_LINE = 16 * 1024 * 1024
/** It was looked at before, but may have been swapped since: no symlink, and no wait for a FIFO's writer. */
const FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK
const NEWLINE = 0x0a
const CHUNK = 64 * 1024

/**
 * The bytes of a layer's archive that are not contents of files, out of `tar-split.json.gz`: one JSON object a line, of which
 * those of type 2 hold, in base64, headers and what fills up blocks. Source: vbatts/tar-split, with which the engine puts
 * together again what it was given. Throws `permission-denied`, `file-damaged`, `cancelled`.
 */
export async function* archiveSegments(path: string, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const packed = Readable.from(chunksOf(openFile(path), signal))
  const unpacked = packed.pipe(createGunzip())
  packed.on('error', (error) => unpacked.destroy(error))
  try {
    for await (const line of linesOf(unpacked)) {
      const segment = segmentOf(line)
      if (segment !== null) yield segment
    }
  } catch (error) {
    if (signal.aborted) throw new AppError('cancelled', 'The reading of files was cancelled.', { cause: error })
    if (isAppError(error)) throw error
    throw damaged(path, error)
  } finally {
    unpacked.destroy()
    packed.destroy()
  }
}

function openFile(path: string): number {
  try {
    const descriptor = openSync(path, FLAGS)
    if (fstatSync(descriptor).isFile()) return descriptor
    closeSync(descriptor)
  } catch (error) {
    if (isDenial(error))
      throw new AppError('permission-denied', `${path} cannot be read.`, { context: { path }, cause: error })
    throw damaged(path, error)
  }
  throw damaged(path, null)
}

/** Lets others work after each: they are read at once, like all that surveys read. */
async function* chunksOf(descriptor: number, signal: AbortSignal): AsyncGenerator<Buffer> {
  try {
    for (;;) {
      throwIfCancelled(signal)
      const chunk = Buffer.allocUnsafe(CHUNK)
      const length = readSync(descriptor, chunk)
      if (length === 0) return
      yield chunk.subarray(0, length)
      await setImmediate()
    }
  } finally {
    closeSync(descriptor)
  }
}

async function* linesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let rest = Buffer.alloc(0)
  for await (const chunk of chunks) {
    let from = 0
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, from)) {
      yield rest.length === 0 ? chunk.subarray(from, end) : Buffer.concat([rest, chunk.subarray(from, end)])
      rest = Buffer.alloc(0)
      from = end + 1
    }
    rest = Buffer.concat([rest, chunk.subarray(from)])
    if (rest.length > LONGEST_LINE) throw new RangeError(`a line of more than ${LONGEST_LINE} bytes`)
  }
  if (rest.length > 0) yield rest
}

/** Null: a file, whose content is elsewhere. */
function segmentOf(line: Buffer): Uint8Array | null {
  const parsed: unknown = JSON.parse(line.toString('utf8'))
  const entry = asObject(parsed)
  if (entry === null) throw new SyntaxError('a line that is no object')
  if (entry['type'] !== 2) return null
  return Buffer.from(asString(entry['payload']) ?? '', 'base64')
}

function damaged(path: string, cause: unknown): AppError {
  const detail = cause instanceof Error ? errorCode(cause) || cause.message : 'it is no file'
  return new AppError('file-damaged', `${path} cannot be read: ${detail}`, { context: { path }, cause })
}
