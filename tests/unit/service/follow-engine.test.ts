import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { createRouterClient } from '@orpc/server'
import { describe, expect, it, onTestFinished } from 'vitest'
import { AppError } from '../../../src-main/errors/app-error.ts'
import type { AppState } from '../../../src-main/contract/app-state.ts'
import { createCreditWindows } from '../../../src-main/contract/credit-window.ts'
import type { Client } from '../../../src-main/hosts/cli/cli-context.ts'
import { createApplication } from '../../../src-main/service/application.ts'
import { connectEngine } from '../../../src-main/sources/docker-engine/connect-engine.ts'
import { aContainer } from '../../helpers/builders/disk-says.ts'
import { aRoot, held, observed } from '../../helpers/builders/observed.ts'
import { recorded, replay } from '../sources/docker-engine/engine-stand-in.ts'
import { handMadeTaker, PARTS } from './hand-made-taker.ts'

const EVENTS = '/v1.51/events'
/** A container's end, as a real engine sent it. */
const DIED = String(recorded('28.5-overlay2').get(EVENTS)!.body)
  .split('\n')
  .find((line) => line.includes('"Action":"die"'))!

const WALKED = { identity: { dev: 1, ino: 2 }, inside: { allocated: 1, apparent: 1, inodes: 1 } }
const PLACE = { path: 'volumes/v/_data', purpose: { kind: 'volume', name: 'v' }, immutableKey: null } as const

/** An application that has measured once and follows a recorded engine, whose event stream is in the test's hands. */
async function following() {
  const streams: ServerResponse[] = []
  const engine = await replay('28.5-overlay2', {
    [EVENTS]: (answer) => {
      answer.writeHead(200).flushHeaders()
      streams.push(answer)
    },
  })
  const connection = await connectEngine(engine.endpoint, {})
  const taker = handMadeTaker()
  const application = createApplication({ ...PARTS, taker })
  const client = createRouterClient(application.router, { context: { windows: createCreditWindows() } })
  application.start()
  const observations = observed({
    roots: [aRoot({ says: { containers: [aContainer('c')] }, holds: [held(PLACE.path, PLACE.purpose, 1)] })],
  })
  const walked = { ...WALKED, outsideLinks: [], modifiedAt: 5, incomplete: null }
  const finish = (take: number) => {
    const places = new Map([['/var/lib/docker', new Map([[PLACE.path, walked]])]])
    taker.takes[take]!.finish(observations, { source: 'engine', connection, walked: places })
  }
  finish(0)
  onTestFinished(async () => {
    taker.takes.slice(1).forEach((_, i) => {
      finish(i + 1)
    })
    await application.close()
    await engine.close()
  })
  return {
    application,
    taker,
    streams,
    finish,
    walked,
    until: (wanted: (state: AppState) => boolean) => stateWith(client, wanted),
  }
}

async function stateWith(client: Client, wanted: (state: AppState) => boolean): Promise<AppState> {
  const stream = randomUUID()
  for await (const state of await client.app.states({ stream })) {
    if (wanted(state)) return state
    await client.ack({ stream, items: 1 })
  }
  throw new Error('the stream ended without that state')
}

describe('after the first measurement', () => {
  it('the engine is followed, and its events make the numbers stale and then new', async () => {
    const { streams, taker, finish, until, walked } = await following()
    expect(await until((state) => state.live)).toMatchObject({ stage: 'whole', stale: false })
    streams[0]!.write(`${DIED}\n`)
    expect(await until((state) => state.stale)).toMatchObject({ stage: 'whole', live: true })
    await until((state) => state.stage === 'measuring')
    const { everything, reuse } = taker.takes[1]!.request
    expect(everything).toBe(false)
    // Nothing touched the volume: a refresh may take what the last walk found, as long as it is the same directory.
    expect(reuse!('/var/lib/docker', PLACE, { dev: 1, ino: 2 })).toEqual(walked)
    expect(reuse!('/var/lib/docker', PLACE, { dev: 1, ino: 3 })).toBe(null)
    expect(reuse!('/elsewhere', PLACE, { dev: 1, ino: 2 })).toBe(null)
    finish(1)
    expect(await until((state) => state.stage === 'whole')).toMatchObject({ stale: false, live: true })
  }, 20_000)

  it('an engine that goes away leaves the numbers, stale, and is measured again once it is back', async () => {
    const { streams, taker, until } = await following()
    await until((state) => state.live)
    streams[0]!.end()
    const lost = await until((state) => !state.live)
    expect(lost).toMatchObject({ stage: 'whole', stale: true, failures: [{ code: 'engine-died' }] })
    await until((state) => state.stage === 'measuring')
    expect([streams.length, taker.takes.length]).toEqual([2, 2])
    expect(taker.takes[1]!.request).toMatchObject({ everything: false, reuse: null })
  }, 20_000)

  it('what a cancelled refresh did not answer is answered by the next one', async () => {
    const { streams, taker, until, finish, application } = await following()
    await until((state) => state.live)
    const { id } = JSON.parse(DIED) as { id: string }
    const place = { ...PLACE, purpose: { kind: 'writable-layer', containerId: id } } as const
    streams[0]!.write(`${DIED}\n`)
    await until((state) => state.stage === 'measuring')
    taker.takes[1]!.fail(new AppError('cancelled', 'by the user'))
    expect(await until((state) => state.stage === 'whole')).toMatchObject({ stale: true })

    // Nothing else happens: it is tried again all the same, and the container is still one that has changed.
    await until((state) => state.stage === 'measuring')
    const { reuse } = taker.takes[2]!.request
    expect(reuse!('/var/lib/docker', place, { dev: 1, ino: 2 })).toBe(null)
    expect(reuse!('/var/lib/docker', PLACE, { dev: 1, ino: 2 })).not.toBe(null)
    finish(2)
    expect(await until((state) => state.stage === 'whole')).toMatchObject({ stale: false })
    await application.close()
  }, 30_000)

  it('closing the application closes the stream', async () => {
    const { streams, until, application } = await following()
    await until((state) => state.live)
    expect(streams[0]!.destroyed).toBe(false)
    const closed = once(streams[0]!, 'close')
    await application.close()
    await closed
  }, 20_000)
})
