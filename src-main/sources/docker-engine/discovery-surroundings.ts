import { readdir, readFile, stat } from 'node:fs/promises'
import { homedir } from 'node:os'

import { AppError } from '../../errors/app-error.ts'

/** What finding an engine depends on outside its arguments. */
export interface DiscoverySurroundings {
  readonly environment: Readonly<Record<string, string | undefined>>
  /** The user's home directory. */
  readonly home: string
  /** As `process.platform`. */
  readonly platform: string
  /** Null when there is no such file. Errors: `permission-denied`. */
  readonly readFile: (path: string) => Promise<Buffer | null>
  /** Names of what is in a folder, in no order. Empty when there is no such folder. Errors: `permission-denied`. */
  readonly listFolder: (path: string) => Promise<readonly string[]>
  /** Something is there; it need not be usable. */
  readonly exists: (path: string) => Promise<boolean>
}

/** The surroundings of this process, read when called. */
export function processSurroundings(): DiscoverySurroundings {
  return {
    environment: process.env,
    home: process.env['HOME'] ?? homedir(),
    platform: process.platform,
    readFile: readFileIfThere,
    listFolder: listFolderIfThere,
    exists: isThere,
  }
}

async function readFileIfThere(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path)
  } catch (error) {
    if (isAbsence(error)) return null
    throw unreadable(path, error)
  }
}

async function listFolderIfThere(path: string): Promise<readonly string[]> {
  try {
    return await readdir(path)
  } catch (error) {
    if (isAbsence(error)) return []
    throw unreadable(path, error)
  }
}

function unreadable(path: string, cause: unknown): AppError {
  return new AppError('permission-denied', `Cannot read ${path}.`, { context: { path }, cause })
}

async function isThere(path: string): Promise<boolean> {
  try {
    await stat(path)
    return true
  } catch (error) {
    // A directory that may not be entered can well hold a socket, but not one that this user could connect to.
    if (isAbsence(error) || hasCode(error, 'EACCES')) return false
    throw error
  }
}

function isAbsence(error: unknown): boolean {
  return hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
