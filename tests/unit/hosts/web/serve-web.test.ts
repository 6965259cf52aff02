import { networkInterfaces } from 'node:os'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { describe, expect, it } from 'vitest'
import { get, requestText, sendRaw, signIn, startWebHost, tokenOf } from './web-host-rig.ts'

const PAGE = { Accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }

describe('the link', () => {
  it('is exchanged for a strict, unreadable cookie and leaves the address bar', async () => {
    const host = await startWebHost()
    const reply = await get(host.port, `/?token=${tokenOf(host)}`)
    expect(reply.status).toBe(303)
    expect(reply.headers.get('location')).toBe('/')
    expect(reply.headers.get('cache-control')).toBe('no-store')
    expect(reply.headers.get('set-cookie')).toMatch(
      new RegExp(`^plimsoll-${host.port}=[\\w-]{43}; HttpOnly; SameSite=Strict; Path=/$`),
    )
  })

  it('lets in once: a second use is refused with a page that says how to get a new one', async () => {
    const host = await startWebHost()
    await signIn(host)
    const reply = await get(host.port, `/?token=${tokenOf(host)}`, PAGE)
    expect(reply.status).toBe(403)
    expect(reply.headers.has('set-cookie')).toBe(false)
    expect(reply.body).toContain('This link was already used')
    expect(reply.body).toContain('plimsoll serve')
  })

  it('leads on without complaint in the browser that used it', async () => {
    const host = await startWebHost()
    const cookie = await signIn(host)
    const reply = await get(host.port, `/?token=${tokenOf(host)}`, { ...PAGE, Cookie: cookie })
    expect({ status: reply.status, location: reply.headers.get('location') }).toEqual({ status: 303, location: '/' })
  })

  it('is one of 2^256: no part of it and nothing near it lets in', async () => {
    const host = await startWebHost()
    const token = tokenOf(host)
    expect(token).toMatch(/^[\w-]{43}$/)
    for (const wrong of ['', 'x', token.slice(1), `${token}x`, token.toLowerCase(), 'x'.repeat(43)]) {
      const reply = await get(host.port, `/?token=${wrong}`, PAGE)
      expect({ wrong, status: reply.status, cookie: reply.headers.has('set-cookie') }).toEqual({
        wrong,
        status: 401,
        cookie: false,
      })
    }
    expect((await get(host.port, `/?token=${token}`)).status).toBe(303)
  })

  it('is not used up by a request that shows no page', async () => {
    const host = await startWebHost()
    await sendRaw(host.port, requestText(host.port, `HEAD /?token=${tokenOf(host)}`))
    expect((await get(host.port, `/?token=${tokenOf(host)}`)).status).toBe(303)
  })

  it('goes on by a page of ours when it was clicked on another site, where a redirect would lose the cookie', async () => {
    const host = await startWebHost()
    const reply = await get(host.port, `/?token=${tokenOf(host)}`, { ...PAGE, 'Sec-Fetch-Site': 'cross-site' })
    expect(reply.status).toBe(200)
    expect(reply.headers.get('set-cookie')).toContain('SameSite=Strict')
    expect(reply.body).toContain('<meta http-equiv="refresh" content="0; url=/">')
  })
})

describe('without the session', () => {
  it.each(['/', '/index.html', '/assets/index-abc123.js', '/containers', '/nothing-here'])(
    'shows nothing of %s',
    async (path) => {
      const host = await startWebHost()
      for (const cookie of ['', 'plimsoll-1=x', `plimsoll-${host.port}=`, `plimsoll-${host.port}=${'x'.repeat(43)}`]) {
        const reply = await get(host.port, path, { ...PAGE, Cookie: cookie })
        expect(reply.status).toBe(401)
        expect(reply.body).toContain('Open the link that Plimsoll printed')
      }
    },
  )

  it("does not take another server's session for its own", async () => {
    const [one, other] = [await startWebHost(), await startWebHost()]
    const cookie = (await signIn(one)).replace(`plimsoll-${one.port}`, `plimsoll-${other.port}`)
    expect((await get(other.port, '/', { Cookie: cookie })).status).toBe(401)
  })
})

describe('with the session', () => {
  it('serves the page, uncached and under a policy that lets it talk to this server alone', async () => {
    const host = await startWebHost()
    const reply = await get(host.port, '/', { Cookie: await signIn(host), ...PAGE })
    expect(reply.status).toBe(200)
    expect(reply.body).toBe('<!doctype html><title>dashboard</title>')
    expect(reply.headers.get('cache-control')).toBe('no-store')
    expect(reply.headers.get('content-security-policy')).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
        `connect-src 'self' ws://127.0.0.1:${host.port}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    )
  })

  it('sends hashed files to be kept and the rest to be asked for again', async () => {
    const host = await startWebHost()
    const headers = { Cookie: await signIn(host) }
    const hashed = await get(host.port, '/assets/index-abc123.js', headers)
    expect(hashed.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
    expect(hashed.headers.get('cache-control')).toBe('private, max-age=31536000, immutable')
    const icon = await get(host.port, '/favicon.svg', headers)
    expect(icon.headers.get('content-type')).toBe('image/svg+xml')
    expect(icon.headers.get('cache-control')).toBe('private, no-cache')
  })

  it("leads the page's own paths to their place in the page, and a missing file to a 404", async () => {
    const host = await startWebHost()
    const Cookie = await signIn(host)
    const reply = await get(host.port, '/containers/my.app?tab=files', { Cookie, ...PAGE })
    expect([reply.status, reply.headers.get('location')]).toEqual([303, '/#/containers/my.app?tab=files'])
    expect((await get(host.port, '/assets/index-gone.js', { Cookie })).status).toBe(404)
  })

  it('answers HEAD with the headers alone', async () => {
    const host = await startWebHost()
    const Cookie = await signIn(host)
    const reply = await sendRaw(host.port, requestText(host.port, 'HEAD /', { Cookie }))
    expect({ status: reply.status, length: reply.headers.get('content-length'), body: reply.body }).toEqual({
      status: 200,
      length: '39',
      body: '',
    })
  })
})

describe('every answer', () => {
  it.each(['/', '/assets/index-abc123.js', '/nothing.js', '/?token=wrong', '//x'])(
    'keeps to itself: %s',
    async (path) => {
      const host = await startWebHost()
      const reply = await get(host.port, path, { Cookie: await signIn(host), Origin: 'http://evil.example' })
      expect(reply.headers.get('x-content-type-options')).toBe('nosniff')
      expect(reply.headers.get('referrer-policy')).toBe('no-referrer')
      expect(reply.headers.get('cross-origin-opener-policy')).toBe('same-origin')
      expect(reply.headers.get('cross-origin-resource-policy')).toBe('same-origin')
      expect([...reply.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([])
    },
  )
})

describe('a request made to get round the rules', () => {
  it.each([
    'evil.example',
    'evil.example:PORT',
    '127.0.0.1',
    '127.0.0.1:1',
    '127.0.0.1:PORT.evil.example',
    'localhost:PORT@evil.example',
    '127.0.0.2:PORT',
    '0.0.0.0:PORT',
    '2130706433:PORT',
    '[::]:PORT',
    '',
  ])('is refused when it names the host %j, as after DNS rebinding', async (name) => {
    const host = await startWebHost()
    const Host = name.replace('PORT', `${host.port}`)
    const reply = await get(host.port, `/?token=${tokenOf(host)}`, { Host })
    expect(reply.status).toBe(421)
    expect(reply.headers.has('set-cookie')).toBe(false)
  })

  it.each(['127.0.0.1', 'localhost', '[::1]'])('is answered when it names %s', async (name) => {
    const host = await startWebHost()
    expect((await get(host.port, `/?token=${tokenOf(host)}`, { Host: `${name}:${host.port}` })).status).toBe(303)
  })

  it('is refused without a Host, or with two', async () => {
    const host = await startWebHost()
    expect((await sendRaw(host.port, 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n')).status).toBe(400)
    expect((await sendRaw(host.port, 'GET / HTTP/1.0\r\n\r\n')).status).toBe(421)
    const two = `GET / HTTP/1.1\r\nHost: evil.example\r\nHost: 127.0.0.1:${host.port}\r\nConnection: close\r\n\r\n`
    expect((await sendRaw(host.port, two)).status).toBeGreaterThanOrEqual(400)
  })

  it.each(['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE'])('is refused when it is a %s', async (method) => {
    const host = await startWebHost()
    const headers = { Cookie: await signIn(host), Origin: `http://127.0.0.1:${host.port}` }
    const reply = await sendRaw(host.port, requestText(host.port, `${method} /`, headers))
    expect({ status: reply.status, allow: reply.headers.get('allow') }).toEqual({ status: 405, allow: 'GET, HEAD' })
  })

  it.each([
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/assets/../../secret.txt',
    '/assets/..%5c..%5csecret.txt',
    '/assets/%252e%252e/%252e%252e/secret.txt',
    '/./../secret.txt',
    '/%00/../secret.txt',
    '/index.html%00.txt',
    '//etc/passwd',
    'http://evil.example/secret.txt',
    '*',
    '/assets',
    '/assets/',
    '/__proto__',
    '/constructor',
    '/%ff',
  ])('gets no file by the path %s', async (path) => {
    const host = await startWebHost()
    const reply = await get(host.port, path, { Cookie: await signIn(host) })
    expect([400, 404]).toContain(reply.status)
    expect(reply.body).not.toContain('not for you')
  })

  it('is cut off when its headers are endless', async () => {
    const host = await startWebHost()
    const reply = await get(host.port, '/', { Padding: 'x'.repeat(17_000) })
    expect(reply.status).toBe(431)
  })
})

describe('serveWeb', () => {
  it.each(['0.0.0.0', '::', '192.168.1.10', 'example.org', '127.0.0.2', '', '::ffff:127.0.0.1'])(
    'refuses to listen on %j',
    async (address) => {
      await expect(startWebHost({ address })).rejects.toMatchObject({
        code: 'address-not-loopback',
        context: { address },
      })
    },
  )

  it('cannot be reached through any other address of this machine', async () => {
    const host = await startWebHost()
    const others = Object.values(networkInterfaces()).flatMap((list) => list ?? [])
    for (const { address } of others.filter((entry) => !entry.internal && entry.family === 'IPv4')) {
      await expect(canConnect(address, host.port)).resolves.toBe(false)
    }
    await expect(canConnect('127.0.0.2', host.port)).resolves.toBe(false)
  })

  it('says that a port is taken', async () => {
    const { port } = await startWebHost()
    await expect(startWebHost({ port })).rejects.toMatchObject({
      code: 'port-taken',
      context: { address: '127.0.0.1', port },
    })
  })

  it.each([-1, 65536, 1.5])('refuses %d as a port', async (port) => {
    await expect(startWebHost({ port })).rejects.toMatchObject({ code: 'bad-input' })
  })

  it('says when the user interface is not built', async () => {
    const start = startWebHost({ rendererDirectory: `${tmpdir()}/no-such-directory` })
    await expect(start).rejects.toMatchObject({ code: 'renderer-not-built' })
  })

  it('frees its port when its signal fires', async () => {
    const stop = new AbortController()
    const { port } = await startWebHost({ signal: stop.signal })
    stop.abort()
    for (let tries = 0; tries < 50 && (await canConnect('127.0.0.1', port)); tries++);
    await expect(canConnect('127.0.0.1', port)).resolves.toBe(false)
  })

  it('can be closed twice', async () => {
    const host = await startWebHost()
    await Promise.all([host.close(), host.close()])
    await host.close()
    await expect(canConnect('127.0.0.1', host.port)).resolves.toBe(false)
  })
})

function canConnect(address: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port, timeout: 1000 })
    const answer = (reached: boolean) => () => {
      socket.destroy()
      resolve(reached)
    }
    socket.once('connect', answer(true)).once('error', answer(false)).once('timeout', answer(false))
  })
}
