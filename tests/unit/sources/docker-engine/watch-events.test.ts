import { setTimeout as sleep } from 'node:timers/promises'

import { afterEach, describe, expect, test } from 'vitest'

import { connectEngine, type EngineConnection } from '../../../../src-main/sources/docker-engine/connect-engine.ts'
import type { EngineEvent } from '../../../../src-main/sources/docker-engine/engine-event.ts'
import { watchEvents } from '../../../../src-main/sources/docker-engine/watch-events.ts'
import { recorded, replay, type StandIn } from './engine-stand-in.ts'

const RECORDED = Buffer.from(recorded('28.5-overlay2').get('/v1.51/events')!.body)

// What the recording shows; the command line tool ran create, exec, rename, pause, cp, commit, tag, rmi, volume, rm, prune.
const EXPECTED = [
  'container create checked',
  'container start checked',
  'container exec_die checked',
  'container rename renamed',
  'container pause renamed',
  'container unpause renamed',
  'container extract-to-dir renamed',
  'container pause renamed',
  'image create sha256:',
  'image tag acme/committed:1',
  'container commit renamed',
  'container unpause renamed',
  'image tag acme/again:1',
  'image untag sha256:',
  'image untag sha256:',
  'image delete sha256:',
  'volume create extra',
  'volume destroy extra',
  'container die renamed',
  'container destroy renamed',
  'image delete sha256:',
  'image delete sha256:',
  'image prune null',
]

let engine: StandIn | null = null

afterEach(async () => {
  await engine?.close()
  engine = null
})

/** An engine whose event stream arrives in the given pieces and then ends, breaks or goes on in silence. */
async function streaming(
  pieces: Iterable<Uint8Array>,
  end: 'ends' | 'breaks' | 'goes on',
): Promise<{ connection: EngineConnection; opened: Promise<void>; closed: Promise<void> }> {
  const { promise: opened, resolve } = Promise.withResolvers<undefined>()
  const { promise: closed, resolve: close } = Promise.withResolvers<undefined>()
  engine = await replay('28.5-overlay2', {
    '/v1.51/events': (answer) => {
      answer.writeHead(200).flushHeaders()
      resolve(undefined)
      answer.once('close', () => {
        close(undefined)
      })
      void (async () => {
        for (const piece of pieces) {
          answer.write(piece)
          await new Promise(setImmediate)
        }
        if (end === 'ends') answer.end()
        if (end === 'breaks') answer.destroy()
      })()
    },
  })
  return { connection: await connectEngine(engine.endpoint), opened, closed }
}

/** All events until the stream's error, which is the last element. */
async function collect(connection: EngineConnection, signal = new AbortController().signal): Promise<unknown[]> {
  const seen: unknown[] = []
  try {
    for await (const event of watchEvents(connection, signal)) seen.push(event)
  } catch (error) {
    seen.push(error)
  }
  return seen
}

function inWords(events: readonly unknown[]): string[] {
  return (events as EngineEvent[]).map(
    ({ kind, action, name }) => `${kind} ${action} ${String(name).replace(/^sha256:.*/, 'sha256:')}`,
  )
}

function* split(bytes: Buffer, length: number): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length)
}

describe('the event stream', () => {
  test('tells what can have changed the disk, without health checks', async () => {
    const { connection } = await streaming([RECORDED], 'ends')
    const seen = await collect(connection)

    expect(inWords(seen.slice(0, -1))).toEqual(EXPECTED)
    expect(seen[0]).toEqual({
      kind: 'container',
      action: 'create',
      id: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown,
      name: 'checked',
      time: expect.stringMatching(/^2026-11-21T01:30:\d\d\.000Z$/) as unknown,
    })
  })

  test('tells nothing of our own image and container, up to their removal', async () => {
    const scan = recorded('28.5-containerd').get('/v1.51/events')!.body.toString()
    const image = 'sha256:3cc6392c738ec0c62907dc4cb75e0f1b14dea7159acfffa966416691d05abb8a'
    const id = '5c0ffee5-1d1e-4a11-8bad-0123456789ab'
    // The image of a scan has no name, its label is a UUID, and its container is named after it.
    const named = scan.replaceAll('"io.plimsoll.scan":"1"', `"io.plimsoll.scan":"${id}"`)
    const ours = named.replaceAll('plimsoll-scan:x', image).replaceAll('competent_ritchie', 'plimsoll-scan-5c0ffee5')
    const { connection } = await streaming([Buffer.from(ours)], 'ends')

    expect(inWords((await collect(connection)).slice(0, -1))).toEqual([])
  })

  test('tells of containers and images that merely have our label', async () => {
    const { connection } = await streaming([recorded('28.5-containerd').get('/v1.51/events')!.body as Buffer], 'ends')

    expect(inWords((await collect(connection)).slice(0, -1))).toEqual([
      'image tag plimsoll-scan:x',
      'image import sha256:',
      'container create competent_ritchie',
      'container destroy competent_ritchie',
      'image untag plimsoll-scan:x',
      'image delete sha256:',
    ])
  })

  test.each([7, 97, 1024])('does not depend on where chunks of %i bytes end', async (length) => {
    const { connection } = await streaming(split(RECORDED, length), 'ends')

    expect(inWords((await collect(connection)).slice(0, -1))).toEqual(EXPECTED)
  })

  test('asks for the configuration of a container once, however many execs end in it', async () => {
    const execs = RECORDED.toString()
      .split('\n')
      .filter((line) => line.includes('"exec_'))
    const again = Buffer.from([...execs, ...execs, ...execs, ''].join('\n'))
    const { connection } = await streaming([again], 'ends')
    const seen = await collect(connection)

    expect(inWords(seen.slice(0, -1))).toEqual(Array.from({ length: 3 }, () => 'container exec_die checked'))
    expect(engine?.requests.filter((path) => path.includes('/containers/'))).toHaveLength(1)
  })

  test.each(['ends', 'breaks'] as const)('that %s is an engine that died', async (end) => {
    const { connection } = await streaming([RECORDED], end)

    expect((await collect(connection)).at(-1)).toMatchObject({ code: 'engine-died' })
  })

  test('with a line that is no event is a bad answer', async () => {
    const lines = ['{"Type":\n', '{"Type":"container"}\n', '[]\n']

    for (const line of lines) {
      const { connection } = await streaming([Buffer.from(line)], 'goes on')
      expect((await collect(connection)).at(-1)).toMatchObject({
        code: 'engine-bad-answer',
        context: { request: 'GET /events' },
      })
      await engine?.close()
    }
    engine = null
  })

  test('ends quietly when it is no longer wanted', async () => {
    const controller = new AbortController()
    const { connection, opened } = await streaming([], 'goes on')
    const collecting = collect(connection, controller.signal)
    await opened
    await sleep(20)
    controller.abort()

    expect(await collecting).toEqual([])
  })

  test('is closed when the consumer stops', async () => {
    const { connection, closed } = await streaming([RECORDED], 'goes on')
    for await (const event of watchEvents(connection, new AbortController().signal)) {
      expect(event.action).toBe('create')
      break
    }

    await expect(closed).resolves.toBeUndefined()
  })

  test('of nobody is unreachable', async () => {
    const { connection } = await streaming([], 'ends')
    await engine?.close()
    engine = null

    expect(await collect(connection)).toMatchObject([{ code: 'engine-unreachable' }])
  })
})
