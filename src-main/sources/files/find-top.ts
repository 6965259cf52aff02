import { lstatSync } from 'node:fs'
import { AppError } from '../../errors/app-error.ts'
import type { FileFact } from '../../model/file-tree.ts'
import type { Incomplete } from '../../model/observations.ts'
import { createPlaceChecker } from '../disk/check-place.ts'
import { isAbsence } from '../disk/error-code.ts'
import { readMountTable } from '../disk/mount-table.ts'
import { nestPlaces } from '../disk/place-tree.ts'
import type { FilesOrder } from './file-messages.ts'
import type { FilePlace } from './file-place.ts'
import { factOf } from './pack-fact.ts'

/** What a place is. `top`: see `createFileTree`. `order`: null for a place that is one file. */
export type FoundTop =
  | { readonly kind: 'top'; readonly top: FileFact | null; readonly order: FilesOrder | null }
  | { readonly kind: 'unread'; readonly because: Incomplete | 'not-on-disk'; readonly detail: string }

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
