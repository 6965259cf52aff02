import type { FromPage, FromProgram, makeWire } from './wire.ts'

type Preload = (require: (name: string) => unknown, module: object, exports: object, process: object) => void

declare global {
  interface Window {
    __standinSend?: (text: string) => Promise<void>
    __standinReceive?: (text: string) => void
    /** Paths of files that the spec drops, by name. */
    __standinPaths?: Readonly<Record<string, string>>
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
  tell({ kind: 'page-began' })

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
      Object.defineProperty(window, key, { value: acrossTheBridge(value), enumerable: true })
    },
  })

  /** Values are copied; a function stays on its side, and what goes in and comes out of it is copied. */
  const acrossTheBridge = (value: unknown): unknown => {
    if (typeof value !== 'function') return Object.freeze(structuredClone(value))
    const call = value as (...args: unknown[]) => unknown
    return (...args: unknown[]) => structuredClone(call(...args.map((each) => structuredClone(each))))
  }

  /** Of files that were really dropped, what the spec has said of them: a page cannot know. */
  const webUtils = missing('webUtils', {
    getPathForFile: ({ name }: File) => window.__standinPaths?.[name] ?? '',
  })

  window.__standinReceive = (text) => {
    const { kind, port, message } = JSON.parse(text) as FromProgram
    if (kind === 'port-closed') ports.get(port)?.close()
    else ports.get(port)?.postMessage(wire.unpack(message))
  }

  if (preload === null) return
  const electron = missing('electron', { ipcRenderer, contextBridge, webUtils })
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
