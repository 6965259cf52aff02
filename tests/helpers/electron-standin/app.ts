import { EventEmitter } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { browser, closeBrowser } from './chromium.ts'
import { knownOnly, refuseUnknownEvent } from './known-only.ts'
import { openWindows } from './open-windows.ts'
import { PreventableEvent } from './preventable-event.ts'

const EVENTS = ['second-instance', 'web-contents-created', 'window-all-closed', 'activate', 'will-quit']

class App extends EventEmitter {
  ready = false
  readonly isPackaged = false
  readonly #whenReady = browser.then(() => {
    this.ready = true
  })

  override on(event: string | symbol, listener: (...args: never[]) => void): this {
    refuseUnknownEvent('app', event, EVENTS)
    return super.on(event, listener as (...args: unknown[]) => void)
  }

  requestSingleInstanceLock(): boolean {
    return true
  }

  enableSandbox(): void {
    if (this.ready) throw new Error('app.enableSandbox() can only be called before app is ready')
  }

  whenReady(): Promise<void> {
    return this.#whenReady
  }

  getPath(name: string): string {
    if (name === 'userData') return userData
    if (name === 'downloads') return downloads
    throw new Error(`The stand-in has no path ${name}.`)
  }

  getPreferredSystemLanguages(): readonly string[] {
    return ['en-GB']
  }

  /** Closes the windows, then asks whether anything still has to be done, as Electron does. */
  quit(): void {
    for (const window of openWindows()) window.close()
    const event = new PreventableEvent()
    this.emit('will-quit', event)
    if (!event.prevented) this.exit(0)
  }

  exit(code: number): void {
    void closeBrowser().finally(() => {
      process.exit(code)
    })
  }
}

const downloads = mkdtempSync(join(tmpdir(), 'plimsoll-standin-downloads-'))
const userData = mkdtempSync(join(tmpdir(), 'plimsoll-standin-data-'))

const instance = new App()

/** Called when the last window has closed. */
export function allWindowsClosed(): void {
  if (instance.listenerCount('window-all-closed') > 0) instance.emit('window-all-closed')
  else instance.quit()
}

export const app = knownOnly('app', instance)
