import { closeSync, constants, openSync } from 'node:fs'
import { pathToBytes } from '../disk/path-bytes.ts'

/** Linux's O_PATH: a descriptor for going there only, for which no right to read is needed. */
const O_PATH = 0o10000000
const STEP = O_PATH | constants.O_DIRECTORY | constants.O_NOFOLLOW

/**
 * Opens what is at a path below a directory, one step after the other, each in the directory that was opened before: a
 * container that puts a symlink in the way of its own files leads nobody out. Nothing is followed, the last step neither.
 * Throws what the system says. Linux only, like overlays. The caller closes the descriptor.
 */
export function openBelow(directory: string, path: string, flags: number): number {
  const names = path.split('/').filter((name) => name !== '')
  if (names.includes('.') || names.includes('..')) throw new RangeError(`${path} is no path below ${directory}`)
  const last = names.pop() ?? '.'
  let here = openSync(directory, STEP)
  try {
    for (const name of names) {
      const next = openSync(inside(here, name), STEP)
      closeSync(here)
      here = next
    }
    return openSync(inside(here, last), flags | constants.O_NOFOLLOW)
  } finally {
    closeSync(here)
  }
}

/** `openBelow` for looking at the names in a directory. */
export const LOOK_INTO = STEP

/** Path of a name in a directory that is open. */
export function inside(descriptor: number, name: string): string | Buffer {
  const path = `/proc/self/fd/${descriptor}/${name}`
  return path.isWellFormed() ? path : pathToBytes(path)
}
