import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { RPCHandler } from '@orpc/server/ws'
import { WebSocketServer, type WebSocket } from 'ws'
import { createCreditWindows } from '../../contract/credit-window.ts'
import type { HostRouter } from '../shared/hosted-application.ts'
import type { Site } from './answer-request.ts'

export const RPC_PATH = '/rpc'

/** Bytes of one message. The largest request is a choice of objects: 10,000 IDs of 64 digits are 0.7 MB. */
export const MAX_MESSAGE_BYTES = 1024 * 1024

/** Pages open at the same time. */
export const MAX_SOCKETS = 16

/** Milliseconds between two pings. A page that did not answer the last one is gone: its laptop sleeps. */
const HEARTBEAT = 30_000

export interface RpcSockets {
  /** Ends every connection, without waiting for the other side. */
  close(): void
}

/** Answers WebSockets at `/rpc` on the server, for requests that come from our own page and carry the session. */
export function serveRpcSockets(server: Server, site: Site, router: HostRouter): RpcSockets {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES, perMessageDeflate: false })
  const handler = new RPCHandler(router)
  server.on('upgrade', (request, stream, head) => {
    const refusal = refusalOf(site, request) ?? (sockets.clients.size >= MAX_SOCKETS ? '503 Service Unavailable' : null)
    if (refusal !== null) {
      refuse(stream, refusal)
      return
    }
    sockets.handleUpgrade(request, stream, head, (socket) => {
      keepAlive(socket)
      void handler.upgrade(socket, { context: { windows: createCreditWindows() } })
    })
  })
  return {
    close() {
      for (const socket of sockets.clients) socket.terminate()
      sockets.close()
    },
  }
}

/**
 * A WebSocket is not bound by the same-origin rule: any page may open one, and the browser sends our cookie along if
 * that page is on this machine too. So the origin has to be ours exactly, port included.
 */
function refusalOf(site: Site, request: IncomingMessage): string | null {
  const { host, origin, cookie } = request.headers
  if (host === undefined || !site.authorities.has(host)) return '421 Misdirected Request'
  if (request.method !== 'GET' || request.url !== RPC_PATH) return '404 Not Found'
  if (origin !== `http://${host}`) return '403 Forbidden'
  return site.access.admits(cookie) ? null : '401 Unauthorized'
}

function refuse(stream: Duplex, status: string): void {
  // The other side may be gone already; then there is nobody to tell.
  stream.on('error', () => undefined)
  stream.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}

function keepAlive(socket: WebSocket): void {
  let answered = true
  const timer = setInterval(() => {
    if (!answered) {
      socket.terminate()
      return
    }
    answered = false
    socket.ping()
  }, HEARTBEAT)
  timer.unref()
  socket.on('pong', () => {
    answered = true
  })
  // A message too long or not a WebSocket's: ws has already closed the connection with the code that says so.
  socket.on('error', () => undefined)
  socket.on('close', () => {
    clearInterval(timer)
  })
}
