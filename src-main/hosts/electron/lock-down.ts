import { app, session, type WebContents } from 'electron'
import { openOutside } from './open-outside.ts'
import { isPageUrl } from './page-address.ts'

/** The one permission there is: to put text on the clipboard when the user clicks on Copy. Not to read it. */
const GRANTED = 'clipboard-sanitized-write'

/**
 * Holds every window of this process to what the dashboard needs: its own page, no other windows, no
 * embedded pages. Once, when Electron is ready and before the first window.
 */
export function lockDown(): void {
  session.defaultSession.setPermissionRequestHandler((_contents, permission, answer, { requestingUrl }) => {
    answer(isGranted(permission, requestingUrl))
  })
  session.defaultSession.setPermissionCheckHandler((_contents, permission, _origin, { requestingUrl }) =>
    isGranted(permission, requestingUrl),
  )
  session.defaultSession.setDevicePermissionHandler(() => false)
  app.on('web-contents-created', (_event, contents) => {
    keepToOwnPage(contents)
  })
}

function isGranted(permission: string, requestingUrl: string | undefined): boolean {
  return permission === GRANTED && requestingUrl !== undefined && isPageUrl(requestingUrl)
}

function keepToOwnPage(contents: WebContents): void {
  const refuseForeign = (event: Electron.Event<Electron.WebContentsWillNavigateEventParams>): void => {
    if (!isPageUrl(event.url)) event.preventDefault()
  }
  contents.on('will-navigate', refuseForeign)
  contents.on('will-redirect', (event) => {
    event.preventDefault()
  })
  contents.on('will-attach-webview', (event) => {
    event.preventDefault()
  })
  contents.setWindowOpenHandler(({ url }) => {
    openOutside(url)
    return { action: 'deny' }
  })
}
