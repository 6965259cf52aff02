import { realpathSync } from 'node:fs'
import { AppError } from '../errors/app-error.ts'
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
  const real = realPath(path)
  // Looking at it says `permission-denied` where that is why; a link that leads nowhere is simply not there.
  if (real === null) reader.identify(path)
  if (real === null) throw rootError('root-not-found', `There is no directory at ${path}.`, path)
  const kind = reader.identify(real)?.kind
  if (kind !== 'directory') throw rootError('root-not-a-directory', `${path} is not a directory.`, path)
  const names = new Set((reader.list(real) ?? []).map((entry) => entry.name))
  if (TELLTALE.filter((name) => names.has(name)).length < ENOUGH) {
    throw rootError('root-not-a-data-root', `${path} does not look like a Docker data root.`, path)
  }
  return real
}

/** A path without symlinks in it; null when it is not there or cannot be looked up. */
export function realPath(path: string): string | null {
  try {
    return realpathSync(path)
  } catch {
    return null
  }
}

function rootError(
  code: 'root-not-found' | 'root-not-a-directory' | 'root-not-a-data-root',
  message: string,
  path: string,
) {
  return new AppError(code, message, { context: { path } })
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
