import { app, session, shell, type WebContents } from 'electron'
import { isLinkedPage, isPageUrl } from './page-address.ts'

/**
 * Holds every window of this process to what the dashboard needs: its own page, no permissions, no other windows, no
 * embedded pages. Once, when Electron is ready and before the first window.
 */
export function lockDown(): void {
  session.defaultSession.setPermissionRequestHandler((_contents, _permission, answer) => {
    answer(false)
  })
  session.defaultSession.setPermissionCheckHandler(() => false)
  session.defaultSession.setDevicePermissionHandler(() => false)
  app.on('web-contents-created', (_event, contents) => {
    keepToOwnPage(contents)
  })
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
    if (isLinkedPage(url)) void shell.openExternal(url)
    return { action: 'deny' }
  })
}
