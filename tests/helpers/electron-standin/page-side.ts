import type { FromPage, FromProgram, makeWire } from './wire.ts'

type Preload = (require: (name: string) => unknown, module: object, exports: object, process: object) => void

declare global {
  interface Window {
    __standinSend?: (text: string) => Promise<void>
    __standinReceive?: (text: string) => void
  }
}

/**
 * Runs in the page before any script of its own, as text: gives the built preload script what a sandboxed one may
 * have. It may refer to nothing outside its own function.
 */
export function pageSide(wireMaker: typeof makeWire, preload: Preload | null): void {
  const wire = wireMaker()
  const send = window.__standinSend
  if (send === undefined || window.top !== window) return
  delete window.__standinSend
  const tell = (message: FromPage): void => void send(JSON.stringify(message))

  const missing = (owner: string, parts: object): unknown =>
    new Proxy(parts, {
      get(target, key) {
        if (key in target) return Reflect.get(target, key) as unknown
        throw new Error(`The stand-in has no ${owner}.${String(key)}.`)
      },
    })

  const ports = new Map<number, MessagePort>()
  const ipcRenderer = missing('ipcRenderer', {
    postMessage(channel: string, message: unknown, transfer: readonly MessagePort[] = []) {
      const numbers = transfer.map((port) => {
        const number = ports.size + 1
        ports.set(number, port)
        port.onmessage = (event) => {
          tell({ kind: 'port-message', port: number, message: wire.pack(event.data) })
        }
        return number
      })
      tell({ kind: 'port-sent', channel, message: wire.pack(message), ports: numbers })
    },
  })

  const contextBridge = missing('contextBridge', {
    exposeInMainWorld(key: string, value: unknown) {
      if (key in window) throw new Error('Cannot bind an API on top of an existing property on the window object')
      Object.defineProperty(window, key, { value: Object.freeze(structuredClone(value)), enumerable: true })
    },
  })

  window.__standinReceive = (text) => {
    const { kind, port, message } = JSON.parse(text) as FromProgram
    if (kind === 'port-closed') ports.get(port)?.close()
    else ports.get(port)?.postMessage(wire.unpack(message))
  }

  if (preload === null) return
  const electron = missing('electron', { ipcRenderer, contextBridge })
  const sandboxRequire = (name: string): unknown => {
    if (name === 'electron') return electron
    throw new Error(`module not found: ${name}`)
  }
  const module = { exports: {} }
  try {
    preload(sandboxRequire, module, module.exports, { contextIsolated: true, sandboxed: true })
  } catch (error) {
    tell({ kind: 'preload-failed', reason: String(error) })
    throw error
  }
}
