import { readFileSync } from 'node:fs'
import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { join } from 'node:path'
import url from 'node:url'

import { afterEach, describe, expect, test, vi } from 'vitest'

import { connectEngine } from '../../../../src-main/sources/docker-engine/connect-engine.ts'
import type { Endpoint, TlsMaterial } from '../../../../src-main/sources/docker-engine/endpoint.ts'
import { readCertificate, type CertificateFile } from './certificates.ts'
import { recorded, replay } from './engine-stand-in.ts'

const pem = (name: CertificateFile): Buffer => Buffer.from(readCertificate(name))
const CLIENT: TlsMaterial = { ca: pem('ca'), cert: pem('client-cert'), key: pem('client-key'), verify: true }
const STRICT = {
  ...{ cert: pem('server-cert'), key: pem('server-key'), ca: pem('ca') },
  ...{ requestCert: true, rejectUnauthorized: true },
}

const TLS = join(import.meta.dirname, '../../../fixtures/engine-api/tls')
const SELF_SIGNED = { cert: readFileSync(join(TLS, 'cert.pem')), key: readFileSync(join(TLS, 'key.pem')) }

let server: Server | null = null

afterEach(() => {
  server?.close()
  server?.closeAllConnections()
})

const answers = recorded('28.5-overlay2')
const reply: RequestListener = (request, answer) => {
  answer.end(answers.get((request.url ?? '').replace(/^\/behind\/a\/proxy/, ''))?.body)
}

async function listenOnPort(started: Server, address = '127.0.0.1'): Promise<number> {
  server = started
  await new Promise<void>((resolve) => started.listen(0, address, resolve))
  const at = started.address()
  return typeof at === 'object' && at !== null ? at.port : 0
}

const HERE = '127.0.0.1'

function portEndpoint(port: number, tls: TlsMaterial | null, { pathPrefix = '', host = HERE } = {}): Endpoint {
  const transport = { kind: 'tcp', host, port, pathPrefix, tls } as const
  return { url: `tcp://${host}:${port}`, how: 'flag', context: null, transport }
}

describe('a port', () => {
  test('is spoken to in plain HTTP, below its path', async () => {
    const port = await listenOnPort(createHttpServer(reply))

    expect(await connectEngine(portEndpoint(port, null, { pathPrefix: '/behind/a/proxy' }))).toMatchObject({
      apiVersion: '1.51',
    })
  })

  test('is not taken apart by the client, which makes Node warn of it', async () => {
    const parse = vi.spyOn(url, 'parse')
    await connectEngine(portEndpoint(await listenOnPort(createHttpServer(reply)), null))

    expect(parse).not.toHaveBeenCalled()
    parse.mockRestore()
  })

  test('is told the name that it was found by', async () => {
    const names = new Set<string | undefined>()
    const server = createHttpServer((request, answer) => {
      names.add(request.headers.host)
      reply(request, answer)
    })
    const port = await listenOnPort(server, '::1')
    await connectEngine(portEndpoint(port, null, { host: '::1' }))

    expect(names).toEqual(new Set([`[::1]:${port}`]))
  })

  test('is spoken to in TLS, with a client certificate for those who ask', async () => {
    const port = await listenOnPort(createHttpsServer(STRICT, reply))

    const connected = await connectEngine(portEndpoint(port, CLIENT))
    expect(connected).toMatchObject({ apiVersion: '1.51' })
  })

  test('that asks for a client certificate says so to who has none', async () => {
    const port = await listenOnPort(createHttpsServer(STRICT, reply))

    await expect(connectEngine(portEndpoint(port, { ...CLIENT, cert: null, key: null }))).rejects.toMatchObject({
      code: 'engine-permission-denied',
      context: { tls: 'client-certificate' },
    })
  })

  test('with a certificate that nobody vouches for is unreachable, unless the user does not mind', async () => {
    const port = await listenOnPort(createHttpsServer(SELF_SIGNED, reply))
    const nothing = { ca: null, cert: null, key: null }

    await expect(connectEngine(portEndpoint(port, { ...nothing, verify: true }))).rejects.toMatchObject({
      code: 'engine-unreachable',
      message: expect.stringContaining('is not trusted: self-signed certificate. ') as unknown,
      context: { systemCode: 'DEPTH_ZERO_SELF_SIGNED_CERT', tls: 'server-certificate' },
    })
    expect(await connectEngine(portEndpoint(port, { ...nothing, verify: false }))).toMatchObject({ apiVersion: '1.51' })
  })

  test('with another name than that of its certificate is not trusted', async () => {
    const endpoint = portEndpoint(await listenOnPort(createHttpsServer(STRICT, reply), '127.0.0.2'), CLIENT, {
      host: '127.0.0.2',
    })

    await expect(connectEngine(endpoint)).rejects.toMatchObject({
      context: { systemCode: 'ERR_TLS_CERT_ALTNAME_INVALID', tls: 'server-certificate' },
    })
  })

  test('that does not speak TLS is told so', async () => {
    const port = await listenOnPort(createHttpServer(reply))

    await expect(connectEngine(portEndpoint(port, CLIENT))).rejects.toMatchObject({
      code: 'engine-unreachable',
      message: `What listens at tcp://127.0.0.1:${port} does not speak TLS as we do: wrong version number.`,
      context: { tls: 'protocol' },
    })
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
