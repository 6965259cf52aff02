import { ipcMain, type IpcMainEvent, type MessagePortMain } from 'electron'
import { RPCHandler } from '@orpc/server/message-port'
import { createCreditWindows } from '../../contract/credit-window.ts'
import type { HostRouter } from '../shared/hosted-application.ts'
import { isPageUrl } from './page-address.ts'

/** The one channel between a page and this process; the preload script names it too. */
const PORT_MESSAGE = 'plimsoll:port'

/** Answers our own page's requests through the port it hands over. The port ends with the page. */
export function connectPages(router: HostRouter): void {
  const handler = new RPCHandler(router)
  ipcMain.on(PORT_MESSAGE, (event) => {
    const port = portFromOwnPage(event)
    if (port === null) return
    handler.upgrade(port, { context: { windows: createCreditWindows() } })
    port.start()
  })
}

/** Null unless the top frame of a window of ours sent exactly one port. A frame that is gone has no address any more. */
function portFromOwnPage(event: IpcMainEvent): MessagePortMain | null {
  const frame = event.senderFrame
  const isOwnPage = frame !== null && frame.parent === null && isPageUrl(frame.url)
  const [port, ...more] = event.ports
  return isOwnPage && port !== undefined && more.length === 0 ? port : null
}
