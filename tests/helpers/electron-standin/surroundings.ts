import { noteCall, noteProblem } from './findings.ts'
import { knownOnly } from './known-only.ts'

/** The parts of Electron around the windows. What would reach the user's desktop is noted instead. */

export const dialog = knownOnly('dialog', {
  showErrorBox(title: string, content: string): void {
    noteProblem(`a dialog says "${title}: ${content}"`)
  },
})

export const shell = knownOnly('shell', {
  openExternal(url: string): Promise<void> {
    noteCall('shell.openExternal', url)
    return Promise.resolve()
  },
})

export const nativeTheme = knownOnly('nativeTheme', { shouldUseDarkColors: false })

export const screen = knownOnly('screen', {
  getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1040 } }],
})

const ROLES = ['quit', 'appMenu', 'editMenu', 'windowMenu', 'resetZoom', 'zoomIn', 'zoomOut', 'togglefullscreen']

interface MenuItem {
  readonly role?: string
  readonly label?: string
  readonly type?: string
  readonly submenu?: readonly MenuItem[]
}

export const Menu = knownOnly('Menu', {
  buildFromTemplate(items: readonly MenuItem[]): readonly MenuItem[] {
    for (const { role, label, type, submenu } of items) {
      if (role !== undefined && !ROLES.includes(role)) throw new Error(`The stand-in has no menu role ${role}.`)
      if (role === undefined && label === undefined && type === undefined) throw new Error('A menu item says nothing.')
      if (submenu !== undefined) Menu.buildFromTemplate(submenu)
    }
    return items
  },
  setApplicationMenu(menu: readonly MenuItem[]): void {
    noteCall('Menu.setApplicationMenu', menu)
  },
})

/** Whether a handler grants anything is asked at once, with the permissions that pages ask for most. */
const PERMISSIONS = ['notifications', 'geolocation', 'media', 'clipboard-read', 'openExternal', 'fullscreen']

export const session = {
  defaultSession: knownOnly('session', {
    setPermissionRequestHandler(handler: (contents: null, name: string, answer: (yes: boolean) => void) => void): void {
      for (const name of PERMISSIONS) {
        handler(null, name, (granted) => {
          if (granted) noteProblem(`pages are granted ${name}`)
        })
      }
      noteCall('session.setPermissionRequestHandler', null)
    },
    setPermissionCheckHandler(handler: (contents: null, name: string) => boolean): void {
      for (const name of PERMISSIONS) if (handler(null, name)) noteProblem(`pages have ${name}`)
      noteCall('session.setPermissionCheckHandler', null)
    },
    setDevicePermissionHandler(handler: (details: object) => boolean): void {
      if (handler({ deviceType: 'usb' })) noteProblem('pages have devices')
      noteCall('session.setDevicePermissionHandler', null)
    },
  }),
}
