import { EventEmitter } from 'node:events'
import { noteProblem } from './findings.ts'
import { knownOnly, refuseUnknownEvent } from './known-only.ts'
import { makeWire } from './wire.ts'

const wire = makeWire()
const channels = new EventEmitter()

/** The program's end of a port. Messages wait until it is started. */
export class MessagePortMain extends EventEmitter {
  #started = false
  #waiting: string[] = []
  readonly #post: (message: string) => void

  constructor(post: (message: string) => void) {
    super()
    this.#post = post
  }

  override on(event: string | symbol, listener: (...args: never[]) => void): this {
    refuseUnknownEvent('MessagePortMain', event, ['message', 'close'])
    return super.on(event, listener as (...args: unknown[]) => void)
  }

  start(): void {
    this.#started = true
    for (const message of this.#waiting.splice(0)) this.receive(message)
  }

  postMessage(message: unknown): void {
    this.#post(wire.pack(message))
  }

  receive(message: string): void {
    if (this.#started) this.emit('message', { data: wire.unpack(message), ports: [] })
    else this.#waiting.push(message)
  }
}

/** A message of a page arrives. A channel that nobody listens to is a mistake in one of two names. */
export function deliver(channel: string, event: object, message: string): void {
  if (!channels.emit(channel, event, wire.unpack(message))) noteProblem(`nobody listens on the channel "${channel}"`)
}

export const ipcMain = knownOnly('ipcMain', {
  on(channel: string, listener: (...args: unknown[]) => void): void {
    channels.on(channel, listener)
  },
})
