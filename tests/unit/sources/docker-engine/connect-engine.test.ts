import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

import { afterEach, describe, expect, test } from 'vitest'

import { connectEngine } from '../../../../src-main/sources/docker-engine/connect-engine.ts'
import {
  json,
  recordedJson,
  recordedObject,
  replay,
  socketEndpoint,
  socketStandIn,
  standIn,
  type StandIn,
} from './engine-stand-in.ts'

const open: StandIn[] = []

async function using(starting: Promise<StandIn>): Promise<StandIn> {
  const started = await starting
  open.push(started)
  return started
}

afterEach(async () => {
  await Promise.all(open.splice(0).map(({ close }) => close()))
})

describe('an engine', () => {
  test('of 20.10 is spoken to in its own API version', async () => {
    const { endpoint } = await using(replay('20.10-overlay2'))

    expect(await connectEngine(endpoint)).toEqual({
      endpoint,
      lines: null,
      apiVersion: '1.41',
      facts: {
        name: 'vm',
        version: '20.10.24+dfsg1',
        apiVersion: '1.41',
        storageDriver: 'overlay2',
        imageStore: 'classic',
        rootless: false,
        dataRoot: '/var/lib/docker',
        containerdAddress: null,
      },
      engineId: recordedObject('20.10-overlay2', '/v1.41/info')['ID'],
    })
  })

  test('with the containerd store is told by its driver type, not by its driver', async () => {
    const { endpoint } = await using(replay('28.5-containerd'))

    expect((await connectEngine(endpoint)).facts).toMatchObject({
      storageDriver: 'overlayfs',
      imageStore: 'containerd',
    })
  })

  test('of 28 names the socket of its containerd', async () => {
    const { endpoint } = await using(replay('28.5-containerd'))

    expect((await connectEngine(endpoint)).facts.containerdAddress).toBe('/run/docker/containerd/containerd.sock')
  })

  test('newer than we know is spoken to in the newest version that we know', async () => {
    const version = { Version: '31.0.0', ApiVersion: '1.60', MinAPIVersion: '1.44' }
    const { endpoint, requests } = await using(replay('28.5-overlay2', { '/version': json(version) }))

    expect(await connectEngine(endpoint)).toMatchObject({ apiVersion: '1.51', facts: { apiVersion: '1.60' } })
    expect(requests).toEqual(['/_ping', '/version', '/v1.51/info'])
  })

  test('that has given up all versions that we know is spoken to in its oldest', async () => {
    const version = { Version: '40.0.0', ApiVersion: '1.80', MinAPIVersion: '1.70' }
    const info = recordedJson('28.5-overlay2', '/v1.51/info')
    const { endpoint } = await using(replay('28.5-overlay2', { '/version': json(version), '/v1.70/info': json(info) }))

    expect((await connectEngine(endpoint)).apiVersion).toBe('1.70')
  })

  test('without root is known as such', async () => {
    const info = {
      ...recordedObject('28.5-overlay2', '/v1.51/info'),
      SecurityOptions: ['name=seccomp', 'name=rootless'],
    }
    const { endpoint } = await using(replay('28.5-overlay2', { '/v1.51/info': json(info) }))

    expect((await connectEngine(endpoint)).facts.rootless).toBe(true)
  })

  test('older than 1.40 is too old, and is named', async () => {
    const version = { Version: '18.09.1', ApiVersion: '1.39', MinAPIVersion: '1.12' }
    const { endpoint } = await using(replay('20.10-overlay2', { '/version': json(version) }))

    await expect(connectEngine(endpoint)).rejects.toMatchObject({
      code: 'engine-too-old',
      context: { version: '18.09.1', apiVersion: '1.39', oldest: '1.40' },
    })
  })

  test('of version 1.9 is too old: versions are compared by number', async () => {
    const version = { Version: '0.9', ApiVersion: '1.9' }
    const { endpoint } = await using(replay('20.10-overlay2', { '/version': json(version) }))

    await expect(connectEngine(endpoint)).rejects.toMatchObject({ code: 'engine-too-old' })
  })

  test('that leaves its data root out of /info gives a bad answer', async () => {
    const { endpoint } = await using(replay('28.5-overlay2', { '/v1.51/info': json({ Driver: 'overlay2' }) }))

    await expect(connectEngine(endpoint)).rejects.toMatchObject({
      code: 'engine-bad-answer',
      context: { request: 'GET /v1.51/info', field: 'DockerRootDir' },
    })
  })
})

describe('nobody listening', () => {
  test('on a path that does not exist is unreachable', async () => {
    await expect(connectEngine(socketEndpoint('/nonexistent/docker.sock'))).rejects.toMatchObject({
      code: 'engine-unreachable',
      context: { endpoint: 'unix:///nonexistent/docker.sock', systemCode: 'ENOENT' },
    })
  })

  test('on a file that is no socket is unreachable', async () => {
    const file = join(import.meta.dirname, 'connect-engine.test.ts')

    await expect(connectEngine(socketEndpoint(file))).rejects.toMatchObject({
      code: 'engine-unreachable',
      context: { systemCode: 'ECONNREFUSED' },
    })
  })

  test('on a port is unreachable', async () => {
    const transport = { kind: 'tcp', host: '127.0.0.1', port: 1, pathPrefix: '', tls: null } as const

    await expect(
      connectEngine({ url: 'tcp://127.0.0.1:1', how: 'flag', context: null, transport }),
    ).rejects.toMatchObject({ code: 'engine-unreachable', context: { systemCode: 'ECONNREFUSED' } })
  })

  test('for this user is a lack of permission', async () => {
    const { endpoint, socket } = await using(replay('28.5-overlay2'))
    chmodSync(socket, 0o000)
    const isRoot = process.geteuid?.() === 0
    if (isRoot) process.seteuid?.(65534)
    try {
      await expect(connectEngine(endpoint)).rejects.toMatchObject({ code: 'engine-permission-denied' })
    } finally {
      if (isRoot) process.seteuid?.(0)
    }
  })
})

describe('somebody else listening', () => {
  test.each([
    ['a page', '<!doctype html><title>Welcome</title>'],
    ['nothing', ''],
    ['JSON of another kind', '{"hello":"world"}'],
  ])('with %s is not Docker', async (_, body) => {
    const { endpoint } = await using(standIn((answer) => answer.writeHead(200).end(body)))

    await expect(connectEngine(endpoint)).rejects.toMatchObject({ code: 'engine-not-docker' })
  })

  test('with a version of another kind is not Docker', async () => {
    const { endpoint } = await using(replay('28.5-overlay2', { '/version': json({ Version: 1, ApiVersion: [] }) }))

    await expect(connectEngine(endpoint)).rejects.toMatchObject({ code: 'engine-not-docker' })
  })

  test('with a redirect is not Docker, and is not followed', async () => {
    const { endpoint, requests } = await using(
      standIn((answer) => answer.writeHead(302, { Location: 'ftp://elsewhere/login' }).end()),
    )

    await expect(connectEngine(endpoint)).rejects.toMatchObject({ code: 'engine-not-docker' })
    expect(requests).toEqual(['/_ping'])
  })

  test.each([
    ['garbage', Buffer.from([0, 255, 17, 10, 13, 10])],
    ['a greeting of SSH', Buffer.from('SSH-2.0-OpenSSH_9.2\r\n')],
  ])('with %s is not Docker', async (_, bytes) => {
    const { endpoint } = await using(socketStandIn((socket) => socket.write(bytes)))

    await expect(connectEngine(endpoint)).rejects.toMatchObject({ code: 'engine-not-docker' })
  })

  test('that forbids it, as a proxy does, is a lack of permission', async () => {
    const forbidden = json({ message: 'forbidden here' }, 403)
    const { endpoint } = await using(replay('28.5-overlay2', { '/v1.51/info': forbidden }))

    await expect(connectEngine(endpoint)).rejects.toMatchObject({
      code: 'engine-permission-denied',
      context: { request: 'GET /v1.51/info', status: 403, said: 'forbidden here' },
    })
  })

  test('that cannot reach its engine, as Docker Desktop while it starts, is unreachable', async () => {
    const { endpoint } = await using(standIn((answer) => answer.writeHead(503).end('starting up')))

    await expect(connectEngine(endpoint)).rejects.toMatchObject({
      code: 'engine-unreachable',
      context: { status: 503, said: 'starting up' },
    })
  })
})

describe('an engine that fails', () => {
  test('before it answers has died', async () => {
    const { endpoint } = await using(socketStandIn((socket) => socket.once('data', () => socket.destroy())))

    await expect(connectEngine(endpoint)).rejects.toMatchObject({ code: 'engine-died' })
  })

  test('in mid-answer has died', async () => {
    const { endpoint } = await using(
      replay('28.5-overlay2', {
        '/version': (answer) => {
          answer.writeHead(200, { 'Content-Length': '1000' })
          answer.write('{"Version":"28')
          setTimeout(() => answer.destroy(), 20)
        },
      }),
    )

    await expect(connectEngine(endpoint)).rejects.toMatchObject({
      code: 'engine-died',
      context: { request: 'GET /version' },
    })
  })

  test('to answer in time is unreachable', async () => {
    const { endpoint } = await using(socketStandIn(() => undefined))

    await expect(connectEngine(endpoint, { timeout: 50 })).rejects.toMatchObject({
      code: 'engine-unreachable',
      context: { milliseconds: 50 },
    })
  })

  test('to end its answer in time is unreachable', async () => {
    const { endpoint } = await using(standIn((answer) => answer.writeHead(200).write('O')))

    await expect(connectEngine(endpoint, { timeout: 50 })).rejects.toMatchObject({ code: 'engine-unreachable' })
  })

  test('is no longer waited for once that is cancelled', async () => {
    const { endpoint } = await using(socketStandIn(() => undefined))
    const controller = new AbortController()
    const connecting = connectEngine(endpoint, { signal: controller.signal })
    void sleep(20).then(() => {
      controller.abort()
    })

    await expect(connecting).rejects.toMatchObject({ code: 'cancelled' })
  })
})
