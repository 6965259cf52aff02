import { closeSync, lstatSync, type Stats } from 'node:fs'
import { setImmediate } from 'node:timers/promises'
import { throwIfCancelled } from '../../errors/app-error.ts'
import type { FileTree } from '../../model/file-tree.ts'
import { inside, LOOK_INTO, openBelow } from './open-below.ts'
import { errorCode } from '../disk/error-code.ts'

export interface AttributesRequest {
  /** A full copy, and the layer that it was copied from: their directories, absolute and without symlinks in them. */
  readonly copy: string
  readonly original: string
  readonly tree: FileTree
  /** Whether an entry of the tree is a file that is the same so far. */
  readonly isSame: (entry: number) => boolean
  readonly signal: AbortSignal
}

/** How long the process may be kept; a window that does not answer for longer looks stuck. */
const BREATH_MS = 8
const MODE = 0o7777

/** Files whose mode or owner differs, though length and time of change are the same: `chmod` and `chown` keep those. */
export async function differingAttributes(request: AttributesRequest): Promise<ReadonlySet<number>> {
  const { tree, isSame, signal } = request
  const differing = new Set<number>()
  let last = performance.now()
  for (let directory = 0; directory < tree.count; directory++) {
    const [from, to] = tree.range(directory)
    const entries = Array.from({ length: to - from }, (_, i) => from + i).filter(isSame)
    if (entries.length > 0)
      for (const entry of differingIn(tree.path(directory), entries, request)) differing.add(entry)
    if (performance.now() - last < BREATH_MS) continue
    await setImmediate()
    throwIfCancelled(signal)
    last = performance.now()
  }
  return differing
}

function differingIn(path: string, entries: readonly number[], request: AttributesRequest): readonly number[] {
  const { copy, original, tree } = request
  try {
    return withDirectory(copy, path, (one) =>
      withDirectory(original, path, (two) =>
        entries.filter((entry) => isDifferent(statIn(one, tree.name(entry)), statIn(two, tree.name(entry)))),
      ),
    )
  } catch (error) {
    // A directory that went or was replaced: what was in it is not there any more.
    if (errorCode(error) === '') throw error
    return []
  }
}

function withDirectory<T>(directory: string, path: string, work: (descriptor: number) => T): T {
  const descriptor = openBelow(directory, path, LOOK_INTO)
  try {
    return work(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

function statIn(descriptor: number, name: string): Stats | undefined {
  return lstatSync(inside(descriptor, name), { throwIfNoEntry: false })
}

function isDifferent(one: Stats | undefined, two: Stats | undefined): boolean {
  if (one === undefined || two === undefined) return false
  return (one.mode & MODE) !== (two.mode & MODE) || one.uid !== two.uid || one.gid !== two.gid
}
