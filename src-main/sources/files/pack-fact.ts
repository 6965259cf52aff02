import type { Stats } from 'node:fs'
import { FILE_FLAGS, FILE_KINDS, type FileFact, type FileKind } from '../../model/file-tree.ts'
import type { FilePlace } from './file-place.ts'

const BLOCK = 512
const S_IFMT = 0o170000
const KINDS: ReadonlyMap<number, FileKind> = new Map([
  [0o040000, 'directory'],
  [0o100000, 'file'],
  [0o120000, 'symlink'],
  [0o020000, 'device'],
  [0o060000, 'device'],
])
/** In front of the name of what it hides; the whole of it marks the directory that it lies in as opaque. */
export const WHITEOUT_PREFIX = '.wh.'
export const OPAQUE_NAME = '.wh..wh..opq'

/** An overlay's own whiteout is a character device 0:0; who may make no device writes a file of a certain name. */
export function fileKindOf(name: string, stat: Stats, whiteouts: FilePlace['whiteouts']): FileKind {
  const kind = KINDS.get(stat.mode & S_IFMT) ?? 'other'
  if (kind === 'device' && stat.rdev === 0) return 'whiteout'
  return kind === 'file' && whiteouts === 'name' && name.startsWith(WHITEOUT_PREFIX) ? 'whiteout' : kind
}

/** The four numbers of an entry in a `FilesPart`. `blocks`: of 512 bytes, -1 where they are not known. */
export interface PackedFact {
  readonly kind: FileKind
  readonly flags: number
  readonly blocks: number
  readonly length: number
  /** Milliseconds since 1970. */
  readonly modifiedMs: number
}

export function packFact({ kind, flags, blocks, length, modifiedMs }: PackedFact): readonly number[] {
  // Kinds need three bits.
  return [FILE_KINDS.indexOf(kind) + flags * 8, blocks, kind === 'directory' ? 0 : length, modifiedMs]
}

/** Null: the numbers are none of `packFact`. */
export function unpackFact(
  name: string,
  facts: readonly number[],
  at: number,
): Omit<FileFact, 'nlink' | 'inode'> | null {
  const [word = -1, blocks = NaN, length = NaN, modifiedMs = NaN] = facts.slice(at, at + 4)
  const kind = FILE_KINDS[word % 8]
  if (kind === undefined || !Number.isSafeInteger(word) || word >= 8 * ALL_FLAGS) return null
  if (!(blocks >= -1 && length >= 0 && Number.isFinite(modifiedMs))) return null
  const allocated = blocks < 0 ? null : blocks * BLOCK
  return { name, kind, flags: Math.floor(word / 8), allocated, apparent: length, modifiedAt: modifiedMs / 1000 }
}

/** More than all flags together. */
export const ALL_FLAGS = 2 * Math.max(...Object.values(FILE_FLAGS))

/** The fact of an inode that is the place itself. */
export function factOf(name: string, stat: Stats, whiteouts: FilePlace['whiteouts']): FileFact {
  const kind = fileKindOf(name, stat, whiteouts)
  return {
    name,
    kind,
    flags: 0,
    allocated: stat.blocks * BLOCK,
    apparent: kind === 'directory' ? 0 : stat.size,
    modifiedAt: stat.mtimeMs / 1000,
    nlink: kind === 'directory' ? 1 : stat.nlink,
    inode: kind === 'directory' || stat.nlink < 2 ? null : { dev: stat.dev, ino: stat.ino },
  }
}
