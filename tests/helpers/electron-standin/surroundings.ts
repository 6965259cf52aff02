import { onSession } from './downloads.ts'
import { noteCall, noteProblem } from './findings.ts'
import { knownOnly } from './known-only.ts'

/** The parts of Electron around the windows. What would reach the user's desktop is noted instead. */

export const dialog = knownOnly('dialog', {
  showErrorBox(title: string, content: string): void {
    noteProblem(`a dialog says "${title}: ${content}"`)
  },
  /** With or without the window that it belongs to. Nobody is there to choose: a spec puts another in its place. */
  showOpenDialog(...args: readonly unknown[]): Promise<{ readonly canceled: boolean; readonly filePaths: string[] }> {
    const [windowOrOptions, options = windowOrOptions] = args
    noteCall('dialog.showOpenDialog', options)
    return Promise.resolve({ canceled: true, filePaths: [] })
  },
  /** Answered with the last of its buttons. */
  showMessageBox(...args: readonly { readonly buttons: readonly string[] }[]): Promise<{ readonly response: number }> {
    const options = args.at(-1)
    noteCall('dialog.showMessageBox', options)
    return Promise.resolve({ response: (options?.buttons.length ?? 1) - 1 })
  },
})

export const clipboard = knownOnly('clipboard', {
  writeText(text: string): Promise<void> {
    noteCall('clipboard.writeText', text)
    return Promise.resolve()
  },
})

export const shell = knownOnly('shell', {
  openExternal(url: string): Promise<void> {
    noteCall('shell.openExternal', url)
    return Promise.resolve()
  },
})

export const nativeTheme = knownOnly('nativeTheme', { shouldUseDarkColors: false, themeSource: 'system' })

export const screen = knownOnly('screen', {
  getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1040 } }],
})

/** Asked of a handler at once, with the permissions that pages ask for most. */
const PERMISSIONS = ['notifications', 'geolocation', 'media', 'clipboard-read', 'openExternal', 'fullscreen']

const COPYING = 'clipboard-sanitized-write'
const OWN_PAGE = { requestingUrl: 'app://plimsoll/' }
const FOREIGN_PAGE = { requestingUrl: 'https://example.com/' }

/** The dashboard may copy, and that is all that anybody may. */
function checkGrants(
  who: string,
  isGranted: (name: string, page: { readonly requestingUrl: string }) => boolean,
): void {
  const granted = PERMISSIONS.filter((name) => isGranted(name, OWN_PAGE))
  if (isGranted(COPYING, FOREIGN_PAGE)) granted.push('copying to foreign pages')
  if (granted.length > 0) noteProblem(`the ${who} grants ${granted.join(', ')}`)
  if (!isGranted(COPYING, OWN_PAGE)) noteProblem(`the ${who} does not let the page copy`)
}

interface Page {
  readonly requestingUrl: string
}

export const session = {
  defaultSession: knownOnly('session', {
    on: onSession,
    setPermissionRequestHandler(
      handler: (contents: null, name: string, answer: (yes: boolean) => void, page: Page) => void,
    ): void {
      checkGrants('request handler', (name, page) => {
        const answers: boolean[] = []
        handler(null, name, (yes) => answers.push(yes), page)
        return answers.includes(true)
      })
      noteCall('session.setPermissionRequestHandler', null)
    },
    setPermissionCheckHandler(handler: (contents: null, name: string, origin: string, page: Page) => boolean): void {
      checkGrants('check handler', (name, page) => handler(null, name, page.requestingUrl, page))
      noteCall('session.setPermissionCheckHandler', null)
    },
    setDevicePermissionHandler(handler: (details: object) => boolean): void {
      if (handler({ deviceType: 'usb' })) noteProblem('pages have devices')
      noteCall('session.setDevicePermissionHandler', null)
    },
  }),
}
