import type { ImageRow } from '../../../src-main/views/images.ts'

/** Digits of an ID that tell images apart well enough. */
const SHORT_ID = 6

/** The image that an address names: by ID, reference, or the beginning of an ID. */
export function openedImage(rows: readonly ImageRow[], wanted: string | null): ImageRow | null {
  if (wanted === null) return null
  const named = rows.find(({ id, references }) => id === wanted || references.includes(wanted))
  if (named !== undefined || wanted.length < SHORT_ID) return named ?? null
  return rows.find(({ id }) => withoutAlgorithm(id).startsWith(withoutAlgorithm(wanted))) ?? null
}

function withoutAlgorithm(id: string): string {
  return id.replace(/^sha256:/, '')
}
