import { closeSync, lstatSync } from 'node:fs'
import type { BigIntStats } from 'node:fs'
import { errorCode } from '../disk/error-code.ts'
import type { MountTable } from '../disk/mount-table.ts'
import { inside, LOOK_INTO, openBelow } from '../files/open-below.ts'
import { fileRefused } from './file-refusal.ts'

/** Something in a root, in a directory that is open: whatever is put in the way meanwhile, it leads nowhere else. */
export interface BelowRoot {
  /** Through the open directory, for system calls. */
  readonly at: string | Buffer
  readonly name: string
  /** Without following it. */
  readonly stats: BigIntStats
}

/** A path without its root: `containers/…`. Throws `prune-refused` when it does not lie in the root, or is the root. */
export function relativePath(root: string, path: string): string {
  const relative = path.startsWith(`${root}/`) ? path.slice(root.length + 1) : ''
  const names = relative.split('/')
  if (names.some((name) => name === '' || name === '.' || name === '..') || path.includes('\0')) {
    throw fileRefused(path, `it is not a path in ${root}`)
  }
  return relative
}

/**
 * Works on something in a root, reached step by step from the root without following a symlink. Null, and no work done, when
 * it is not there, or a step on the way is no directory.
 */
export function belowRoot<T>(root: string, path: string, work: (found: BelowRoot) => T): T | null {
  const found = reach(root, path)
  if (found === null) return null
  try {
    return work(found)
  } finally {
    closeSync(found.parent)
  }
}

/** The same for work that takes time; the directory stays open until it is done. */
export async function belowRootAsync<T>(
  root: string,
  path: string,
  work: (found: BelowRoot) => Promise<T>,
): Promise<T | null> {
  const found = reach(root, path)
  if (found === null) return null
  try {
    return await work(found)
  } finally {
    closeSync(found.parent)
  }
}

function reach(root: string, path: string): (BelowRoot & { readonly parent: number }) | null {
  const relative = relativePath(root, path)
  const cut = relative.lastIndexOf('/')
  const name = relative.slice(cut + 1)
  const parent = orNull(() => openBelow(root, cut < 0 ? '' : relative.slice(0, cut), LOOK_INTO))
  if (parent === null) return null
  const at = inside(parent, name)
  try {
    const stats = orNull(() => lstatSync(at, { bigint: true }))
    if (stats !== null) return { at, name, stats, parent }
  } catch (error) {
    closeSync(parent)
    throw error
  }
  closeSync(parent)
  return null
}

/** `ELOOP` is how the system refuses a symlink on the way. */
const ABSENT: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR', 'ELOOP'])

function orNull<T>(look: () => T): T | null {
  try {
    return look()
  } catch (error) {
    if (ABSENT.has(errorCode(error))) return null
    throw error
  }
}

/** Whether something is mounted on a path, below it, or between it and its root: other filesystems are never touched. */
export function isMounted(mounts: Pick<MountTable, 'below'>, root: string, path: string): boolean {
  const contains = (outer: string, inner: string) => outer === inner || inner.startsWith(`${outer}/`)
  return mounts.below(root).some((mount) => contains(mount, path) || contains(path, mount))
}
