import type { EngineChoice, Subject } from '../../../src-main/contract/app-state.ts'
import { isSameSubject, keyOfSubject } from '../../composables/opening.ts'

/** One line of the list of what can be shown. */
export interface EngineEntry {
  readonly key: string
  readonly subject: Subject
  /** What is open now. */
  readonly chosen: boolean
  /** The docker CLI's own word about it, for a context. */
  readonly choice: EngineChoice | null
}

/**
 * Everything that can be shown, in a fixed order: the engine that the docker CLI would use, its contexts, the sample.
 * What is open now and stands in none of these, a directory or an address, is listed before the sample.
 */
export function engineEntries(subject: Subject, choices: readonly EngineChoice[]): readonly EngineEntry[] {
  const listed = [
    entryOf({ kind: 'default' }, subject, choices.find((choice) => choice.current) ?? null),
    ...choices.map((choice) => entryOf({ kind: 'context', name: choice.name }, subject, choice)),
  ]
  const sample = entryOf({ kind: 'sample' }, subject, null)
  const isListed = [...listed, sample].some((entry) => entry.chosen)
  return isListed ? [...listed, sample] : [...listed, entryOf(subject, subject, null), sample]
}

function entryOf(subject: Subject, open: Subject, choice: EngineChoice | null): EngineEntry {
  return { key: keyOfSubject(subject), subject, chosen: isSameSubject(subject, open), choice }
}
