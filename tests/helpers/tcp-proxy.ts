import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/** A port in front of an engine's socket, as engines without TLS have one. Disposing of it closes it. */
export interface TcpProxy extends AsyncDisposable {
  /** `tcp://127.0.0.1:port`. */
  readonly url: string
}

export async function startTcpProxy(socketPath: string): Promise<TcpProxy> {
  const open = new Set<Socket>()
  const server = createServer({ allowHalfOpen: true }, (near) => {
    const far = connect({ path: socketPath, allowHalfOpen: true })
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
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    url: `tcp://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`,
    async [Symbol.asyncDispose]() {
      server.close()
      for (const socket of open) socket.destroy()
      await once(server, 'close')
    },
  }
}
