/** A scheme of our own: a page from `file:` could read the user's other files. */
export const PAGE_SCHEME = 'app'

const PAGE_HOST = 'plimsoll'

/** Where the page lives. */
export const PAGE_ORIGIN = `${PAGE_SCHEME}://${PAGE_HOST}`

/** True for the address of our own page, whatever its path. */
export function isPageUrl(url: string): boolean {
  const parsed = URL.parse(url)
  return parsed !== null && parsed.protocol === `${PAGE_SCHEME}:` && parsed.host === PAGE_HOST
}

/** Sites that a link of ours may open, in the user's own browser. */
const LINKED_HOSTS: readonly string[] = ['docs.docker.com', 'plimsoll.example']

/** True for a page that a link of ours may open outside. */
export function isLinkedPage(url: string): boolean {
  const parsed = URL.parse(url)
  return parsed?.protocol === 'https:' && LINKED_HOSTS.includes(parsed.host) && parsed.username === ''
}
