import { app, BrowserWindow, dialog } from 'electron'
import type { HostPort } from '../../service/host-port.ts'
import type { HostedApplication } from '../shared/hosted-application.ts'
import { readRendererFiles } from '../shared/renderer-files.ts'
import { connectPages } from './connect-pages.ts'
import { createDesktop } from './desktop.ts'
import { lockDown } from './lock-down.ts'
import { openMainWindow, type WindowPage } from './main-window.ts'
import { registerPageScheme, servePage } from './page-protocol.ts'
import type { ProgramFacts } from './program-facts.ts'
import { reportProblem } from './report-problem.ts'

/** Milliseconds the application gets to end what it runs, before the process ends regardless. */
const CLOSING_TIME = 5000

export interface ElectronHostOptions {
  /** Builds the application with the desktop around it. Its failure is shown to the user. */
  readonly createApplication: (host: HostPort) => HostedApplication | Promise<HostedApplication>
  readonly program: ProgramFacts
  /** The built renderer, `out/renderer`. */
  readonly rendererDirectory: string
  /** Absolute path of the built preload script; CommonJS, as the sandbox demands. */
  readonly preload: string
  /** A picture, for the window's corner and the list of windows. */
  readonly icon: string
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
  app.on('second-instance', () => {
    focusWindow()
  })
  start(options).catch(failToStart)
}

async function start(options: ElectronHostOptions): Promise<void> {
  await app.whenReady()
  lockDown()
  const desktop = createDesktop(options.program, () => {
    showWindow(options)
  })
  servePage(await readRendererFiles(options.rendererDirectory))
  const application = await options.createApplication(desktop)
  closeBeforeQuitting(application)
  connectPages(application.router)
  application.start()
  keepAWindow(options)
  await openMainWindow(options)
}

/** On macOS a program without windows goes on, and opens one when it is chosen again; elsewhere it ends. */
function keepAWindow(page: WindowPage): void {
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit()
  })
  app.on('activate', () => {
    showWindow(page)
  })
}

function showWindow(page: WindowPage): void {
  if (!focusWindow()) openMainWindow(page).catch(failToStart)
}

/** False where there is no window. */
function focusWindow(): boolean {
  const window = BrowserWindow.getAllWindows()[0]
  if (window === undefined) return false
  if (window.isMinimized()) window.restore()
  window.focus()
  return true
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
