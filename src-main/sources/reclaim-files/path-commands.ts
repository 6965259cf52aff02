import type { Performed } from '../../prune/commands-port.ts'
import type { Condition } from '../../prune/condition.ts'
import { readMountTable, type MountTable } from '../disk/mount-table.ts'
import { belowRoot, belowRootAsync, isMounted, relativePath } from './below-root.ts'
import { fileFailure, fileRefused, onFile } from './file-refusal.ts'
import { isSameFile, kindOf, plainNumber, type FileIdentity } from './identity.ts'
import { forget, moveToQuarantine, rootOfQuarantined } from './quarantine.ts'
import { removeTree } from './remove-tree.ts'
import { isUntouchable } from './untouchable.ts'

/** A file or directory that no engine knows, in its storage root. */
export interface PathTarget {
  readonly root: string
  readonly path: string
}

export interface PathOrder extends PathTarget {
  readonly run: string
  readonly step: number
  /** ISO 8601. */
  readonly at: string
  /** What it was when it was looked at last. */
  readonly identity: FileIdentity
}

/** What is at a path, without following a symlink; null when nothing is, or a symlink is on the way. */
export function identifyPath({ root, path }: PathTarget): FileIdentity | null {
  return onFile(path, () => belowRoot(root, path, ({ stats: { dev, ino } }) => ({ dev, ino })))
}

/** `mtime` is of the path itself: what changes deeper in it does not show. */
export function examinePath({ root, path }: PathTarget, mounts: MountTable = readMountTable()): Condition | null {
  return onFile(path, () =>
    belowRoot(root, path, ({ stats }) => ({
      dev: plainNumber(stats.dev),
      ino: plainNumber(stats.ino),
      kind: isMounted(mounts, root, path) ? 'mount' : kindOf(stats),
      mtime: stats.mtime.toISOString(),
    })),
  )
}

/** Moves it aside: see `moveToQuarantine`. */
export function quarantinePath(order: PathOrder): Performed {
  const keptAt = onFile(order.path, () => {
    refuseUntouchable(order)
    return moveToQuarantine(order)
  })
  return { removed: [order.path], keptAt }
}

/** Moves it aside first, so that it is gone at once or stays whole, and removes it there. */
export async function removePath(order: PathOrder, signal?: AbortSignal): Promise<Performed> {
  const { path, root } = order
  const { keptAt } = quarantinePath(order)
  if (keptAt === null) throw fileRefused(path, 'it could not be moved aside')
  try {
    await purgeQuarantined(root, keptAt, signal)
  } catch (error) {
    const failure = fileFailure(keptAt, error)
    throw failure instanceof Error ? fileRefused(path, `${failure.message} What is left of it is there.`, error) : failure
  }
  return { removed: [path], keptAt: null }
}

/** Removes something in a quarantine for good. */
export async function purgeQuarantined(root: string, keptAt: string, signal?: AbortSignal): Promise<void> {
  if (rootOfQuarantined(keptAt) !== root) throw fileRefused(keptAt, 'it is in no quarantine')
  if (isMounted(readMountTable(), root, keptAt)) throw fileRefused(keptAt, 'something is mounted in it')
  const removed = await belowRootAsync(root, keptAt, async ({ at, stats }) => {
    await removeTree(at, stats, signal)
    return true
  })
  if (removed === null) throw fileRefused(keptAt, 'it is not there')
  forget(root, keptAt)
}

function refuseUntouchable({ root, path, identity }: PathOrder): void {
  if (isUntouchable(relativePath(root, path))) throw fileRefused(path, 'it is a part of the root that the engine needs')
  if (isMounted(readMountTable(), root, path)) throw fileRefused(path, 'something is mounted there, or on the way')
  const now = identifyPath({ root, path })
  if (now === null) throw fileRefused(path, 'it is not there')
  if (!isSameFile(now, identity)) throw fileRefused(path, 'something else is there now')
}
