/** Reading JSON that somebody else wrote: each function answers null for anything that is not what it looks for. */

export type JsonObject = Readonly<Record<string, unknown>>

export function asObject(value: unknown): JsonObject | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : null
}

export function asString(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}

export function asArray(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

export function asStrings(value: unknown): readonly string[] {
  return asArray(value).filter((item) => typeof item === 'string')
}

/** An object whose values are strings: labels. Other values are left out. */
export function asLabels(value: unknown): Readonly<Record<string, string>> {
  const labels: Record<string, string> = {}
  for (const [key, text] of Object.entries(asObject(value) ?? {})) if (typeof text === 'string') labels[key] = text
  return labels
}

/** A time of Go's: null for the zero time, which engines write for "never". */
export function asTime(value: unknown): string | null {
  const text = asString(value)
  if (text === null || text.startsWith('0001-01-01')) return null
  return Number.isNaN(Date.parse(text)) ? null : text
}
