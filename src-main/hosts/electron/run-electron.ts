import { app, BrowserWindow, dialog } from 'electron'
import type { HostedApplication } from '../shared/hosted-application.ts'
import { readRendererFiles } from '../shared/renderer-files.ts'
import { setApplicationMenu } from './application-menu.ts'
import { connectPages } from './connect-pages.ts'
import { lockDown } from './lock-down.ts'
import { openMainWindow } from './main-window.ts'
import { registerPageScheme, servePage } from './page-protocol.ts'
import { reportProblem } from './report-problem.ts'

/** Milliseconds the application gets to end what it runs, before the process ends regardless. */
const CLOSING_TIME = 5000

export interface ElectronHostOptions {
  /** Builds the application. Its failure is shown to the user. */
  readonly createApplication: () => HostedApplication | Promise<HostedApplication>
  /** The built renderer, `out/renderer`. */
  readonly rendererDirectory: string
  /** Absolute path of the built preload script; CommonJS, as the sandbox demands. */
  readonly preload: string
}

/**
 * Runs the dashboard as a desktop program: one process, one window. A second start brings the first one's window to the
 * front and ends. A start that fails says why in a dialog and ends with code 1.
 */
export function runElectron(options: ElectronHostOptions): void {
  if (!app.requestSingleInstanceLock()) {
    app.exit(0)
    return
  }
  app.enableSandbox()
  registerPageScheme()
  app.on('second-instance', focusWindow)
  start(options).catch(failToStart)
}

async function start(options: ElectronHostOptions): Promise<void> {
  await app.whenReady()
  lockDown()
  setApplicationMenu(process.platform)
  servePage(await readRendererFiles(options.rendererDirectory))
  const application = await options.createApplication()
  closeBeforeQuitting(application)
  connectPages(application.router)
  application.start()
  keepAWindow(options.preload)
  await openMainWindow(options.preload)
}

/** On macOS a program without windows goes on, and opens one when it is chosen again; elsewhere it ends. */
function keepAWindow(preload: string): void {
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit()
  })
  app.on('activate', () => {
    if (BrowserWindow.getAllWindows().length === 0) openMainWindow(preload).catch(failToStart)
  })
}

function focusWindow(): void {
  const window = BrowserWindow.getAllWindows()[0]
  if (window === undefined) return
  if (window.isMinimized()) window.restore()
  window.focus()
}

/** Electron ends without waiting for promises, so the first request to end is held back until the work has ended. */
function closeBeforeQuitting(application: HostedApplication): void {
  let closed = false
  app.on('will-quit', (event) => {
    if (closed) return
    event.preventDefault()
    closed = true
    void endInTime(application).then((code) => {
      app.exit(code)
    })
  })
}

async function endInTime(application: HostedApplication): Promise<number> {
  const late = new Promise<number>((resolve) => {
    setTimeout(() => {
      reportProblem('The work did not end in time and was left.')
      resolve(1)
    }, CLOSING_TIME)
  })
  const ended = application.close().then(
    () => 0,
    (error: unknown) => {
      reportProblem(`The work did not end well: ${String(error)}`)
      return 1
    },
  )
  return Promise.race([ended, late])
}

function failToStart(error: unknown): void {
  const reason = error instanceof Error ? error.message : String(error)
  reportProblem(`could not start: ${error instanceof Error ? (error.stack ?? reason) : reason}`)
  dialog.showErrorBox('Plimsoll could not start', reason)
  app.exit(1)
}
