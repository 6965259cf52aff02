import { AppError } from '../../errors/app-error.ts'
import { pathFromBytes } from '../disk/path-bytes.ts'
import type { ByteSource } from './byte-source.ts'

const BLOCK = 512
/** Far above what the metadata of a machine comes to; it is kept in memory. */
const MOST_BYTES = 2 * 1024 ** 3

/** Content by absolute path, once for each time that it is in an archive. */
export type TarFiles = ReadonlyMap<string, readonly Uint8Array[]>

/**
 * Reads regular files out of tar archives that follow one another, up to a block that begins with `end`. Knows what GNU's
 * and busybox's tar write: long names in an entry of their own (`L`), POSIX ones in a header (`x`), hard links to what came before.
 * Throws `walk-failed` for what is no archive, is cut off, or is too much.
 */
export async function readTarFiles(source: ByteSource, end: string): Promise<TarFiles> {
  const files = new Map<string, Uint8Array[]>()
  let longName: Buffer | null = null
  let longTarget: Buffer | null = null
  let total = 0
  for (;;) {
    const header = await demand(source, BLOCK)
    if (header.subarray(0, end.length).equals(Buffer.from(end))) return files
    if (header[0] === 0) continue
    const length = sizeOf(header)
    total += length
    if (total > MOST_BYTES) throw broken('it is too much to be metadata')
    const content = await demand(source, Math.ceil(length / BLOCK) * BLOCK)
    const bytes = content.subarray(0, length)
    const type = String.fromCharCode(header[156] ?? 0)
    if (type === 'L') longName = textOf(bytes)
    else if (type === 'K') longTarget = textOf(bytes)
    else if (type === 'x') longName = paxPath(bytes) ?? longName
    else {
      const path = absolute(longName ?? nameOf(header))
      if (type === '0' || type === '\0') append(files, path, bytes)
      if (type === '1') {
        const linked = files.get(absolute(longTarget ?? textOf(header.subarray(157, 257))))?.at(-1)
        if (linked !== undefined) append(files, path, linked)
      }
      longName = null
      longTarget = null
    }
  }
}

function append(files: Map<string, Uint8Array[]>, path: string, bytes: Uint8Array): void {
  const known = files.get(path)
  if (known === undefined) files.set(path, [bytes])
  else known.push(bytes)
}

async function demand(source: ByteSource, length: number): Promise<Buffer> {
  const bytes = length === 0 ? Buffer.alloc(0) : await source.readExactly(length)
  if (bytes === null) throw broken('it is cut off')
  return bytes
}

/** Octal digits, or, for 8 GiB and more, a binary number with its first bit set. */
function sizeOf(header: Buffer): number {
  const field = header.subarray(124, 136)
  const size = ((field[0] ?? 0) & 0x80) === 0 ? parseInt(textOf(field).toString('latin1').trim() || '0', 8) : Infinity
  if (Number.isNaN(size)) throw broken('it is no archive')
  return size
}

function nameOf(header: Buffer): Buffer {
  const name = textOf(header.subarray(0, 100))
  // GNU's own format has other things where POSIX keeps the first part of a long path.
  const posix = header.toString('latin1', 257, 263) === 'ustar\0'
  const prefix = posix ? textOf(header.subarray(345, 500)) : Buffer.alloc(0)
  return prefix.length === 0 ? name : Buffer.concat([prefix, Buffer.from('/'), name])
}

/** `LENGTH path=VALUE\n`, the length being that of the whole line. */
function paxPath(bytes: Buffer): Buffer | null {
  for (let at = 0; at < bytes.length;) {
    const length = parseInt(bytes.toString('latin1', at, at + 20), 10)
    if (!(length > 0)) return null
    const record = bytes.subarray(at, at + length - 1)
    const start = record.indexOf(' ') + 1
    if (record.toString('latin1', start, start + 5) === 'path=') return record.subarray(start + 5)
    at += length
  }
  return null
}

function textOf(bytes: Buffer): Buffer {
  const end = bytes.indexOf(0)
  return end < 0 ? bytes : bytes.subarray(0, end)
}

/** They are archived from `/` as `./var/lib/…`. */
function absolute(name: Buffer): string {
  return `/${pathFromBytes(name).replace(/^\.?\/+/, '')}`
}

function broken(detail: string): AppError {
  return new AppError('walk-failed', `What the container hands over of the metadata makes no sense: ${detail}.`, {
    context: { detail },
  })
}
