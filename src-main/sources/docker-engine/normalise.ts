import type { AnswerField } from './answer-field.ts'

/*
 * The only place where the engine's ways of saying "nothing" become null: -1 for a size, '' for a name, `<none>` for a
 * reference, the year 1 for a time.
 */

/** Bytes or a count. Null: absent, or the engine's -1 for "not computed". */
export function bytesOrNull(field: AnswerField): number | null {
  if (field.absent) return null
  const bytes = field.whole()
  if (bytes === -1) return null
  if (bytes < 0) throw field.wrong('a count of bytes')
  return bytes
}

/** Null: absent or empty. */
export function textOrNull(field: AnswerField): string | null {
  return field.absent ? null : field.text() || null
}

/** Absent is empty. */
export function flagOrFalse(field: AnswerField): boolean {
  return field.absent ? false : field.flag()
}

/** RFC 3339, of any offset and precision, as ISO 8601 in UTC with milliseconds. Null: absent, '' or the year 1. */
export function timeOrNull(field: AnswerField): string | null {
  const text = textOrNull(field)
  if (text === null || text.startsWith('0001-01-01T')) return null
  const time = new Date(text)
  if (Number.isNaN(time.getTime())) throw field.wrong('a time')
  return time.toISOString()
}

/** Seconds since 1970, as ISO 8601. Null: absent, 0 or the year 1: an image without a date has one of them. */
export function secondsOrNull(field: AnswerField): string | null {
  const seconds = field.absent ? 0 : field.whole()
  if (seconds <= 0) return null
  const time = new Date(seconds * 1000)
  if (Number.isNaN(time.getTime())) throw field.wrong('a time')
  return time.toISOString()
}

/** Image references without the `<none>:<none>` and `<none>@<none>` with which engines up to 23 say that there is none. */
export function references(field: AnswerField): readonly string[] {
  return field
    .items()
    .map((item) => item.text())
    .filter((reference) => reference !== '' && !reference.includes('<none>'))
}
