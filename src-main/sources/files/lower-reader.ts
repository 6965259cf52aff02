import { lstatSync, readdirSync, type Stats } from 'node:fs'
import { AppError } from '../../errors/app-error.ts'
import { FILE_FLAGS, type FileFact } from '../../model/file-tree.ts'
import { createPlaceChecker } from '../disk/check-place.ts'
import { isAbsence, isDenial } from '../disk/error-code.ts'
import { isDoubtful, pathFromBytes, pathToBytes } from '../disk/path-bytes.ts'
import { factOf } from './pack-fact.ts'

/** Up to so many names are asked for one by one; for more, the directory is listed first. */
const FEW_NAMES = 32

/**
 * Looks into a layer's directory, at chosen names only. A layer does not change, and each step down was seen to be a
 * directory, so that no symlink is ever followed. Paths are relative to the layer, '' for the layer itself.
 */
export interface LowerReader {
  readonly top: FileFact
  /** Entries of a directory that is there; `names`: only these, null for all. `unread`: it could not be read. */
  entries(path: string, names: readonly string[] | null): readonly FileFact[] | 'unread'
}

/** Throws `permission-denied` when it is closed to this process, and `not-found` when there is no such directory. */
export function createLowerReader(root: string, directory: string, mountPoints: readonly string[]): LowerReader {
  const check = createPlaceChecker(root, mountPoints)(directory)
  const context = { path: directory }
  if (check.kind === 'unreadable' && check.because === 'permission-denied')
    throw new AppError('permission-denied', `${directory} cannot be read.`, { context })
  if (check.kind !== 'directory') throw new AppError('not-found', `There is no layer at ${directory}.`, { context })
  const mounted = new Set(mountPoints)
  const top = lstatSync(directory)
  return {
    top: factOf('', top, 'device'),
    entries: (path, names) => {
      const prefix = path === '' ? `${directory}/` : `${directory}/${path}/`
      try {
        const wanted = names !== null && names.length <= FEW_NAMES ? names : listed(prefix, names)
        return wanted.flatMap((name) => look(prefix, name, { device: top.dev, mounted }) ?? [])
      } catch (error) {
        if (isAbsence(error)) return []
        if (isSystem(error)) return 'unread'
        throw error
      }
    },
  }
}

function listed(prefix: string, names: readonly string[] | null): readonly string[] {
  const all = namesIn(prefix)
  if (names === null) return all
  const wanted = new Set(names)
  return all.filter((name) => wanted.has(name))
}

/** Names that may be no UTF-8 are read again as bytes. */
function namesIn(prefix: string): readonly string[] {
  const path = pathToBytes(prefix)
  const names = readdirSync(path)
  return names.some(isDoubtful) ? readdirSync(path, { encoding: 'buffer' }).map(pathFromBytes) : names
}

function look(
  prefix: string,
  name: string,
  { device, mounted }: { readonly device: number; readonly mounted: ReadonlySet<string> },
): FileFact | null {
  const path = `${prefix}${name}`
  const stat = statOf(path)
  if (stat === null) return null
  if (stat.dev === device && !mounted.has(path)) return factOf(name, stat, 'device')
  return { ...factOf(name, stat, 'device'), allocated: 0, apparent: 0, flags: FILE_FLAGS['mounted-elsewhere'] }
}

function statOf(path: string): Stats | null {
  return lstatSync(path.isWellFormed() ? path : pathToBytes(path), { throwIfNoEntry: false }) ?? null
}

function isSystem(error: unknown): boolean {
  return isDenial(error) || (error instanceof Error && 'syscall' in error)
}
