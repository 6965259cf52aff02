import { EventEmitter } from 'node:events'
import type { Download } from 'playwright-core'
import { noteCall, noteProblem } from './findings.ts'
import { knownOnly, refuseUnknownEvent } from './known-only.ts'
import { PreventableEvent } from './preventable-event.ts'
import { fromBrowser } from './protocol.ts'

type Listener = (event: { preventDefault: () => void }, item: object, contents: object) => void

let listener: Listener | null = null

/** `session.on`, for the one event that there is. */
export function onSession(event: string, onDownload: Listener): void {
  refuseUnknownEvent('session', event, ['will-download'])
  listener = onDownload
}

interface SaveDialog {
  readonly defaultPath?: string
}

/** A download on its way, as the program gets it. */
class DownloadItem extends EventEmitter {
  readonly #url: string
  readonly #name: string
  dialog: SaveDialog = {}

  constructor(download: Download) {
    super()
    // `blob:` stands before the page's own address.
    const url = download.url()
    this.#url = url.startsWith('blob:') ? `blob:${fromBrowser(url.slice(5)) ?? url.slice(5)}` : url
    this.#name = download.suggestedFilename()
  }

  override once(event: string, onEvent: (...args: never[]) => void): this {
    refuseUnknownEvent('DownloadItem', event, ['done'])
    return super.once(event, onEvent as (...args: unknown[]) => void)
  }

  getURL(): string {
    return this.#url
  }

  getFilename(): string {
    return this.#name
  }

  getSavePath(): string {
    return this.dialog.defaultPath ?? ''
  }

  setSaveDialogOptions(options: SaveDialog): void {
    this.dialog = options
  }
}

/** Asks the program about a download. Its dialog is noted and answered with Enter: the file goes where it proposes. */
export async function takeDownload(download: Download): Promise<void> {
  const item = new DownloadItem(download)
  const event = new PreventableEvent()
  listener?.(event, knownOnly('DownloadItem', item), {})
  if (event.prevented) return download.cancel()
  noteCall('save dialog', item.dialog)
  if (item.dialog.defaultPath === undefined) noteProblem(`nobody says where ${download.suggestedFilename()} goes`)
  else await download.saveAs(item.dialog.defaultPath)
  item.emit('done', {}, 'completed')
}
