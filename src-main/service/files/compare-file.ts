import { AppError, isAppError } from '../../errors/app-error.ts'
import type { FileChange, LowerFile } from '../../model/file-changes.ts'
import type { Inventory } from '../../model/inventory.ts'
import { lowersOfContainer } from '../../model/lower-chain.ts'
import { compareContents } from '../../sources/files/compare-contents.ts'
import type { FilePlace } from '../../sources/files/file-place.ts'
import type { FileComparing, FilesOf } from '../../views/files.ts'

export interface CompareRequest {
  readonly inventory: Inventory
  readonly of: FilesOf
  readonly place: FilePlace
  /** Below the place. */
  readonly path: string
  /** What is known of it; null where it was not compared. */
  readonly change: FileChange | null
  /** See `FilesRead`. */
  readonly direct: boolean
  readonly signal: AbortSignal | undefined
}

/**
 * Compares a changed file of a writable layer with the lower file that it hides, byte by byte, and tells how far it is: of a
 * copy-up that is how much of what was copied was needed. Throws `bad-input` for what hides no file, `permission-denied`
 * where files are not read by this process, and what `compareContents` throws.
 */
export async function* compareFile(request: CompareRequest): AsyncGenerator<FileComparing, void> {
  const { place, path, change, direct, signal } = request
  const context = { path }
  if (change === null || !('lower' in change) || change.lower?.kind !== 'file' || !COMPARABLE.includes(change.kind))
    throw new AppError('bad-input', `${path} is no changed copy of a lower file.`, { context })
  if (!direct)
    throw new AppError('permission-denied', 'Contents are read with the rights of this process only.', { context })
  const { lower } = change
  for (const directory of directoriesOf(lower, request)) {
    try {
      const before = { directory, path }
      const found = yield* compareContents(before, { directory: place.directory, path }, signal)
      yield { stage: 'ready', comparison: { path, lower, copied: found.before, changed: found.changed } }
      return
    } catch (error) {
      // Several layers may be the engine's own.
      if (!isAppError(error, 'not-found')) throw error
    }
  }
  throw new AppError('not-found', `${path} or the file below it is not there any more.`, { context })
}

const COMPARABLE: readonly FileChange['kind'][] = ['copy-up', 'changed']

/** Topmost first. */
function directoriesOf({ chainId }: LowerFile, { inventory, of }: CompareRequest): readonly string[] {
  const container = inventory.containers.find(({ id }) => id === of.id)
  const lowers = container === undefined ? null : lowersOfContainer(container, inventory)
  return (lowers ?? []).filter((lower) => lower.chainId === chainId).map((lower) => lower.directory)
}
