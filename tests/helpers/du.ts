import { run } from './run-process.ts'

export interface DuUsage {
  /** Bytes of blocks, each inode once, directories included, without other filesystems. */
  readonly allocated: number
  readonly inodes: number
}

/** What GNU du says of a directory: the measure that our own figures are held against. */
export async function du(path: string): Promise<DuUsage> {
  return { allocated: await sum(['--block-size=1', path]), inodes: await sum(['--inodes', path]) }
}

/** Blocks only. */
export function duAllocated(path: string): Promise<number> {
  return sum(['--block-size=1', path])
}

async function sum(args: readonly string[]): Promise<number> {
  const line = await run(['du', '-x', '-s', ...args])
  const amount = Number.parseInt(line)
  if (!Number.isSafeInteger(amount)) throw new Error(`du says ${line}`)
  return amount
}
