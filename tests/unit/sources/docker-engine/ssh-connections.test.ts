import { setTimeout as sleep } from 'node:timers/promises'

import { afterEach, describe, expect, test } from 'vitest'

import { connectEngine, type EngineConnection } from '../../../../src-main/sources/docker-engine/connect-engine.ts'
import { getJson, sendChange } from '../../../../src-main/sources/docker-engine/engine-connection.ts'
import { createEngineLines, type EngineLines } from '../../../../src-main/sources/docker-engine/engine-lines.ts'
import { readEngineLists } from '../../../../src-main/sources/docker-engine/read-engine.ts'
import { watchEvents } from '../../../../src-main/sources/docker-engine/watch-events.ts'
import { json, replay, type StandIn } from './engine-stand-in.ts'
import { passingOn, sshStandIn, SSH_ENDPOINT, type SshStandIn } from './ssh-stand-in.ts'

const ends: (() => unknown)[] = []

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

interface Remote {
  readonly ssh: SshStandIn
  readonly engine: StandIn
  readonly lines: EngineLines
  readonly connection: EngineConnection
}

function linesOf(ssh: SshStandIn): EngineLines {
  const lines = createEngineLines(ssh.environment)
  ends.push(() => lines.close())
  return lines
}

function program(script: string): SshStandIn {
  const ssh = sshStandIn(script)
  ends.push(ssh.remove)
  return ssh
}

/** A recorded engine behind the stand-in, and a connection to it. */
async function connect(behaviours: Parameters<typeof replay>[1] = {}): Promise<Remote> {
  const engine = await replay('28.5-overlay2', behaviours)
  ends.push(engine.close)
  const ssh = program(passingOn(engine.socket))
  const lines = linesOf(ssh)
  return { ssh, engine, lines, connection: await connectEngine(SSH_ENDPOINT, { lines }) }
}

const ask = (connection: EngineConnection, path: string, signal?: AbortSignal): Promise<unknown> =>
  getJson(connection, path, { signal })

describe('requests through ssh', () => {
  test('follow each other on one connection', async () => {
    const { connection, engine, ssh } = await connect()

    await ask(connection, '/volumes')
    expect(engine.requests).toEqual(['/_ping', '/version', '/v1.51/info', '/v1.51/volumes'])
    expect(ssh.started()).toHaveLength(1)
  })

  test('leave nothing behind on the connection that they share', async () => {
    const { connection } = await connect()
    const warnings: string[] = []
    const note = (warning: Error): void => void warnings.push(warning.message)
    process.on('warning', note)
    for (let request = 0; request < 12; request++) await ask(connection, '/volumes')
    await sleep(0)
    process.off('warning', note)
    expect(warnings).toEqual([])
  })

  test('open three connections at the most, and wait for their turn', async () => {
    const { connection, ssh } = await connect({
      '/v1.51/volumes': (answer) => void sleep(50).then(() => answer.end('{}')),
    })

    await Promise.all(Array.from({ length: 8 }, () => ask(connection, '/volumes')))
    expect(ssh.started()).toHaveLength(3)
  })

  test('that are cancelled while they wait for their turn do not wait for it', async () => {
    const { connection, lines } = await connect({ '/v1.51/volumes': () => undefined })
    const controller = new AbortController()
    const asked = Array.from({ length: 3 }, () => ask(connection, '/volumes').catch((error: unknown) => error))
    const waiting = ask(connection, '/volumes', controller.signal)
    controller.abort()

    await expect(waiting).rejects.toMatchObject({ code: 'cancelled' })
    await lines.close()
    await Promise.all(asked)
  })

  test('read an engine as a socket does', async () => {
    const { connection, engine } = await connect()

    const near = await connectEngine(engine.endpoint)
    expect(await readEngineLists(connection)).toEqual({ ...(await readEngineLists(near)), endpoint: 'ssh://host' })
  })

  test('take a new connection where a kept one was gone', async () => {
    const { connection, ssh } = await connect()
    const [first = 0] = ssh.running()
    // It is stopped, so that it is asked once more before it can be known to be gone.
    process.kill(first, 'SIGSTOP')
    const asked = ask(connection, '/volumes')
    await sleep(50)
    process.kill(first, 'SIGKILL')

    await expect(asked).resolves.toBeDefined()
    expect(ssh.started()).toHaveLength(2)
  })

  test('that change something are not sent a second time', async () => {
    const { connection, engine, ssh } = await connect()
    const [first = 0] = ssh.running()
    process.kill(first, 'SIGSTOP')
    const changed = sendChange(connection, { method: 'DELETE', path: '/containers/web' }, {})
    await sleep(50)
    process.kill(first, 'SIGKILL')

    await expect(changed).rejects.toMatchObject({ code: 'engine-died' })
    expect(ssh.started()).toHaveLength(1)
    expect(engine.requests).not.toContain('/v1.51/containers/web')
  })

  test('take a new connection after the engine has hung up', async () => {
    const { connection, ssh } = await connect({
      '/v1.51/volumes': (answer, { socket }) => {
        answer.end('{}')
        setTimeout(() => socket.destroy(), 50)
      },
    })
    await ask(connection, '/volumes')
    await ssh.dwindled(0)

    await ask(connection, '/volumes')
    expect(ssh.started()).toHaveLength(2)
  })

  test('leave nothing open where nobody keeps connections', async () => {
    const { ssh } = await connect()
    const environment = { ...process.env }
    Object.assign(process.env, ssh.environment)
    try {
      await connectEngine(SSH_ENDPOINT)
    } finally {
      Object.assign(process.env, environment)
    }

    expect(ssh.started()).toHaveLength(4)
    await ssh.dwindled(1)
  })
})

describe('an ssh', () => {
  test('ends when the lines are closed, in use or not, and none is started afterwards', async () => {
    const { connection, lines, ssh } = await connect({ '/v1.51/volumes': () => undefined })
    const asked = Array.from({ length: 5 }, () => ask(connection, '/volumes').catch((error: unknown) => error))
    while (ssh.started().length < 3) await sleep(10)

    await lines.close()
    expect(ssh.running()).toEqual([])
    expect(await Promise.all(asked)).toEqual(Array(5).fill(expect.objectContaining({ name: 'AppError' })))
    await expect(ask(connection, '/volumes')).rejects.toMatchObject({ code: 'cancelled' })
    expect(ssh.started()).toHaveLength(3)
  })

  test('that does not want to end is ended', async () => {
    const ssh = program(`process.on('SIGTERM', () => undefined); setInterval(() => undefined, 1000)`)
    const lines = linesOf(ssh)
    const connecting = connectEngine(SSH_ENDPOINT, { lines, timeout: 300 })

    await expect(connecting).rejects.toMatchObject({ code: 'engine-unreachable', context: { milliseconds: 300 } })
    await ssh.dwindled(0)
  })

  test('ends with its helpers', async () => {
    const helper = `const { pid } = require('node:child_process').spawn('sleep', ['60'], { stdio: 'inherit' })
      require('node:fs').appendFileSync(__dirname + '/started', pid + '\\n')
      setInterval(() => undefined, 1000)`
    const ssh = program(helper)
    const lines = linesOf(ssh)
    const connecting = connectEngine(SSH_ENDPOINT, { lines, timeout: 1000 })
    await expect(connecting).rejects.toMatchObject({ code: 'engine-unreachable' })

    expect(ssh.started()).toHaveLength(2)
    await ssh.dwindled(0)
  })

  test('ends with the request that is cancelled', async () => {
    const { connection, ssh } = await connect({ '/v1.51/volumes': () => undefined })
    const controller = new AbortController()
    const asked = ask(connection, '/volumes', controller.signal)
    void sleep(50).then(() => {
      controller.abort()
    })

    await expect(asked).rejects.toMatchObject({ code: 'cancelled' })
    await ssh.dwindled(0)
  })

  test('carries events, and ends with them', async () => {
    const event = { Type: 'container', Action: 'start', Actor: { ID: 'a', Attributes: { name: 'web' } }, time: 1 }
    const { connection, ssh } = await connect({
      '/v1.51/events': (answer) => answer.writeHead(200).write(`${JSON.stringify(event)}\n`),
    })
    const controller = new AbortController()

    for await (const { name } of watchEvents(connection, controller.signal)) {
      expect(name).toBe('web')
      controller.abort()
    }
    await ssh.dwindled(0)
  })
})

describe('a failure of ssh', () => {
  test('in mid-answer is an engine that died', async () => {
    const { connection, ssh } = await connect({
      '/v1.51/volumes': (answer) => answer.writeHead(200, { 'Content-Length': '1000' }).write('{"Volumes":'),
    })
    const asked = ask(connection, '/volumes')
    void sleep(100).then(() => {
      for (const pid of ssh.running()) process.kill(pid, 'SIGKILL')
    })

    await expect(asked).rejects.toMatchObject({ code: 'engine-died', context: { request: 'GET /v1.51/volumes' } })
  })

  test('in mid-stream ends the events', async () => {
    const { connection, ssh } = await connect({ '/v1.51/events': (answer) => void answer.writeHead(200).write('') })
    const onOpen = (): void => {
      for (const pid of ssh.running()) process.kill(pid, 'SIGKILL')
    }

    const events = watchEvents(connection, new AbortController().signal, onOpen)
    await expect(events.next()).rejects.toMatchObject({ code: 'engine-died' })
  })

  test('is told in the words of its standard error', async () => {
    const lines = linesOf(program(`console.error('Host key verification failed.'); process.exit(255)`))

    await expect(connectEngine(SSH_ENDPOINT, { lines })).rejects.toMatchObject({
      code: 'engine-unreachable',
      context: { endpoint: 'ssh://host', ssh: 'host-key-unknown', exitCode: 255 },
    })
  })

  test('is told though a helper of it keeps its standard error open', async () => {
    const script = `require('node:child_process').spawn('sleep', ['3'], { stdio: ['ignore', 'ignore', 'inherit'] })
      console.error('Host key verification failed.')
      process.exit(255)`
    const lines = linesOf(program(script))
    const began = performance.now()

    await expect(connectEngine(SSH_ENDPOINT, { lines })).rejects.toMatchObject({ context: { ssh: 'host-key-unknown' } })
    expect(performance.now() - began).toBeLessThan(2500)
  })

  test('to be there at all is told', async () => {
    const lines = createEngineLines({ PATH: '/nowhere' })

    await expect(connectEngine(SSH_ENDPOINT, { lines })).rejects.toMatchObject({
      code: 'engine-unreachable',
      context: { ssh: 'no-ssh' },
    })
    await lines.close()
  })

  test('is no engine when it greets instead', async () => {
    const lines = linesOf(program(`console.log('This account is currently not available.'); process.exit(1)`))

    await expect(connectEngine(SSH_ENDPOINT, { lines })).rejects.toMatchObject({
      code: 'engine-not-docker',
      message: 'Something else than an engine answers at ssh://host: This account is currently not available.',
    })
  })

  test('is not an answer that the engine refuses', async () => {
    const { connection, ssh } = await connect({ '/v1.51/volumes': json({ message: 'no' }, 500) })

    await expect(ask(connection, '/volumes')).rejects.toMatchObject({
      code: 'engine-bad-answer',
      context: { said: 'no' },
    })
    expect(ssh.started()).toHaveLength(1)
  })
})
