import { createHash } from 'node:crypto'

const STYLE = `
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif }
body { max-width: 34rem; margin: 18vh auto 0; padding: 0 1.5rem }
h1 { font-size: 1.25rem; margin: 0 0 .75rem }
code { font-size: .95em }`

const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64')

/** The policy of the plain pages: one known style, nothing else. */
export const PLAIN_PAGE_POLICY = `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`

/** A page without scripts for whoever is not let in. `head` and `body` are our own constants, never a request's. */
function plainPage(title: string, body: string, head = ''): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${title} · Plimsoll</title>${head}<style>${STYLE}</style></head>
<body><h1>${title}</h1>${body}</body></html>
`
}

const NEW_LINK = `<p>Each start prints one new link. Stop Plimsoll with <code>Ctrl C</code> in its terminal, start it again
(<code>npm start</code> or <code>plimsoll serve</code>) and open the link it prints.</p>`

/** For a link that was opened before. */
export const USED_LINK_PAGE = plainPage('This link was already used', `<p>It lets in one browser, once.</p>${NEW_LINK}`)

/**
 * For a browser that was not let in. The link helps one that was, and came here from another site's page: empty, it leads
 * to the address that was asked for, whatever that is.
 */
export const LOCKED_PAGE = plainPage(
  'Open the link that Plimsoll printed',
  `<p>The dashboard shows only to the browser that opened the link from the terminal.</p>${NEW_LINK}
<p>If this is that browser: <a href="">show the dashboard</a>.</p>`,
)

/**
 * Goes on to the dashboard. A redirect will not do when the link was clicked on another site's page (a terminal in the
 * browser): the request after it still counts as that site's, and a strict cookie stays behind.
 */
export const GO_ON_PAGE = plainPage(
  'Opening the dashboard',
  '<p><a href="/">Show the dashboard</a></p>',
  '<meta http-equiv="refresh" content="0; url=/">',
)

/** For a path that leads nowhere. */
export const NOT_FOUND_PAGE = plainPage('There is nothing here', '<p><a href="/">Show the dashboard</a></p>')
