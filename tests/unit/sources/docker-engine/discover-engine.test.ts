import { join } from 'node:path'

import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { discoverEngine } from '../../../../src-main/sources/docker-engine/discover-engine.ts'
import type { DiscoverySurroundings } from '../../../../src-main/sources/docker-engine/discovery-surroundings.ts'
import type { Endpoint } from '../../../../src-main/sources/docker-engine/endpoint.ts'
import { readCertificate } from './certificates.ts'
import { dockerFiles, type DockerFiles } from './docker-files.ts'

const CA = readCertificate('ca')

let docker: DockerFiles

beforeEach(() => {
  docker = dockerFiles()
})

afterEach(() => {
  docker.remove()
})

const surroundings: DockerFiles['surroundings'] = (environment, also) => docker.surroundings(environment, also)

function discover(dockerHost: string | null, where: DiscoverySurroundings): Promise<Endpoint> {
  return discoverEngine({ dockerHost, context: null }, where)
}

describe('which engine is meant', () => {
  test('takes the given address before DOCKER_HOST', async () => {
    const found = await discover('unix:///a.sock', surroundings({ DOCKER_HOST: 'unix:///b.sock' }))

    expect(found).toEqual({
      url: 'unix:///a.sock',
      how: 'flag',
      context: null,
      transport: { kind: 'socket', path: '/a.sock' },
    })
  })

  test('takes DOCKER_HOST before any context', async () => {
    docker.writeContext('remote', { Host: 'unix:///remote.sock' })

    const found = await discover(null, surroundings({ DOCKER_HOST: 'unix:///b.sock', DOCKER_CONTEXT: 'remote' }))

    expect(found).toMatchObject({ url: 'unix:///b.sock', how: 'environment', context: null })
  })

  test('takes DOCKER_CONTEXT before the current context of the configuration', async () => {
    docker.write('.docker/config.json', '{"currentContext":"current"}')
    docker.writeContext('current', { Host: 'unix:///current.sock' })
    docker.writeContext('wanted', { Host: 'unix:///wanted.sock' })

    expect(await discover(null, surroundings({ DOCKER_CONTEXT: 'wanted' }))).toMatchObject({
      url: 'unix:///wanted.sock',
      how: 'context',
      context: 'wanted',
    })
    expect(await discover(null, surroundings())).toMatchObject({ url: 'unix:///current.sock' })
  })

  test('reads the configuration where DOCKER_CONFIG says', async () => {
    docker.write('elsewhere/config.json', '{"currentContext":"gone"}')

    const found = discover(null, surroundings({ DOCKER_CONFIG: join(docker.home, 'elsewhere') }))

    await expect(found).rejects.toMatchObject({ code: 'context-not-found', context: { context: 'gone' } })
  })

  test('takes the default socket for the context "default" and for empty variables', async () => {
    const found = await discover('', surroundings({ DOCKER_HOST: ' ', DOCKER_CONTEXT: 'default' }))

    expect(found).toMatchObject({ url: 'unix:///var/run/docker.sock', how: 'default' })
  })

  test('falls back to a rootless socket only where the default one is missing', async () => {
    const environment = { XDG_RUNTIME_DIR: '/run/user/1000' }
    const rootless = '/run/user/1000/docker.sock'
    const desktop = join(docker.home, '.docker/run/docker.sock')
    const find = (...sockets: readonly string[]): Promise<unknown> =>
      discover(null, surroundings(environment, { sockets }))

    expect(await find('/var/run/docker.sock', rootless)).toMatchObject({ url: 'unix:///var/run/docker.sock' })
    expect(await find(rootless, desktop)).toMatchObject({ url: `unix://${rootless}`, how: 'rootless' })
    expect(await find(desktop)).toMatchObject({ url: `unix://${desktop}`, how: 'rootless' })
    expect(await find()).toMatchObject({ url: 'unix:///var/run/docker.sock', how: 'default' })
  })

  test('takes the named pipe on Windows', async () => {
    expect(await discover(null, surroundings({}, { platform: 'win32' }))).toMatchObject({
      url: 'npipe:////./pipe/docker_engine',
      transport: { kind: 'socket', path: '//./pipe/docker_engine' },
    })
  })
})

describe('a context that is asked for', () => {
  const find = (context: string, environment: Record<string, string> = {}) =>
    discoverEngine({ dockerHost: null, context }, surroundings(environment))

  test('comes before DOCKER_HOST and any other context', async () => {
    docker.write('.docker/config.json', '{"currentContext":"current"}')
    docker.writeContext('wanted', { Host: 'ssh://me@wanted' })

    expect(await find('wanted', { DOCKER_HOST: 'unix:///b.sock', DOCKER_CONTEXT: 'other' })).toEqual({
      url: 'ssh://me@wanted',
      how: 'context',
      context: 'wanted',
      transport: { kind: 'ssh', user: 'me', host: 'wanted', port: null, socketPath: null },
    })
  })

  test('is DOCKER_HOST or the default socket when it is the default one, whatever context is current', async () => {
    docker.write('.docker/config.json', '{"currentContext":"current"}')
    docker.writeContext('current', { Host: 'unix:///current.sock' })

    expect(await find('default')).toMatchObject({ url: 'unix:///var/run/docker.sock', how: 'default' })
    expect(await find('default', { DOCKER_HOST: 'unix:///b.sock' })).toMatchObject({ url: 'unix:///b.sock' })
  })

  test('and does not exist is told beside those that do', async () => {
    docker.writeContext('build10', { Host: 'unix:///10.sock' })
    docker.writeContext('build9', { Host: 'unix:///9.sock' })

    await expect(find('gone')).rejects.toMatchObject({
      code: 'context-not-found',
      message: 'There is no docker context "gone". There are: default, build9, build10.',
      context: { context: 'gone', known: 'default, build9, build10' },
    })
  })

  test('beside an address is one too many', async () => {
    const found = discoverEngine({ dockerHost: 'unix:///a.sock', context: 'wanted' }, surroundings())

    await expect(found).rejects.toMatchObject({
      code: 'bad-input',
      message: expect.stringContaining('"wanted"') as unknown,
    })
  })
})

describe('addresses', () => {
  test.each([
    ['unix://', { kind: 'socket', path: '/var/run/docker.sock' }],
    ['tcp://host', { kind: 'tcp', host: 'host', port: 2375, pathPrefix: '', tls: null }],
    ['tcp://host:80/', { kind: 'tcp', host: 'host', port: 80, pathPrefix: '', tls: null }],
    // No scheme and no port: docker 28.2 asks tcp://nonsense:2375 as well.
    ['nonsense', { kind: 'tcp', host: 'nonsense', port: 2375, pathPrefix: '', tls: null }],
    ['host:1234', { kind: 'tcp', host: 'host', port: 1234, pathPrefix: '', tls: null }],
    [':2375', { kind: 'tcp', host: 'localhost', port: 2375, pathPrefix: '', tls: null }],
    ['tcp://[::1]:2375', { kind: 'tcp', host: '::1', port: 2375, pathPrefix: '', tls: null }],
    ['http://host/docker/', { kind: 'tcp', host: 'host', port: 80, pathPrefix: '/docker', tls: null }],
    ['ssh://me@host:22/a.sock', { kind: 'ssh', user: 'me', host: 'host', port: 22, socketPath: '/a.sock' }],
    [
      'https://host',
      { kind: 'tcp', host: 'host', port: 443, pathPrefix: '', tls: { ca: null, cert: null, key: null, verify: true } },
    ],
  ])('reads %s', async (address, transport) => {
    expect((await discover(address, surroundings())).transport).toEqual(transport)
  })

  test.each(['gopher://x', '/var/run/docker.sock', 'tcp://host:port', 'tcp://user@host', 'tcp://a b', 'unix://a\0b'])(
    'calls %s bad input',
    async (address) => {
      await expect(discover(address, surroundings())).rejects.toMatchObject({ code: 'bad-input' })
    },
  )

  test.each(['fd://', 'npipe:////./pipe/docker_engine'])('says that %s is not supported', async (address) => {
    await expect(discover(address, surroundings())).rejects.toMatchObject({
      code: 'endpoint-not-supported',
      context: { endpoint: address },
    })
  })
})

describe('certificates', () => {
  test('come from DOCKER_CERT_PATH once DOCKER_TLS_VERIFY is set to anything', async () => {
    const folder = join(docker.write('certs/ca.pem', CA), '..')
    const environment = { DOCKER_HOST: 'tcp://host', DOCKER_TLS_VERIFY: '0', DOCKER_CERT_PATH: folder }

    expect((await discover(null, surroundings(environment))).transport).toEqual({
      kind: 'tcp',
      host: 'host',
      port: 2376,
      pathPrefix: '',
      tls: { ca: Buffer.from(CA), cert: null, key: null, verify: true },
    })
  })

  test('are not verified with DOCKER_TLS alone', async () => {
    const found = await discover('tcp://host', surroundings({ DOCKER_TLS: '1' }))

    expect(found.transport).toMatchObject({ port: 2376, tls: { verify: false } })
  })

  test('of a context lie beside it', async () => {
    const [cert, key] = [readCertificate('client-cert'), readCertificate('client-key')]
    const pem = { 'ca.pem': CA, 'cert.pem': cert, 'key.pem': key }
    docker.writeContext('secured', { Host: 'tcp://host:2376', SkipTLSVerify: false }, pem)

    expect((await discover(null, surroundings({ DOCKER_CONTEXT: 'secured' }))).transport).toMatchObject({
      tls: { ca: Buffer.from(CA), cert: Buffer.from(cert), key: Buffer.from(key), verify: true },
    })
  })

  test('of a context are not verified when it says so, be there any or not', async () => {
    docker.writeContext('trusting', { Host: 'tcp://host', SkipTLSVerify: true })

    expect((await discover(null, surroundings({ DOCKER_CONTEXT: 'trusting' }))).transport).toMatchObject({
      port: 2376,
      tls: { ca: null, cert: null, key: null, verify: false },
    })
  })

  test('of a context do not matter to a socket', async () => {
    docker.writeContext('near', { Host: 'unix:///near.sock' }, { 'cert.pem': 'no certificate' })

    expect(await discover(null, surroundings({ DOCKER_CONTEXT: 'near' }))).toMatchObject({ url: 'unix:///near.sock' })
  })

  test.each([
    ['ca.pem', 'it is not a certificate', { 'ca.pem': 'CA' }],
    ['cert.pem', 'it is not a certificate', { 'cert.pem': 'CERT', 'key.pem': readCertificate('client-key') }],
    ['key.pem', 'it is not the key of cert.pem', { 'cert.pem': readCertificate('client-cert'), 'key.pem': 'KEY' }],
    [
      'key.pem',
      'it is not the key of cert.pem',
      { 'cert.pem': readCertificate('client-cert'), 'key.pem': readCertificate('server-key') },
    ],
    [
      'key.pem',
      'it is locked with a passphrase, and nobody is asked for it',
      { 'cert.pem': readCertificate('client-cert'), 'key.pem': readCertificate('client-key-locked') },
    ],
  ])('in %s are damaged when %s', async (file, because, files) => {
    for (const [name, content] of Object.entries(files)) docker.write(`certs/${name}`, content)
    const folder = join(docker.home, 'certs')

    await expect(discover('https://host', surroundings({ DOCKER_CERT_PATH: folder }))).rejects.toMatchObject({
      code: 'file-damaged',
      context: { path: join(folder, file), because },
    })
  })

  test('with a missing key are named', async () => {
    const folder = join(docker.write('certs/cert.pem', 'CERT'), '..')
    const found = discover('https://host', surroundings({ DOCKER_CERT_PATH: folder }))

    await expect(found).rejects.toMatchObject({ code: 'not-found', context: { path: join(folder, 'key.pem') } })
  })
})

describe('damage', () => {
  test.each(['{', '[', '"text"', 'null'])('says that a configuration of %s is damaged', async (content) => {
    const path = docker.write('.docker/config.json', content)

    await expect(discover(null, surroundings())).rejects.toMatchObject({
      code: 'file-damaged',
      context: { path },
    })
  })

  test('says so of a context, and when it has no engine in it', async () => {
    docker.writeContext('odd', { Host: 7 })
    docker.writeMeta('empty', '{"Name":"empty","Endpoints":{"kubernetes":{}}}')

    await expect(discover(null, surroundings({ DOCKER_CONTEXT: 'odd' }))).rejects.toMatchObject({
      code: 'file-damaged',
    })
    await expect(discover(null, surroundings({ DOCKER_CONTEXT: 'empty' }))).rejects.toMatchObject({
      code: 'endpoint-not-supported',
    })
  })

  test('needs no configuration that can be read when the engine is named', async () => {
    docker.write('.docker/config.json', '{')

    expect(await discover('unix:///a.sock', surroundings())).toMatchObject({ url: 'unix:///a.sock' })
  })
})
