import { AppError } from '../../errors/app-error.ts'
import { pathFromBytes } from '../disk/path-bytes.ts'
import type { ByteSource } from './byte-source.ts'

const BLOCK = 512
/** Far above what is ever asked for; each entry's content is in memory, one at a time. */
const MOST_BYTES = 2 * 1024 ** 3

export interface TarEntry {
  /** Absolute: archives are made from `/` or with paths that begin with `./`. Without a slash at its end. */
  readonly path: string
  /** `0` or NUL: a regular file; `1`: a hard link to `target`, which came before; `5`: a directory. */
  readonly type: string
  readonly target: string
  readonly content: Uint8Array
  /** Length of the content, also where that is absent. */
  readonly size: number
  /** Of a symlink's or hard link's target as it is written. */
  readonly linkLength: number
  /** Milliseconds since 1970. */
  readonly modifiedMs: number
  /** Records of the header in front of it (POSIX): extended attributes among them, as `SCHILY.xattr.<name>`. */
  readonly records: ReadonlyMap<string, Buffer>
}

/** Regular files; an old kind of them among them. */
const FILE_TYPES: readonly string[] = ['0', '\0', '7']
/** With what names, records and long targets are in. */
const HAS_CONTENT: readonly string[] = [...FILE_TYPES, 'L', 'K', 'x', 'g']

const NO_RECORDS: ReadonlyMap<string, Buffer> = new Map()

/**
 * Reads tar archives that follow one another, up to a block that begins with `end`, or with `null` up to the end of the
 * bytes. Knows what GNU's and busybox's tar write: long names in an entry of their own (`L`, `K`), POSIX ones in a header (`x`).
 * `bodies`: `absent` for an archive that was stripped of what its files hold, but not of what fills up their last blocks.
 * Throws `walk-failed` for what is no archive, is cut off, or is too much.
 */
export async function* readTarEntries(
  source: ByteSource,
  end: string | null,
  bodies: 'inline' | 'absent' = 'inline',
): AsyncGenerator<TarEntry> {
  let longName: Buffer | null = null
  let longTarget: Buffer | null = null
  let records = NO_RECORDS
  let total = 0
  for (;;) {
    const header = await source.readExactly(BLOCK)
    if (header === null && end === null) return
    if (header === null) throw brokenArchive('it is cut off')
    if (end !== null && header.subarray(0, end.length).equals(Buffer.from(end))) return
    if (header[0] === 0) continue
    demandChecksum(header)
    const type = String.fromCharCode(header[156] ?? 0)
    const size = bodies === 'absent' && !HAS_CONTENT.includes(type) ? 0 : sizeOf(header, records)
    const length = bodies === 'absent' && FILE_TYPES.includes(type) ? 0 : size
    total += length
    if (total > MOST_BYTES) throw brokenArchive('it is too much to be metadata')
    const bytes = (await demand(source, length + (-size & (BLOCK - 1)))).subarray(0, length)
    if (type === 'L') longName = textOf(bytes)
    else if (type === 'K') longTarget = textOf(bytes)
    else if (type === 'x') records = recordsOf(bytes)
    else {
      const path = absolute(records.get('path') ?? longName ?? nameOf(header))
      const link = records.get('linkpath') ?? longTarget ?? textOf(header.subarray(157, 257))
      const modifiedMs = modifiedOf(header, records)
      yield { path, type, target: absolute(link), content: bytes, size, linkLength: link.length, modifiedMs, records }
      longName = null
      longTarget = null
      records = NO_RECORDS
    }
  }
}

async function demand(source: ByteSource, length: number): Promise<Buffer> {
  const bytes = length === 0 ? Buffer.alloc(0) : await source.readExactly(length)
  if (bytes === null) throw brokenArchive('it is cut off')
  return bytes
}

/** The sum of its bytes, those of the sum itself taken for blanks; old programs took bytes for signed. */
function demandChecksum(header: Buffer): void {
  const stored = numberIn(header.subarray(148, 156))
  let [plain, signed] = [8 * 32, 8 * 32]
  for (const [at, byte] of header.entries()) {
    if (at >= 148 && at < 156) continue
    plain += byte
    signed += byte < 128 ? byte : byte - 256
  }
  if (stored !== plain && stored !== signed) throw brokenArchive('it is no archive')
}

/** Octal digits, or, for 8 GiB and more, a binary number with its first bit set. */
function numberIn(field: Buffer): number {
  const first = field[0] ?? 0
  if ((first & 0x80) === 0) return parseInt(textOf(field).toString('latin1').trim() || '0', 8)
  return field.subarray(1).reduce((sum, byte) => sum * 256 + byte, first & 0x7f)
}

function sizeOf(header: Buffer, records: TarEntry['records']): number {
  const size = Number(records.get('size') ?? numberIn(header.subarray(124, 136)))
  if (!Number.isSafeInteger(size) || size < 0) throw brokenArchive('it is no archive')
  return size
}

function modifiedOf(header: Buffer, records: TarEntry['records']): number {
  const seconds = Number(records.get('mtime') ?? numberIn(header.subarray(136, 148)))
  return Number.isFinite(seconds) ? seconds * 1000 : 0
}

function nameOf(header: Buffer): Buffer {
  const name = textOf(header.subarray(0, 100))
  // GNU's own format has other things where POSIX keeps the first part of a long path.
  const posix = header.toString('latin1', 257, 263) === 'ustar\0'
  const prefix = posix ? textOf(header.subarray(345, 500)) : Buffer.alloc(0)
  return prefix.length === 0 ? name : Buffer.concat([prefix, Buffer.from('/'), name])
}

/** Each is `LENGTH NAME=VALUE\n`, the length being that of the whole line. */
function recordsOf(bytes: Buffer): ReadonlyMap<string, Buffer> {
  const records = new Map<string, Buffer>()
  for (let at = 0; at < bytes.length;) {
    const length = parseInt(bytes.toString('latin1', at, at + 20), 10)
    if (!(length > 0)) break
    const record = bytes.subarray(at, at + length - 1)
    const start = record.indexOf(' ') + 1
    const equals = record.indexOf('=', start)
    if (equals > 0) records.set(record.toString('latin1', start, equals), record.subarray(equals + 1))
    at += length
  }
  return records
}

function textOf(bytes: Buffer): Buffer {
  const end = bytes.indexOf(0)
  return end < 0 ? bytes : bytes.subarray(0, end)
}

function absolute(name: Buffer): string {
  return `/${pathFromBytes(name)
    .replace(/^\.?\/+/, '')
    .replace(/\/+$/, '')}`
}

function brokenArchive(detail: string): AppError {
  return new AppError('walk-failed', `What tar hands over makes no sense: ${detail}.`, { context: { detail } })
}
