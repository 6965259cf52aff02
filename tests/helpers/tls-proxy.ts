import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { createServer, type TlsOptions } from 'node:tls'

/** A port that speaks TLS in front of an engine's socket. */
export interface TlsProxy {
  readonly port: number
  /** `tcp://127.0.0.1:port`. */
  readonly url: string
  readonly close: () => Promise<void>
}

export async function startTlsProxy(socketPath: string, options: TlsOptions): Promise<TlsProxy> {
  const open = new Set<Socket>()
  const server = createServer(options, (near) => {
    const far = connect(socketPath)
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(one)
      one.on('error', () => other.destroy())
      one.on('close', () => open.delete(one))
      one.pipe(other)
    }
  })
  // Handshakes that fail, which is what some tests are about.
  server.on('tlsClientError', () => undefined)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    port,
    url: `tcp://127.0.0.1:${port}`,
    close: async () => {
      server.close()
      for (const socket of open) socket.destroy()
      await once(server, 'close')
    },
  }
}
