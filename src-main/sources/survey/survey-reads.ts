import { isAppError, type AppError } from '../../errors/app-error.ts'
import type { Gap } from '../../model/gap.ts'
import type { DirectoryEntry } from '../disk/disk-reader.ts'
import { asObject, type JsonObject } from '../parse-json.ts'
import type { SurveyContext } from './survey-context.ts'

/** Metadata files hold a digest or a number; anything longer is damage. */
const SMALL = 4096

/** Text of a small metadata file without its line end; null when it is not there, undefined when a gap says why not. */
export function readSmallText(context: SurveyContext, path: string): string | null | undefined {
  return orGap(context, path, () => context.reader.readText(path, SMALL)?.trim() ?? null, undefined)
}

/** A JSON file that holds an object; null when it is not there. Unreadable, not JSON or anything else becomes a gap. */
export function readJson(context: SurveyContext, path: string): JsonObject | null {
  const text = orGap(context, path, () => context.reader.readText(path), null)
  if (text === null) return null
  const object = parseObject(text)
  if (object === null) context.gap(damaged(path, text === '' ? 'the file is empty' : 'not a JSON object'))
  return object
}

function parseObject(text: string): JsonObject | null {
  try {
    return asObject(JSON.parse(text))
  } catch {
    // Not JSON at all: the caller says so.
    return null
  }
}

/** Entries of a directory, sorted by name; none when it is not there. Unreadable becomes a gap. */
export function listEntries(context: SurveyContext, path: string): readonly DirectoryEntry[] {
  return tryList(context, path) ?? []
}

/** The same for who has to tell: null when it is not there, or could not be read and a gap says so. */
export function tryList(context: SurveyContext, path: string): readonly DirectoryEntry[] | null {
  const entries = orGap(context, path, () => context.reader.list(path), null)
  return entries && [...entries].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
}

/** Names of the directories in a directory, sorted. A symlink is none, and a gap: it may stand for one. */
export function listNames(context: SurveyContext, path: string): readonly string[] {
  const entries = listEntries(context, path)
  for (const { name, kind } of entries) if (kind === 'symlink') context.gap(linkGap(`${path}/${name}`))
  return entries.filter((entry) => entry.kind === 'directory').map((entry) => entry.name)
}

/** Whether something is at a path. What cannot be looked at becomes a gap, and counts as not there. */
export function isThere(context: SurveyContext, path: string): boolean {
  return orGap(context, path, () => context.reader.identify(path) !== null, false)
}

/** Runs a read; what the disk refuses becomes a gap and the fallback, anything else is thrown on. */
export function orGap<T, F>(context: SurveyContext, path: string, read: () => T, fallback: F): T | F {
  try {
    return read()
  } catch (error) {
    if (!isAppError(error, 'permission-denied') && !isAppError(error, 'file-damaged')) throw error
    context.gap(linkGapOf(error) ?? { path, reason: gapReason(error), detail: error.message })
    return fallback
  }
}

/** The gap for a symlink, whoever met it. What it points to may be full: it is only not ours. */
export function linkGap(path: string): Gap {
  return { path, reason: 'not-a-directory', detail: 'a symbolic link; what it points to is not part of this root' }
}

/** The same for an error of `stayInside`; null for any other. */
export function linkGapOf(error: AppError): Gap | null {
  const symlink = error.context['symlink']
  return typeof symlink === 'string' ? linkGap(symlink) : null
}

export function damaged(path: string, detail: string): Gap {
  return { path, reason: 'damaged', detail }
}

/** A file that is not what it has to be is damaged; when the system itself failed there is a cause. */
function gapReason(error: AppError): Gap['reason'] {
  if (error.code === 'permission-denied') return 'permission-denied'
  return error.cause === undefined ? 'damaged' : 'read-error'
}
