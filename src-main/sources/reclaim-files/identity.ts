import type { BigIntStats } from 'node:fs'

/** Which file it is, whatever its name: device and inode. */
export interface FileIdentity {
  readonly dev: bigint
  readonly ino: bigint
}

export function isSameFile(one: FileIdentity, other: FileIdentity): boolean {
  return one.dev === other.dev && one.ino === other.ino
}

/** For a condition, where numbers are JSON's: as text when a double does not hold it. */
export function plainNumber(number: bigint): number | string {
  return number <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(number) : String(number)
}

export function kindOf(stats: BigIntStats): 'directory' | 'file' | 'symlink' | 'other' {
  if (stats.isDirectory()) return 'directory'
  if (stats.isFile()) return 'file'
  return stats.isSymbolicLink() ? 'symlink' : 'other'
}
