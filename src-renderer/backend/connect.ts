import type { Backend } from './connection.ts'
import { connectElectron } from './electron-transport.ts'
import { connectWeb } from './web-transport.ts'

/** The only way out of the page. Which one is told by what the preload script exposes. */
export function connect(): Backend {
  return window.plimsollHost === 'electron' ? connectElectron() : connectWeb()
}
