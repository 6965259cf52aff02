import { readFileSync } from 'node:fs'
import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { join } from 'node:path'

import { afterEach, describe, expect, test, vi } from 'vitest'

import { connectEngine } from '../../../../src-main/sources/docker-engine/connect-engine.ts'
import type { Endpoint, TlsMaterial } from '../../../../src-main/sources/docker-engine/endpoint.ts'
import { recorded, replay } from './engine-stand-in.ts'

const TLS = join(import.meta.dirname, '../../../fixtures/engine-api/tls')
const cert = readFileSync(join(TLS, 'cert.pem'))
const key = readFileSync(join(TLS, 'key.pem'))

let server: Server | null = null

afterEach(() => {
  server?.close()
  server?.closeAllConnections()
})

const answers = recorded('28.5-overlay2')
const reply: RequestListener = (request, answer) => {
  answer.end(answers.get((request.url ?? '').replace(/^\/behind\/a\/proxy/, ''))?.body)
}

async function listenOnPort(started: Server): Promise<number> {
  server = started
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve))
  const address = started.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

function portEndpoint(port: number, tls: TlsMaterial | null, pathPrefix = ''): Endpoint {
  const transport = { kind: 'tcp', host: '127.0.0.1', port, pathPrefix, tls } as const
  return { url: `tcp://127.0.0.1:${port}`, how: 'flag', context: null, transport }
}

describe('a port', () => {
  test('is spoken to in plain HTTP, below its path', async () => {
    const port = await listenOnPort(createHttpServer(reply))

    expect(await connectEngine(portEndpoint(port, null, '/behind/a/proxy'))).toMatchObject({ apiVersion: '1.51' })
  })

  test('is spoken to in TLS, with a client certificate for those who ask', async () => {
    const options = { cert, key, ca: cert, requestCert: true, rejectUnauthorized: true }
    const port = await listenOnPort(createHttpsServer(options, reply))

    const connected = await connectEngine(portEndpoint(port, { ca: cert, cert, key, verify: true }))
    expect(connected).toMatchObject({ apiVersion: '1.51' })
  })

  test('with a certificate that nobody vouches for is unreachable, unless the user does not mind', async () => {
    const port = await listenOnPort(createHttpsServer({ cert, key }, reply))
    const nothing = { ca: null, cert: null, key: null }

    await expect(connectEngine(portEndpoint(port, { ...nothing, verify: true }))).rejects.toMatchObject({
      code: 'engine-unreachable',
      context: { systemCode: 'DEPTH_ZERO_SELF_SIGNED_CERT' },
    })
    expect(await connectEngine(portEndpoint(port, { ...nothing, verify: false }))).toMatchObject({ apiVersion: '1.51' })
  })
})

describe('the environment', () => {
  afterEach(() => {
    vi.unstubAllEnvs()
  })

  test.each([
    [':2375', ''],
    ['ssh://me@host', '/nowhere'],
    ['tcp://host:2376', '/nowhere'],
  ])('with an engine at %s and certificates in %j does not matter to a connection', async (host, certificates) => {
    vi.stubEnv('DOCKER_HOST', host)
    vi.stubEnv('DOCKER_CERT_PATH', certificates)
    vi.stubEnv('DOCKER_TLS_VERIFY', '1')
    const engine = await replay('28.5-overlay2')

    expect(await connectEngine(engine.endpoint)).toMatchObject({ apiVersion: '1.51' })
    expect(process.env['DOCKER_HOST']).toBe(host)
    await engine.close()
  })
})
