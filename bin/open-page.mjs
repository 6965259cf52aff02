// Opens the page in the user's browser. Its link holds a secret, and every user of this machine can read command lines.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * Hands the browser a file that only this user can read, and that leads on to the link. Answers a function that removes
 * it. Whoever has no browser that could be opened has the printed link: `onFailure` is told.
 */
export function openPage(url, onFailure) {
  const directory = mkdtempSync(join(tmpdir(), 'plimsoll-open-'))
  const path = join(directory, 'plimsoll.html')
  writeFileSync(path, pageTo(url), { mode: 0o600, flag: 'wx' })
  void openInBrowser(path, onFailure)
  return () => rmSync(directory, { recursive: true, force: true })
}

async function openInBrowser(path, onFailure) {
  try {
    const { default: open } = await import('open')
    const opener = await open(path)
    opener.on('error', onFailure)
  } catch (error) {
    onFailure(error)
  }
}

/** The link is our own: an origin on this machine and a token of letters, digits, `-` and `_`. */
function pageTo(url) {
  const link = url.replaceAll('&', '&amp;').replaceAll('"', '&quot;')
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="referrer" content="no-referrer">
<meta http-equiv="refresh" content="0; url=${link}">
<title>Plimsoll</title>
<p><a href="${link}">Open Plimsoll</a></p>
</html>
`
}
