import { contextBridge, ipcRenderer, webUtils } from 'electron'

/** The part of the page's window used here; the sources of the main process know no other. */
declare const window: {
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void
}

/** What the page posts with its port, and the channel on which the main process waits for it. */
const PORT_MESSAGE = 'plimsoll:port'

/** Tells the page to use the port: all it can ask goes through the contract. */
contextBridge.exposeInMainWorld('plimsollHost', 'electron')

/**
 * Where a file or folder is that the user has dropped on the window; empty for a file that a script has made up. Only this
 * side may know: in the page's own world a dropped folder has a name and no path.
 */
contextBridge.exposeInMainWorld('plimsollPathOf', (file: File) => webUtils.getPathForFile(file))

let handedOver = false

/** Passes on one port for each page. Ports cannot cross the context bridge, so the page posts it to its own window. */
window.addEventListener('message', (event) => {
  const [port] = event.ports
  if (handedOver || event.source !== window || event.data !== PORT_MESSAGE || port === undefined) return
  handedOver = true
  ipcRenderer.postMessage(PORT_MESSAGE, null, [port])
})
