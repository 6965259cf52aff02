import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import type { Client } from './client.ts'
import { createConnectionSource, type Backend } from './connection.ts'

/** What the preload script waits for. It passes the port on to the main process and does nothing else. */
const PORT_MESSAGE = 'plimsoll:port'

/** The application in the main process, through a MessagePort that the preload script hands over. */
export function connectElectron(): Backend {
  const source = createConnectionSource()
  const { port1, port2 } = new MessageChannel()
  port1.addEventListener('close', () => {
    source.set({ kind: 'lost', attempt: 0 })
  })
  port1.start()
  // A page from a file has no origin to name.
  window.postMessage(PORT_MESSAGE, location.origin === 'null' ? '*' : location.origin, [port2])
  const client: Client = createORPCClient(new RPCLink({ port: port1 }))
  source.set({ kind: 'open', client })
  return {
    listen: source.listen,
    // The main process is gone for good when the port is; a new page starts over.
    retry: () => {
      location.reload()
    },
  }
}
