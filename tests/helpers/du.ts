import { readFile, realpath } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { run } from './run-process.ts'

export interface DuUsage {
  /** Bytes of blocks, each inode once, directories included, without what is mounted below. */
  readonly allocated: number
  readonly inodes: number
}

/**
 * What GNU du says of a directory: the measure that our own figures are held against. Mounts below it are left out, by
 * name: `-x` would leave out btrfs's subvolumes too, and take in what is bind-mounted from the same filesystem.
 */
export async function du(path: string): Promise<DuUsage> {
  const without = await exceptMounts(path)
  return {
    allocated: await sum(['--block-size=1', ...without, path]),
    inodes: await sum(['--inodes', ...without, path]),
  }
}

/** Blocks only. */
export async function duAllocated(path: string): Promise<number> {
  return sum(['--block-size=1', ...(await exceptMounts(path)), path])
}

async function sum(args: readonly string[]): Promise<number> {
  const line = await run(['du', '-s', ...args])
  const amount = Number.parseInt(line)
  if (!Number.isSafeInteger(amount)) throw new Error(`du says ${line}`)
  return amount
}

async function exceptMounts(path: string): Promise<readonly string[]> {
  const real = await realpath(path)
  const mounts = (await readFile('/proc/self/mountinfo', 'utf8')).split('\n').map((line) => line.split(' ')[4] ?? '')
  const below = mounts.map(unescape).filter((mount) => mount.startsWith(`${real}/`))
  return below.map((mount) => `--exclude=${asPattern(join(path, relative(real, mount)))}`)
}

/** mountinfo writes blanks, tabs, new lines and backslashes as three octal digits. */
function unescape(field: string): string {
  return field.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)))
}

/** A pattern that matches nothing but the path. */
function asPattern(path: string): string {
  return path.replace(/[\\*?[]/g, String.raw`\$&`)
}
