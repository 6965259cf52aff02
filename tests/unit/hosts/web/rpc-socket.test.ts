import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/websocket'
import type { ContractRouterClient } from '@orpc/contract'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { WebSocket, type ClientOptions } from 'ws'
import type { Contract } from '../../../../src-main/contract/contract.ts'
import { MAX_MESSAGE_BYTES, MAX_SOCKETS } from '../../../../src-main/hosts/web/rpc-socket.ts'
import type { WebHost } from '../../../../src-main/hosts/web/serve-web.ts'
import { createStubRouter } from '../stub-router.ts'
import { requestText, sendRaw, signIn, startWebHost } from './web-host-rig.ts'

/** What a browser sends from our own page. */
function ownHeaders(host: WebHost, cookie: string): Record<string, string> {
  return { Cookie: cookie, Origin: `http://127.0.0.1:${host.port}` }
}

function openSocket(host: WebHost, headers: Record<string, string>, options: ClientOptions = {}): WebSocket {
  const socket = new WebSocket(`ws://127.0.0.1:${host.port}/rpc`, { headers, ...options })
  onTestFinished(() => {
    socket.terminate()
  })
  return socket
}

/** `open`, or the status that the upgrade was refused with. */
function outcomeOf(socket: WebSocket): Promise<'open' | number> {
  return new Promise((resolve, reject) => {
    socket.once('open', () => {
      resolve('open')
    })
    socket.once('unexpected-response', (_request, response) => {
      resolve(response.statusCode ?? 0)
    })
    socket.once('error', reject)
  })
}

/** ws speaks the browser's interface, but its types do not say so. */
function clientOver(socket: WebSocket): ContractRouterClient<Contract> {
  return createORPCClient(new RPCLink({ websocket: socket as unknown as globalThis.WebSocket }))
}

function closeCodeOf(socket: WebSocket): Promise<number> {
  return new Promise((resolve) => {
    socket.once('close', resolve)
  })
}

describe('the socket', () => {
  it('carries requests and streams for the page that holds the session', async () => {
    const { router, streams } = createStubRouter()
    const host = await startWebHost({ router })
    const socket = openSocket(host, ownHeaders(host, await signIn(host)))
    const client = clientOver(socket)
    const states = await client.app.states({ stream: crypto.randomUUID() })
    expect((await states.next()).value).toMatchObject({ revision: 1 })
    expect((await states.next()).value).toMatchObject({ revision: 2 })
    await client.app.cancel()
    socket.close()
    await closeCodeOf(socket)
    for (let tries = 0; tries < 100 && streams.closed === 0; tries++) await new Promise((wake) => setTimeout(wake, 5))
    expect(streams).toEqual({ opened: 1, closed: 1 })
  })

  it('is refused without the session, whatever stands in for it', async () => {
    const host = await startWebHost()
    await signIn(host)
    const Origin = `http://127.0.0.1:${host.port}`
    for (const Cookie of ['', `plimsoll-${host.port}=${'x'.repeat(43)}`, 'session=1']) {
      expect(await outcomeOf(openSocket(host, { Origin, Cookie }))).toBe(401)
    }
  })

  it.each([
    'http://evil.example',
    'http://localhost:PORT',
    'http://127.0.0.1',
    'http://127.0.0.1:1',
    'https://127.0.0.1:PORT',
    'http://127.0.0.1:PORT.evil.example',
    'null',
    '',
  ])('is refused for the origin %j although the browser sent the session', async (origin) => {
    const host = await startWebHost()
    const Cookie = await signIn(host)
    const Origin = origin.replace('PORT', `${host.port}`)
    expect(await outcomeOf(openSocket(host, { Cookie, Origin }))).toBe(403)
  })

  it('is refused without an origin', async () => {
    const host = await startWebHost()
    expect(await outcomeOf(openSocket(host, { Cookie: await signIn(host) }))).toBe(403)
  })

  it('is refused for a host that is not ours, even when its origin agrees', async () => {
    const host = await startWebHost()
    const headers = { Cookie: await signIn(host), Host: `evil.example:${host.port}` }
    const socket = openSocket(host, { ...headers, Origin: `http://evil.example:${host.port}` })
    expect(await outcomeOf(socket)).toBe(421)
  })

  it('is refused at any other path', async () => {
    const host = await startWebHost()
    const headers = ownHeaders(host, await signIn(host))
    for (const path of ['/', '/rpc/', '/rpc?x=1', '/RPC']) {
      const socket = new WebSocket(`ws://127.0.0.1:${host.port}${path}`, { headers })
      expect(await outcomeOf(socket)).toBe(404)
    }
  })

  it('answers a plain request to its path like any other', async () => {
    const host = await startWebHost()
    const Cookie = await signIn(host)
    expect((await sendRaw(host.port, requestText(host.port, 'GET /rpc', { Cookie }))).status).toBe(404)
  })

  it('is closed for a message too long', async () => {
    const host = await startWebHost()
    const socket = openSocket(host, ownHeaders(host, await signIn(host)))
    await outcomeOf(socket)
    const closed = closeCodeOf(socket)
    socket.send('x'.repeat(MAX_MESSAGE_BYTES + 1))
    expect(await closed).toBe(1009)
  })

  it('takes no offer to compress, which would let a small message grow', async () => {
    const host = await startWebHost()
    const socket = openSocket(host, ownHeaders(host, await signIn(host)), { perMessageDeflate: true })
    await outcomeOf(socket)
    expect(socket.extensions).toBe('')
  })

  it('outlives nonsense, and still answers', async () => {
    // oRPC logs what it could not read.
    const log = vi.spyOn(console, 'error').mockReturnValue()
    onTestFinished(() => {
      log.mockRestore()
    })
    const host = await startWebHost()
    const socket = openSocket(host, ownHeaders(host, await signIn(host)))
    await outcomeOf(socket)
    for (const nonsense of ['', '{', 'null', '[]', '{"i":1}', '\u0000', '{"i":"1","t":99}']) socket.send(nonsense)
    const client = clientOver(socket)
    await expect(client.app.cancel()).resolves.toBe(undefined)
  })

  it('is refused beyond the number of pages', async () => {
    const host = await startWebHost()
    const headers = ownHeaders(host, await signIn(host))
    for (let open = 0; open < MAX_SOCKETS; open++) expect(await outcomeOf(openSocket(host, headers))).toBe('open')
    expect(await outcomeOf(openSocket(host, headers))).toBe(503)
  })

  it('ends with the host', async () => {
    const host = await startWebHost()
    const socket = openSocket(host, ownHeaders(host, await signIn(host)))
    await outcomeOf(socket)
    const closed = closeCodeOf(socket)
    await host.close()
    expect(await closed).toBe(1006)
  })
})
