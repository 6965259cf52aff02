import { AppError } from '../../errors/app-error.ts'
import { errorCode, isDenial } from '../disk/error-code.ts'

/** A file that stays as it was; `said`: why, in the system's words or ours. */
export function fileRefused(path: string, said: string, cause?: unknown): AppError {
  return new AppError('prune-refused', `Nothing was done to ${path}: ${said}`, { context: { path, said }, cause })
}

/**
 * What a failed system call means to the user: `permission-denied`, `no-space`, or `prune-refused` with the system's words.
 * What is no error of the system's passes.
 */
export function fileFailure(path: string, error: unknown): unknown {
  const code = errorCode(error)
  if (code === '' || error instanceof AppError) return error
  if (isDenial(error)) {
    return new AppError('permission-denied', `${path} may not be changed by this user.`, {
      context: { path },
      cause: error,
    })
  }
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new AppError('no-space', `There is no room left to write ${path}.`, { context: { path }, cause: error })
  }
  return fileRefused(path, error instanceof Error ? error.message : code, error)
}

/** Runs work on a file; see `fileFailure`. */
export function onFile<T>(path: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw fileFailure(path, error)
  }
}
