/** What the window shows, the most special first. */
export interface TitleParts {
  /** The object that is open, as the address names it; null: none is. */
  readonly object: string | null
  readonly page: string
  /** What is looked at, unless it is the engine that is looked at anyway. */
  readonly subject: string | null
  readonly app: string
}

/** Digits by which people tell IDs apart. */
const SHORT_ID = 12

/** The window's title: `web-1 – Containers – build-host – Plimsoll`. */
export function windowTitle({ object, page, subject, app }: TitleParts): string {
  const parts = [object === null ? '' : shortened(object), page, subject ?? '', app]
  return parts.filter((part) => part !== '').join(' – ')
}

/** A name as it is; an ID by its first digits. */
function shortened(object: string): string {
  const id = /^(?:sha256:)?([0-9a-f]{64})$/.exec(object)?.[1]
  return id === undefined ? object : id.slice(0, SHORT_ID)
}
