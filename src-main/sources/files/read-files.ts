import { lstatSync } from 'node:fs'
import { AppError } from '../../errors/app-error.ts'
import type { FileFact } from '../../model/file-tree.ts'
import { createPlaceChecker } from '../disk/check-place.ts'
import { isAbsence } from '../disk/error-code.ts'
import { readMountTable } from '../disk/mount-table.ts'
import { nestPlaces } from '../disk/place-tree.ts'
import type { FilesOrder } from './file-messages.ts'
import type { FilePlace } from './file-place.ts'
import { MOST_ENTRIES, type FilesRead, type FilesRequest, type UnreadBecause } from './files-reader.ts'
import { factOf } from './pack-fact.ts'
import { listInProcess } from './list-in-process.ts'
import { createTreeReceiver } from './tree-receiver.ts'

const PROGRESS_MS = 100

export interface ReadFilesOptions {
  /** See `WalkOptions`. */
  readonly processEntry: string | URL
  /** Default: `MOST_ENTRIES`. */
  readonly most?: number
}

/**
 * Reads a place with the rights of this process: as `walkPlaces` does, never through a symlink, never into a mount, only
 * into other devices that are subvolumes. Throws `walk-failed` when the reading process dies, `cancelled`.
 */
export async function readFiles(request: FilesRequest, options: ReadFilesOptions): Promise<FilesRead> {
  const { place, signal, onProgress } = request
  const found = findTop(place)
  if (found.kind === 'unread') return found
  const { top, order } = found
  const receiver = createTreeReceiver(top)
  if (order === null) return { kind: 'tree', tree: receiver.finish(), source: 'walk', direct: true }
  const most = options.most ?? MOST_ENTRIES
  let told = performance.now()
  const whole = await listInProcess(order, { processEntry: options.processEntry, signal }, (part) => {
    receiver.take(part)
    if (performance.now() - told >= PROGRESS_MS) {
      told = performance.now()
      onProgress?.(receiver.progress)
    }
    return receiver.count <= most
  })
  return whole ? { kind: 'tree', tree: receiver.finish(), source: 'walk', direct: true } : tooLarge(most)
}

export function tooLarge(most: number): FilesRead {
  return {
    kind: 'unread',
    because: 'too-large',
    detail: `more than ${most.toLocaleString('en')} files and directories`,
  }
}

/** What a place is. `top`: see `createFileTree`. `order`: null for a place that is one file. */
export type FoundTop =
  | { readonly kind: 'top'; readonly top: FileFact | null; readonly order: FilesOrder | null }
  | { readonly kind: 'unread'; readonly because: UnreadBecause; readonly detail: string }

/** Looks at a place, on the way there from its root too. */
export function findTop(place: FilePlace): FoundTop {
  const { root, directory, only, whiteouts } = place
  const mountPoints = readMountTable().below(root)
  const found = createPlaceChecker(root, mountPoints)(directory)
  if (found.kind === 'absent') return absent(directory)
  if (found.kind === 'unreadable') return { kind: 'unread', because: found.because, detail: found.gap.detail }
  const name = directory.slice(directory.lastIndexOf('/') + 1)
  try {
    const stat = lstatSync(directory)
    const top = only === null ? factOf(name, stat, whiteouts) : null
    if (!stat.isDirectory()) return { kind: 'top', top, order: null }
    const { boundariesOf } = nestPlaces(directory, [PLACE], mountPoints)
    const at = { path: directory, ...found.identity }
    return { kind: 'top', top, order: { top: at, boundaries: boundariesOf(0, () => true), only, whiteouts } }
  } catch (error) {
    if (isAbsence(error)) return absent(directory)
    throw new AppError('walk-failed', `${directory} cannot be looked at.`, {
      context: { path: directory },
      cause: error,
    })
  }
}

const PLACE = { path: '', purpose: { kind: 'unexplained' }, immutableKey: null } as const

function absent(directory: string): FoundTop {
  return { kind: 'unread', because: 'not-on-disk', detail: `nothing is at ${directory}` }
}
