import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { AppError } from '../../errors/app-error.ts'
import type { HostRouter } from '../shared/hosted-application.ts'
import { readRendererFiles } from '../shared/renderer-files.ts'
import { createAccess } from './access.ts'
import { answerRequest, type Site } from './answer-request.ts'
import { authorityOf, ownAuthorities, parseLoopbackAddress, type LoopbackAddress } from './loopback-address.ts'
import { sendReply } from './reply.ts'
import { serveRpcSockets } from './rpc-socket.ts'

export const DEFAULT_PORT = 4580

/** Connections of all kinds; a page needs about six. */
const MAX_CONNECTIONS = 128

/** Milliseconds a client may take to send a request, of which all are short. */
const REQUEST_TIMEOUT = 10_000

export interface WebHostOptions {
  readonly router: HostRouter
  /** The built renderer, `out/renderer`. */
  readonly rendererDirectory: string
  /** 0: any free port. */
  readonly port: number
  /** `127.0.0.1`, `localhost` or `::1`. */
  readonly address: string
  /** Closes the host when it fires. */
  readonly signal?: AbortSignal | undefined
}

export interface WebHost {
  /** The link that lets one browser in, once. Secret: for the user's terminal, not for a log. */
  readonly url: string
  readonly port: number
  /** Ends every connection. Can be called again. */
  close(): Promise<void>
}

/**
 * Serves the dashboard to this machine's browsers. Throws `address-not-loopback`, `port-taken`, `permission-denied` (a
 * port below 1024), `renderer-not-built`, and `bad-input` for what is no port or an address this machine lacks.
 */
export async function serveWeb(options: WebHostOptions): Promise<WebHost> {
  const address = parseLoopbackAddress(options.address)
  const files = await readRendererFiles(options.rendererDirectory)
  options.signal?.throwIfAborted()
  const server = createServer({ requestTimeout: REQUEST_TIMEOUT, headersTimeout: REQUEST_TIMEOUT })
  server.maxConnections = MAX_CONNECTIONS
  const port = await listen(server, address, options.port)
  const access = createAccess(port)
  const close = serveSite(server, { files, access, authorities: ownAuthorities(port) }, options.router)
  options.signal?.addEventListener('abort', () => void close(), { once: true })
  return { url: `http://${authorityOf(address, port)}/?token=${access.token}`, port, close }
}

function serveSite(server: Server, site: Site, router: HostRouter): () => Promise<void> {
  server.on('request', (request, response) => {
    sendReply(response, answerRequest(site, request), request.method !== 'HEAD')
  })
  const sockets = serveRpcSockets(server, site, router)
  return async () => {
    sockets.close()
    if (!server.listening) return
    const closed = once(server, 'close')
    server.close()
    server.closeAllConnections()
    await closed
  }
}

async function listen(server: Server, address: LoopbackAddress, port: number): Promise<number> {
  try {
    server.listen({ host: address, port, exclusive: true })
    await once(server, 'listening')
  } catch (cause) {
    throw listenFailure(cause, address, port)
  }
  const bound = server.address()
  if (bound === null || typeof bound === 'string') throw new AppError('bad-input', 'The server has no port.')
  return bound.port
}

function listenFailure(cause: unknown, address: LoopbackAddress, port: number): AppError {
  const details = { context: { address, port }, cause }
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
  if (code === 'EADDRINUSE') return new AppError('port-taken', `Port ${port} is taken on ${address}.`, details)
  if (code === 'EACCES') return new AppError('permission-denied', `You may not listen on port ${port}.`, details)
  if (code === 'EADDRNOTAVAIL') return new AppError('bad-input', `This machine has no address ${address}.`, details)
  if (code === 'ERR_SOCKET_BAD_PORT') return new AppError('bad-input', `${port} is not a port.`, details)
  throw cause
}
