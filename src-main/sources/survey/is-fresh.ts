import type { SurveyContext } from './survey-context.ts'
import { orGap } from './survey-reads.ts'

/** Between making something and writing down whose it is, engines wait for the disk alone: seconds, on a bad one minutes. */
const RECORD_FOLLOWS_MS = 5 * 60_000

/**
 * Whether something changed so lately that its record may not be written yet: two looks prove nothing while a commit
 * waits for the disk. Source: the last change of the directory or file itself, which a copy of a root keeps. Also true
 * of what is gone, or cannot be looked at.
 */
export function isFresh(context: SurveyContext, path: string): boolean {
  const found = orGap(context, path, () => context.reader.identify(path), null)
  return found === null || isRecent(context, found.modifiedAt)
}

/** The same for a time that is known, in milliseconds since 1970. A time that is still to come is recent. */
export function isRecent(context: SurveyContext, time: number): boolean {
  return context.reader.now() - time <= RECORD_FOLLOWS_MS
}
