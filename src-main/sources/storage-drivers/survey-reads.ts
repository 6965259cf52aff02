import { isAppError } from '../../errors/app-error.ts'
import type { DirectoryEntry } from '../disk/disk-reader.ts'
import type { SurveyContext } from './storage-driver-reader.ts'

/** Metadata files hold a digest or a number; anything longer is damage. */
const SMALL = 4096

/** Text of a small metadata file without its line end; null when it is not there. Unreadable becomes a gap. */
export function readSmallText(context: SurveyContext, path: string): string | null {
  return orGap(context, path, () => context.reader.readText(path, SMALL)?.trim() ?? null, null)
}

/** A JSON file as an unknown value; null when it is not there. Unreadable or not JSON becomes a gap. */
export function readJson(context: SurveyContext, path: string): unknown {
  const text = orGap(context, path, () => context.reader.readText(path), null)
  if (text === null) return null
  try {
    return JSON.parse(text)
  } catch {
    context.gap({ path, reason: 'damaged', detail: text === '' ? 'the file is empty' : 'not valid JSON' })
    return null
  }
}

/** Entries of a directory, sorted by name; none when it is not there. Unreadable becomes a gap. */
export function listEntries(context: SurveyContext, path: string): readonly DirectoryEntry[] {
  const entries = orGap(context, path, () => context.reader.list(path), null) ?? []
  return [...entries].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
}

/** Names of the directories in a directory, sorted. Symlinks are not directories. */
export function listNames(context: SurveyContext, path: string): readonly string[] {
  return listEntries(context, path)
    .filter((entry) => entry.kind === 'directory')
    .map((entry) => entry.name)
}

/** Runs a read; what the disk refuses becomes a gap and the fallback, anything else is thrown on. */
export function orGap<T>(context: SurveyContext, path: string, read: () => T, fallback: T): T {
  try {
    return read()
  } catch (error) {
    if (isAppError(error, 'permission-denied'))
      context.gap({ path, reason: 'permission-denied', detail: error.message })
    else if (isAppError(error, 'file-damaged')) context.gap({ path, reason: 'damaged', detail: error.message })
    else throw error
    return fallback
  }
}
