import { closeSync, lstatSync, openSync, readdirSync, rmdirSync, unlinkSync } from 'node:fs'
import type { BigIntStats } from 'node:fs'
import { throwIfCancelled } from '../../errors/app-error.ts'
import { pathFromBytes } from '../disk/path-bytes.ts'
import { inside, LOOK_INTO } from '../files/open-below.ts'

/** Entries between two looks whether somebody wants it to end, and a breath for everything else in this process. */
const BREATH = 512

/** Inode number of a btrfs subvolume's top directory. */
const SUBVOLUME = 256n

/**
 * Removes a file, or a directory with all that is in it, from the directory that it lies in, without following a symlink
 * nor going to another filesystem: the caller has looked that nothing is mounted below. A btrfs subvolume in it is emptied
 * and goes as any directory (Linux 4.18 and later); one that is read-only stays, with `EROFS`.
 *
 * Throws what the system says; what it had removed by then is gone.
 */
export async function removeTree(at: string | Buffer, stats: BigIntStats, signal?: AbortSignal): Promise<void> {
  const state = { count: 0, signal }
  await removeEntry(at, stats, state)
}

interface Removing {
  count: number
  readonly signal: AbortSignal | undefined
}

async function removeEntry(at: string | Buffer, stats: BigIntStats, state: Removing): Promise<void> {
  if (++state.count % BREATH === 0) {
    throwIfCancelled(state.signal)
    await new Promise(setImmediate)
  }
  if (!stats.isDirectory()) {
    unlinkSync(at)
    return
  }
  const directory = openSync(at, LOOK_INTO)
  try {
    for (const name of namesIn(directory)) {
      const entry = inside(directory, name)
      const found = lstatSync(entry, { bigint: true })
      if (found.dev !== stats.dev && !(found.isDirectory() && found.ino === SUBVOLUME)) throw crossing(name)
      await removeEntry(entry, found, state)
    }
  } finally {
    closeSync(directory)
  }
  rmdirSync(at)
}

function namesIn(directory: number): readonly string[] {
  return readdirSync(inside(directory, '.'), { encoding: 'buffer' }).map(pathFromBytes)
}

function crossing(name: string): Error {
  return Object.assign(new Error(`${name} is on another filesystem`), { code: 'EXDEV' })
}
