import { EventEmitter } from 'node:events'
import { existsSync } from 'node:fs'
import { isAbsolute } from 'node:path'
import { allWindowsClosed, app } from './app.ts'
import { noteProblem } from './findings.ts'
import { knownOnly, refuseUnknownEvent } from './known-only.ts'
import { addWindow, openWindows, removeWindow } from './open-windows.ts'
import { WebContents } from './web-contents.ts'

const EVENTS = ['ready-to-show', 'close', 'closed']

interface WebPreferences {
  readonly preload?: string
  readonly sandbox?: boolean
  readonly contextIsolation?: boolean
  readonly nodeIntegration?: boolean
  readonly webSecurity?: boolean
  readonly webviewTag?: boolean
}

interface WindowOptions {
  readonly x?: number
  readonly y?: number
  readonly width?: number
  readonly height?: number
  readonly show?: boolean
  readonly icon?: string
  readonly webPreferences?: WebPreferences
}

class Window extends EventEmitter {
  readonly webContents: WebContents
  #visible: boolean
  #maximized = false
  #closed = false
  readonly #bounds: { x: number; y: number; width: number; height: number }

  constructor(options: WindowOptions = {}) {
    super()
    if (!app.ready) throw new Error('Cannot create BrowserWindow before app is ready')
    checkPreferences(options.webPreferences ?? {})
    if (options.icon !== undefined && !existsSync(options.icon)) noteProblem(`there is no icon ${options.icon}`)
    const { x = 0, y = 0, width = 800, height = 600, show = true } = options
    this.#bounds = { x, y, width, height }
    this.#visible = show
    this.webContents = new WebContents(options.webPreferences?.preload)
    addWindow(this)
    app.emit('web-contents-created', {}, knownOnly('webContents', this.webContents))
    void this.#fitPage()
  }

  static getAllWindows(): readonly unknown[] {
    return openWindows()
  }

  override on(event: string | symbol, listener: (...args: never[]) => void): this {
    refuseUnknownEvent('BrowserWindow', event, EVENTS)
    return super.on(event, listener as (...args: unknown[]) => void)
  }

  async loadURL(url: string): Promise<void> {
    await this.webContents.load(url)
    this.emit('ready-to-show')
  }

  show(): void {
    this.#visible = true
  }

  isMinimized(): boolean {
    return false
  }

  focus(): void {
    this.#visible = true
  }

  /** As the page says: nothing of ours keeps it from that. */
  async getTitle(): Promise<string> {
    return (await this.webContents.page).title()
  }

  isVisible(): boolean {
    return this.#visible
  }

  maximize(): void {
    this.#maximized = true
  }

  isMaximized(): boolean {
    return this.#maximized
  }

  getNormalBounds(): object {
    return { ...this.#bounds }
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.emit('close', {})
    const last = removeWindow(this)
    void this.webContents.page.then((page) => page.close())
    this.emit('closed')
    if (last) allWindowsClosed()
  }

  async #fitPage(): Promise<void> {
    const page = await this.webContents.page
    page.once('close', () => {
      this.close()
    })
    await page.setViewportSize({ width: this.#bounds.width, height: this.#bounds.height })
  }
}

/** What makes a window unsafe or leaves it without its preload script: real Electron says little or nothing of it. */
function checkPreferences(preferences: WebPreferences): void {
  const { preload } = preferences
  if (preload !== undefined && !isAbsolute(preload)) noteProblem(`the preload path is not absolute: ${preload}`)
  if (preload !== undefined && !existsSync(preload)) noteProblem(`the preload script does not exist: ${preload}`)
  if (preload?.endsWith('.mjs') === true) noteProblem('a sandboxed preload script cannot be an ES module')
  if (preferences.nodeIntegration === true) noteProblem('nodeIntegration is on')
  if (preferences.contextIsolation === false) noteProblem('contextIsolation is off')
  if (preferences.sandbox === false) noteProblem('sandbox is off')
  if (preferences.webSecurity === false) noteProblem('webSecurity is off')
  if (preferences.webviewTag === true) noteProblem('webviewTag is on')
}

export const BrowserWindow = knownOnly('BrowserWindow', Window)
