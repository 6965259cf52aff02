import { EventEmitter } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import type { Frame, Page, Route } from 'playwright-core'
import { browser } from './chromium.ts'
import { takeDownload } from './downloads.ts'
import { noteProblem } from './findings.ts'
import { deliver, MessagePortMain } from './ipc-main.ts'
import { refuseUnknownEvent } from './known-only.ts'
import { pageSide } from './page-side.ts'
import { fetchFromProgram, fromBrowser, toBrowser } from './protocol.ts'
import { makeWire, type FromPage, type FromProgram } from './wire.ts'

const EVENTS = ['will-navigate', 'will-redirect', 'will-attach-webview']

type OpenHandler = (details: { readonly url: string }) => { readonly action: string }

/** A page of the browser, as the contents of a window. */
export class WebContents extends EventEmitter {
  readonly page: Promise<Page>
  #openHandler: OpenHandler = () => ({ action: 'allow' })
  #ports = new Map<number, MessagePortMain>()
  #zoom = 0

  constructor(preload: string | undefined) {
    super()
    this.page = this.#open(preload)
  }

  override on(event: string | symbol, listener: (...args: never[]) => void): this {
    refuseUnknownEvent('webContents', event, EVENTS)
    return super.on(event, listener as (...args: unknown[]) => void)
  }

  setWindowOpenHandler(handler: OpenHandler): void {
    this.#openHandler = handler
  }

  getZoomLevel(): number {
    return this.#zoom
  }

  setZoomLevel(level: number): void {
    this.#zoom = level
  }

  async load(url: string): Promise<void> {
    const page = await this.page
    await page.goto(toBrowser(url), { waitUntil: 'load' })
  }

  async #open(preload: string | undefined): Promise<Page> {
    const context = await browser
    const blank = context.pages().find((page) => page.url() === 'about:blank')
    const page = blank ?? (await context.newPage())
    await page.exposeBinding('__standinSend', (source, text: string) => {
      this.#receive(source.frame, JSON.parse(text) as FromPage)
    })
    await page.route('**/*', (route) => this.#answer(route))
    // Whatever else opens gets an empty page, so that it has its address when the program is asked about it.
    await context.route('**/*', (route) => route.fulfill({ body: '' }))
    await page.addInitScript(`(${pageSide.toString()})(${makeWire.toString()}, ${preloadFunction(preload)})`)
    await page.addInitScript(() => {
      addEventListener('securitypolicyviolation', (event) => {
        console.error(`policy violation: ${event.violatedDirective} refused ${event.blockedURI}`)
      })
    })
    this.#watch(page)
    return page
  }

  #watch(page: Page): void {
    page.on('console', (message) => {
      if (message.type() === 'error') noteProblem(`the page says: ${message.text()}`)
    })
    page.on('pageerror', (error) => {
      noteProblem(`uncaught in the page: ${error.message}`)
    })
    page.on('download', (download) => {
      takeDownload(download).catch((error: unknown) => {
        noteProblem(`a download failed: ${String(error)}`)
      })
    })
    page.on('popup', (popup) => {
      if (this.#openHandler({ url: popup.url() }).action !== 'deny') noteProblem(`a window opened: ${popup.url()}`)
      void popup.close()
    })
  }

  /** Ports end with the page that sent them; going to another place in it ends nothing. */
  #closePorts(): void {
    for (const port of this.#ports.values()) port.emit('close')
    this.#ports.clear()
  }

  async #answer(route: Route): Promise<void> {
    const request = route.request()
    const url = fromBrowser(request.url())
    if (url === null) {
      if (request.isNavigationRequest() && this.#isRefused(request.url())) return route.abort()
      noteProblem(`the page asked the network: ${request.url()}`)
      return route.abort()
    }
    const response = await fetchFromProgram(url, request.headers())
    if (!response.ok) noteProblem(`the page asked for what is not there: ${url}`)
    const body = Buffer.from(await response.arrayBuffer())
    return route.fulfill({ status: response.status, headers: Object.fromEntries(response.headers), body })
  }

  /** Asks the program about a navigation away from its page. */
  #isRefused(url: string): boolean {
    let refused = false
    const preventDefault = (): void => {
      refused = true
    }
    this.emit('will-navigate', { url, preventDefault })
    return refused
  }

  #receive(frame: Frame, message: FromPage): void {
    switch (message.kind) {
      case 'page-began':
        this.#closePorts()
        return
      case 'preload-failed':
        noteProblem(`the preload script failed: ${message.reason}`)
        return
      case 'port-message':
        this.#ports.get(message.port)?.receive(message.message)
        return
      case 'port-sent':
        deliver(message.channel, this.#eventOf(frame, message.ports), message.message)
    }
  }

  #eventOf(frame: Frame, numbers: readonly number[]): object {
    const ports = numbers.map((number) => {
      const port = new MessagePortMain((message) => {
        this.#tell({ kind: 'port-message', port: number, message })
      })
      this.#ports.set(number, port)
      return port
    })
    const url = fromBrowser(frame.url()) ?? frame.url()
    return { senderFrame: { url, parent: frame.parentFrame() }, ports }
  }

  #tell(message: FromProgram): void {
    const text = JSON.stringify(message)
    // A page that is just going away hears nothing any more; Electron drops the message as well.
    this.page.then((page) => page.evaluate((each) => window.__standinReceive?.(each), text)).catch(() => undefined)
  }
}

function preloadFunction(preload: string | undefined): string {
  if (preload === undefined || !existsSync(preload)) return 'null'
  return `function (require, module, exports, process) {${readFileSync(preload, 'utf8')}\n}`
}
