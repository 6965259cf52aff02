import { AppError } from '../../errors/app-error.ts'
import type { RootRole } from '../../model/observations.ts'
import type { DiskReader } from '../disk/disk-reader.ts'
import { checkDataRoot, realPath } from '../find-data-root.ts'

/** What every root of containerd's has, whatever its snapshotters. */
const CONTAINERD_METADATA = 'io.containerd.metadata.v1.bolt'

/**
 * What a scanner with more rights than its asker lets itself be pointed at: a storage root, by its own absolute path.
 * Throws `bad-input`, `root-not-found`, and what `checkDataRoot` throws.
 */
export function demandScannableRoot(reader: DiskReader, path: string, role: RootRole): void {
  if (!path.startsWith('/') || realPath(path) !== path) {
    // Looking at it says `permission-denied` where that is why.
    if (path.startsWith('/') && reader.identify(path) === null) throw notFound(path)
    throw new AppError('bad-input', `${path} is not the absolute path of a directory.`, { context: { path } })
  }
  if (role === 'data-root') checkDataRoot(reader, path)
  else if (reader.identify(`${path}/${CONTAINERD_METADATA}`)?.kind !== 'directory') {
    throw new AppError('root-not-a-data-root', `${path} does not look like containerd's root.`, {
      context: { path, role },
    })
  }
}

function notFound(path: string): AppError {
  return new AppError('root-not-found', `There is no directory at ${path}.`, { context: { path } })
}
