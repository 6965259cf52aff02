import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/websocket'
import type { Client } from './client.ts'
import { createConnectionSource, type Backend } from './connection.ts'

/** Milliseconds before each further attempt; the last one repeats. */
const BACKOFF = [500, 1000, 2000, 5000, 10_000] as const

/** Closed by the host on purpose: policy violation, or the application's own "token is spent". */
const REFUSED_CODES: readonly number[] = [1008, 4401, 4403]

/** The application behind the web host: a WebSocket on the page's own host, opened again whenever it is lost. */
export function connectWeb(): Backend {
  const source = createConnectionSource()
  let attempt = 0
  let timer: number | undefined

  const open = (): void => {
    window.clearTimeout(timer)
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws'
    const socket = new WebSocket(`${scheme}://${location.host}/rpc`)
    const client: Client = createORPCClient(new RPCLink({ websocket: socket }))
    socket.addEventListener('open', () => {
      attempt = 0
      source.set({ kind: 'open', client })
    })
    socket.addEventListener('close', (event) => {
      void afterClose(event.code)
    })
  }

  const afterClose = async (code: number): Promise<void> => {
    if (REFUSED_CODES.includes(code) || (await isRefused())) {
      source.set({ kind: 'refused' })
      return
    }
    attempt += 1
    source.set({ kind: 'lost', attempt })
    timer = window.setTimeout(open, BACKOFF[Math.min(attempt, BACKOFF.length) - 1])
  }

  open()
  return { listen: source.listen, retry: open }
}

/**
 * A browser does not tell a page why its WebSocket was turned away, so the host's own page is asked. No answer at all
 * means that the host is gone, not that it refuses.
 */
async function isRefused(): Promise<boolean> {
  try {
    const response = await fetch(location.pathname, { method: 'HEAD', cache: 'no-store' })
    return response.status === 401 || response.status === 403
  } catch (error) {
    if (error instanceof TypeError) return false
    throw error
  }
}
