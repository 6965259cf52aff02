import type { EntryKind } from '../disk/disk-reader.ts'
import { pathFromBytes } from '../disk/path-bytes.ts'
import type { ListedEntry } from './listed-tree.ts'

export interface PathEntry {
  /** Absolute. */
  readonly path: string
  readonly entry: ListedEntry
}

const BAR = '|'.charCodeAt(0)
const SLASH = '/'.charCodeAt(0)
const S_IFMT = 0o170000
const S_IFCHR = 0o020000
const KINDS: ReadonlyMap<number, EntryKind> = new Map([
  [0o040000, 'directory'],
  [0o100000, 'file'],
  [0o120000, 'symlink'],
])
/** `2026-11-21 05:40:05.507206731 +0000`, as stat prints times where UTC is the time zone. */
const TIME = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d{1,9}))? \+0000$/

/** What the script says of one inode: `device inode links blocks length mode major:minor|changed|born|path`. Null for anything else. */
export function parseEntry(record: Buffer): PathEntry | null {
  const first = record.indexOf(BAR)
  const second = record.indexOf(BAR, first + 1)
  const third = record.indexOf(BAR, second + 1)
  if (first < 0 || second < 0 || third < 0) return null
  const [dev, ino, nlink, blocks, size, mode, device = ''] = record.toString('latin1', 0, first).split(' ')
  const numbers = [dev, nlink, blocks, size].map((text) => (text === undefined ? NaN : Number(text)))
  if (ino === undefined || mode === undefined || !numbers.every((number) => Number.isFinite(number))) return null
  const [inDevice = 0, links = 0, used = 0, length = 0] = numbers
  const path = pathFromBytes(record.subarray(third + 1))
  const type = parseInt(mode, 16) & S_IFMT
  const kind = KINDS.get(type) ?? 'other'
  const entry: ListedEntry = {
    // Not a part of the path, which it would keep in memory.
    name: pathFromBytes(record.subarray(record.lastIndexOf(SLASH) + 1)),
    kind,
    whiteout: type === S_IFCHR && device === '0:0',
    dev: inDevice,
    ino: Number.isSafeInteger(Number(ino)) ? Number(ino) : ino,
    nlink: links,
    blocks: used,
    size: length,
    modifiedAt: parseTime(record.toString('latin1', first + 1, second)) ?? 0,
    bornAt: parseTime(record.toString('latin1', second + 1, third)),
    children: kind === 'directory' ? [] : null,
  }
  return { path, entry }
}

/** Milliseconds since 1970; null where the filesystem, or a stat that is busybox's, does not say. */
function parseTime(text: string): number | null {
  const [, day, time, fraction = '0'] = TIME.exec(text) ?? []
  if (day === undefined || time === undefined) return null
  return Date.parse(`${day}T${time}Z`) + Number(fraction.padEnd(9, '0')) / 1e6
}
