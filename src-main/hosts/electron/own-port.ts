import type { IpcMainEvent, MessagePortMain } from 'electron'
import { isPageUrl } from './page-address.ts'

/** What is looked at to know who sent a port. */
export type PortEvent = Pick<IpcMainEvent, 'ports'> & {
  readonly senderFrame: Pick<Electron.WebFrameMain, 'url' | 'parent'> | null
}

/**
 * The port that a page of ours sent, or null: unless the top frame of a window shows our own page and sent exactly one.
 * A frame that is gone has no address any more.
 */
export function portFromOwnPage({ senderFrame, ports }: PortEvent): MessagePortMain | null {
  const isOwnPage = senderFrame !== null && senderFrame.parent === null && isPageUrl(senderFrame.url)
  const [port, ...more] = ports
  return isOwnPage && port !== undefined && more.length === 0 ? port : null
}
