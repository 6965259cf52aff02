import { Menu, type MenuItemConstructorOptions } from 'electron'

/**
 * The menus. There is no Reload: the page's own Measure has its key, and a fresh page would only lose the place.
 * macOS has its application menu first; everywhere else Quit is under File.
 */
export function setApplicationMenu(platform: NodeJS.Platform): void {
  const first: MenuItemConstructorOptions =
    platform === 'darwin' ? { role: 'appMenu' } : { label: '&File', submenu: [{ role: 'quit' }] }
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      first,
      { role: 'editMenu' },
      {
        label: '&View',
        submenu: [
          { role: 'resetZoom' },
          { role: 'zoomIn' },
          { role: 'zoomOut' },
          { type: 'separator' },
          { role: 'togglefullscreen' },
        ],
      },
      { role: 'windowMenu' },
    ]),
  )
}
