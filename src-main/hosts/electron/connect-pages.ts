import { ipcMain } from 'electron'
import { RPCHandler } from '@orpc/server/message-port'
import { createCreditWindows } from '../../contract/credit-window.ts'
import type { HostRouter } from '../shared/hosted-application.ts'
import { portFromOwnPage } from './own-port.ts'

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
