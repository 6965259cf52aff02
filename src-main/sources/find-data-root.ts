import { realpathSync } from 'node:fs'
import { AppError, type AppErrorContext } from '../errors/app-error.ts'
import { asObject, asString } from './parse-json.ts'
import type { DiskReader } from './disk/disk-reader.ts'

/** Names that every data root of an engine holds some of, whatever its driver. */
const TELLTALE = [
  'containers',
  'image',
  'volumes',
  'overlay2',
  'buildkit',
  'network',
  'containerd',
  'swarm',
  'runtimes',
]

/** Two of them: one alone (`containers`, `image`) is an ordinary name. */
const ENOUGH = 2

/**
 * Checks that a directory given by the user is a data root, and answers its path without symlinks.
 * Throws `root-not-found`, `root-not-a-directory`, `root-not-a-data-root` or `permission-denied`.
 */
export function checkDataRoot(reader: DiskReader, path: string): string {
  const { real, names } = checkDirectory(reader, path, {})
  if (TELLTALE.filter((name) => names.includes(name)).length >= ENOUGH) return real
  throw new AppError('root-not-a-data-root', `${path} does not look like a Docker data root.`, { context: { path } })
}

/**
 * Looks at a directory that the user names, whatever it has to be. `context` says what that is, in every error.
 * Throws `root-not-found`, `root-not-a-directory` or `permission-denied`.
 */
export function checkDirectory(
  reader: DiskReader,
  path: string,
  context: AppErrorContext,
): { readonly real: string; readonly names: readonly string[] } {
  const real = realPath(path)
  // Looking at it says `permission-denied` where that is why; a link that leads nowhere is simply not there.
  if (real === null) reader.identify(path)
  const about = { context: { path, ...context } }
  if (real === null) throw new AppError('root-not-found', `There is no directory at ${path}.`, about)
  if (reader.identify(real)?.kind !== 'directory')
    throw new AppError('root-not-a-directory', `${path} is not a directory.`, about)
  return { real, names: (reader.list(real) ?? []).map((entry) => entry.name) }
}

/** A path without symlinks in it; null when it is not there or cannot be looked up. */
export function realPath(path: string): string | null {
  try {
    return realpathSync(path)
  } catch {
    return null
  }
}

/** Where a data root may be when no engine answers: as `daemon.json` says, then the usual places. */
export function usualDataRoots(reader: DiskReader, home: string): readonly string[] {
  return [...configuredDataRoot(reader), '/var/lib/docker', `${home}/.local/share/docker`]
}

/** `data-root` of the daemon's configuration. A file that is not there, not readable or not JSON configures nothing for us. */
function configuredDataRoot(reader: DiskReader): readonly string[] {
  try {
    const text = reader.readText('/etc/docker/daemon.json')
    const path = text === null ? null : asString(asObject(JSON.parse(text))?.['data-root'])
    return path === null ? [] : [path]
  } catch {
    return []
  }
}
