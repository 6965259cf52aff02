import { join } from 'node:path'
import { app, BrowserWindow, nativeTheme, screen } from 'electron'
import { PAGE_ORIGIN } from './page-address.ts'
import { reportProblem } from './report-problem.ts'
import { MINIMUM_SIZE, readWindowState, withinReach, writeWindowState, type WindowState } from './window-state.ts'

const DEFAULT_SIZE = { width: 1280, height: 820 } as const

/** The page's own background in both themes, shown until the page is. */
const BACKGROUND = { light: '#f3f5f7', dark: '#0f1318' } as const

/** Files that a window is made with, by absolute path. */
export interface WindowPage {
  readonly preload: string
  readonly icon: string
}

/** Opens the dashboard's window where it was last, and shows it once the page is painted. */
export async function openMainWindow(page: WindowPage): Promise<BrowserWindow> {
  const statePath = join(app.getPath('userData'), 'window.json')
  const workAreas = screen.getAllDisplays().map((display) => display.workArea)
  const state = withinReach(readWindowState(statePath, reportProblem), workAreas)
  const window = createWindow(page, state)
  if (state?.maximized === true) window.maximize()
  window.once('ready-to-show', () => {
    window.show()
  })
  window.on('close', () => {
    const { webContents } = window
    const zoom = webContents.getZoomLevel()
    writeWindowState(
      statePath,
      { bounds: window.getNormalBounds(), maximized: window.isMaximized(), zoom },
      reportProblem,
    )
  })
  await window.loadURL(`${PAGE_ORIGIN}/`)
  // Of the page that is there: a new one begins at its natural size.
  if (state !== null) window.webContents.setZoomLevel(state.zoom)
  return window
}

function createWindow({ preload, icon }: WindowPage, state: WindowState | null): BrowserWindow {
  return new BrowserWindow({
    ...(state?.bounds ?? DEFAULT_SIZE),
    minWidth: MINIMUM_SIZE.width,
    minHeight: MINIMUM_SIZE.height,
    title: 'Plimsoll',
    // Elsewhere it is the program's own.
    ...(process.platform === 'linux' ? { icon } : {}),
    show: false,
    backgroundColor: nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light,
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
    },
  })
}
