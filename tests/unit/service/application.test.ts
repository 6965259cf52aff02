import { randomUUID } from 'node:crypto'
import { createRouterClient } from '@orpc/server'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { AppState } from '../../../src-main/contract/app-state.ts'
import { createCreditWindows } from '../../../src-main/contract/credit-window.ts'
import { AppError } from '../../../src-main/errors/app-error.ts'
import type { Observations, RootObservation } from '../../../src-main/model/observations.ts'
import { createApplication, type ApplicationParts } from '../../../src-main/service/application.ts'
import { aRoot, held, observed } from '../../helpers/builders/observed.ts'
import { handMadeTaker, PARTS } from './hand-made-taker.ts'

/** A root with one volume of so many bytes. */
function holding(bytes: number | null, measured: RootObservation['measured'] = 'whole'): Observations {
  const holds = [held('volumes/v/_data', { kind: 'volume', name: 'v' }, bytes)]
  return observed({ roots: [aRoot({ measured, holds })] })
}

function openApplication(change: Partial<ApplicationParts> = {}) {
  const taker = handMadeTaker()
  const application = createApplication({ ...PARTS, taker, takerFor: () => taker, ...change })
  const client = createRouterClient(application.router, { context: { windows: createCreditWindows() } })
  onTestFinished(async () => {
    for (const take of taker.takes) take.fail(new AppError('cancelled', 'The test is over.'))
    await application.close()
  })
  return { taker, application, client, state: () => currentState(client) }
}

type Client = ReturnType<typeof openApplication>['client']

async function currentState(client: Client): Promise<AppState> {
  for await (const state of await client.app.states({ stream: randomUUID() })) return state
  throw new Error('the stream ended without a state')
}

async function stateWith(client: Client, wanted: (state: AppState) => boolean): Promise<AppState> {
  const stream = randomUUID()
  for await (const state of await client.app.states({ stream })) {
    if (wanted(state)) return state
    await client.ack({ stream, items: 1 })
  }
  throw new Error('the stream ended without that state')
}

const settled = ({ progress, stage }: AppState) => progress === null && !['starting', 'measuring'].includes(stage)

/** Bytes of Docker in the frame, and in the overview: both are of the same numbers. */
async function bytesShown(client: Client) {
  const { docker } = await client.overview()
  const { frame } = await currentState(client)
  expect(frame!.totals.docker).toEqual(docker.allocated)
  return docker.allocated
}

describe('the first measurement', () => {
  it('goes from starting over metadata and measuring to whole', async () => {
    const { taker, application, client, state } = openApplication()
    const before = await state()
    expect(before).toMatchObject({ stage: 'starting', revision: 0, source: 'none', frame: null, takenAt: null })

    application.start()
    expect(await state()).toMatchObject({ stage: 'starting', revision: 0 })

    const [take] = taker.takes
    take!.update(holding(null, 'not-yet'))
    expect(await state()).toMatchObject({ stage: 'metadata', revision: 1, source: 'disk', stale: false })
    expect(await bytesShown(client)).toEqual({ kind: 'unknown', because: 'not-measured-yet' })

    const progress = { inodes: 7, allocated: 4096, placesDone: 1, places: 9, usages: () => [] }
    take!.update(holding(4096, 'partly'), { progress })
    const measuring = await state()
    expect(measuring).toMatchObject({ stage: 'measuring', progress: { inodes: 7, allocated: 4096, placesDone: 1 } })
    expect(measuring.progress).not.toHaveProperty('usages')

    take!.finish(holding(8192))
    const whole = await stateWith(client, settled)
    expect(whole).toMatchObject({ stage: 'whole', stale: false, live: false, progress: null, failures: [] })
    expect(whole.takenAt).toBe('2026-11-21T08:00:00.000Z')
    expect(await bytesShown(client)).toEqual({ kind: 'exact', bytes: 8192 })
  })

  it('that fails ends in failed, with the code', async () => {
    const { taker, application, client } = openApplication()
    application.start()
    taker.takes[0]!.fail(new AppError('engine-unreachable', 'No engine.', { context: { endpoint: 'unix:///x' } }))
    expect(await stateWith(client, settled)).toMatchObject({
      stage: 'failed',
      revision: 0,
      frame: null,
      failures: [{ code: 'engine-unreachable', context: { endpoint: 'unix:///x' } }],
    })
    await expect(client.overview()).rejects.toMatchObject({
      code: 'engine-unreachable',
      data: { endpoint: 'unix:///x' },
    })
  })

  it('that fails by our own fault says that it is a bug', async () => {
    const { taker, application, client } = openApplication()
    application.start()
    taker.takes[0]!.fail(new TypeError('x is undefined'))
    expect(await stateWith(client, settled)).toMatchObject({ stage: 'failed', failures: [{ code: 'bug' }] })
  })

  it('that is cancelled while it walks keeps its lower bounds', async () => {
    const { taker, application, client } = openApplication()
    application.start()
    await client.app.cancel()
    expect(taker.takes[0]!.request.signal.aborted).toBe(true)
    taker.takes[0]!.finish(holding(4096, 'cancelled'))
    expect(await stateWith(client, settled)).toMatchObject({ stage: 'cancelled', failures: [], revision: 1 })
    expect(await bytesShown(client)).toEqual({ kind: 'at-least', bytes: 4096, because: 'cancelled' })
  })

  it('that is cancelled before there is anything shows nothing, and calls it no failure', async () => {
    const { taker, application, client } = openApplication()
    application.start()
    await client.app.cancel()
    taker.takes[0]!.fail(new AppError('cancelled', 'The work was cancelled.'))
    expect(await stateWith(client, settled)).toMatchObject({ stage: 'cancelled', failures: [], frame: null })
    await expect(client.overview()).rejects.toMatchObject({ code: 'not-found' })
  })

  it('shows its last numbers only where nobody stays to look', async () => {
    const { taker, application, client, state } = openApplication({ follow: false })
    application.start()
    const progress = { inodes: 7, allocated: 4096, placesDone: 1, places: 9, usages: () => [] }
    taker.takes[0]!.update(holding(4096, 'partly'), { progress })
    expect(await state()).toMatchObject({ stage: 'measuring', revision: 0, frame: null, progress: { inodes: 7 } })
    taker.takes[0]!.finish(holding(8192))
    expect(await stateWith(client, settled)).toMatchObject({ stage: 'whole', revision: 1 })
  })

  it('that fails half way keeps what it had, as stale, with the failure', async () => {
    const { taker, application, client } = openApplication()
    application.start()
    taker.takes[0]!.update(holding(4096, 'partly'))
    taker.takes[0]!.fail(new AppError('walk-failed', 'The walking process ended.'))
    expect(await stateWith(client, settled)).toMatchObject({ stale: true, failures: [{ code: 'walk-failed' }] })
    expect(await bytesShown(client)).toMatchObject({ kind: 'at-least', bytes: 4096 })
  })

  it('keeps what it could not do beside the numbers', async () => {
    const own = { code: 'storage-unavailable', context: {}, message: 'Nothing is remembered.' } as const
    const { taker, application, client } = openApplication({ failures: [own] })
    application.start()
    const failure = { code: 'engine-unreachable', context: {}, message: 'No engine.' } as const
    taker.takes[0]!.finish(holding(1), { failures: [failure] })
    expect((await stateWith(client, settled)).failures).toEqual([failure, own])
  })
})

describe('a later measurement', () => {
  async function measured(bytes: number) {
    const opened = openApplication()
    opened.application.start()
    opened.taker.takes[0]!.finish(holding(bytes))
    const first = await stateWith(opened.client, settled)
    await opened.client.app.measure({ everything: true })
    return { ...opened, first, take: opened.taker.takes[1]! }
  }

  it('keeps the exact numbers until it has better ones', async () => {
    const { client, take, first, state } = await measured(8192)
    expect(take.request).toMatchObject({ everything: true, reuse: null })
    take.update(holding(1, 'partly'), {
      progress: { inodes: 1, allocated: 1, placesDone: 0, places: 2, usages: () => [] },
    })
    expect(await state()).toMatchObject({ stage: 'measuring', revision: first.revision, progress: { inodes: 1 } })
    expect(await bytesShown(client)).toEqual({ kind: 'exact', bytes: 8192 })
    take.finish(holding(9000))
    expect(await stateWith(client, settled)).toMatchObject({ stage: 'whole', revision: first.revision + 1 })
    expect(await bytesShown(client)).toEqual({ kind: 'exact', bytes: 9000 })
  })

  it('that is cancelled keeps the last whole numbers, as stale', async () => {
    const { client, take, first } = await measured(8192)
    await client.app.cancel()
    take.finish(holding(10, 'cancelled'))
    expect(await stateWith(client, settled)).toMatchObject({ stage: 'whole', stale: true, revision: first.revision })
    expect(await bytesShown(client)).toEqual({ kind: 'exact', bytes: 8192 })
  })

  it('that is cancelled before it walks keeps them too', async () => {
    const { client, take, first } = await measured(8192)
    await client.app.cancel()
    take.fail(new AppError('cancelled', 'The work was cancelled.'))
    expect(await stateWith(client, settled)).toMatchObject({ stage: 'whole', failures: [], revision: first.revision })
    expect(await bytesShown(client)).toEqual({ kind: 'exact', bytes: 8192 })
  })

  it('that fails keeps them, marks them as stale and says why', async () => {
    const { client, take, first } = await measured(8192)
    take.fail(new AppError('engine-died', 'The engine closed the connection.'))
    expect(await stateWith(client, settled)).toMatchObject({
      stage: 'whole',
      stale: true,
      revision: first.revision,
      failures: [{ code: 'engine-died' }],
    })
    expect(await bytesShown(client)).toEqual({ kind: 'exact', bytes: 8192 })
  })

  it('after one that failed takes the failure away', async () => {
    const { client, take, taker } = await measured(8192)
    take.fail(new AppError('engine-died', 'The engine closed the connection.'))
    await stateWith(client, settled)
    await client.app.reconnect()
    taker.takes[2]!.finish(holding(9000))
    expect(await stateWith(client, settled)).toMatchObject({ stage: 'whole', stale: false, failures: [] })
  })

  it('after one that was cancelled shows its progress again', async () => {
    const { taker, application, client, state } = openApplication()
    application.start()
    taker.takes[0]!.finish(holding(10, 'cancelled'))
    await stateWith(client, settled)
    await client.app.measure({ everything: false })
    taker.takes[1]!.update(holding(20, 'partly'))
    expect(await state()).toMatchObject({ stage: 'measuring' })
    expect(await bytesShown(client)).toEqual({ kind: 'at-least', bytes: 20, because: 'not-measured-yet' })
  })
})

describe('measurements', () => {
  it('join the one that runs', async () => {
    const { taker, application, client } = openApplication()
    application.start()
    await client.app.measure({ everything: true })
    await client.app.reconnect()
    expect(taker.takes).toHaveLength(1)
  })

  it('start no more once the application closes, which waits for the one that runs', async () => {
    const { taker, application, client } = openApplication()
    application.start()
    let closed = false
    const closing = application.close().then(() => {
      closed = true
    })
    await new Promise(setImmediate)
    expect([taker.takes[0]!.request.signal.aborted, closed]).toEqual([true, false])
    taker.takes[0]!.fail(new AppError('cancelled', 'The work was cancelled.'))
    await closing
    await client.app.measure({ everything: false })
    expect(taker.takes).toHaveLength(1)
  })

  it('can be cancelled when none runs', async () => {
    const { client, state } = openApplication()
    await client.app.cancel()
    expect(await state()).toMatchObject({ stage: 'starting' })
  })
})

describe('a measurement that is asked for while one runs', () => {
  it('of everything follows it', async () => {
    const { taker, application, client } = openApplication()
    application.start()
    await client.app.measure({ everything: true })
    expect(taker.takes.length).toBe(1)
    taker.takes[0]!.finish(holding(1))
    await expect.poll(() => taker.takes.length).toBe(2)
    expect(taker.takes[1]!.request.everything).toBe(true)
  })

  it('of what can change joins one that reads as much', async () => {
    const { taker, application, client } = openApplication()
    application.start()
    await client.app.measure({ everything: false })
    taker.takes[0]!.finish(holding(1))
    await stateWith(client, settled)
    expect(taker.takes.length).toBe(1)
  })

  it('is forgotten when the user cancels', async () => {
    const { taker, application, client } = openApplication()
    application.start()
    await client.app.measure({ everything: true })
    await client.app.cancel()
    taker.takes[0]!.finish(holding(1, 'cancelled'))
    await stateWith(client, settled)
    expect(taker.takes.length).toBe(1)
  })
})

describe('a complete step of the first measurement', () => {
  it('is shown at once, however soon it comes after the last one', async () => {
    const { taker, application, client } = openApplication()
    application.start()
    const progress = { inodes: 7, allocated: 4096, placesDone: 1, places: 9, usages: () => [] }
    taker.takes[0]!.update(holding(null, 'not-yet'))
    taker.takes[0]!.update(holding(4096, 'partly'), { progress })
    taker.takes[0]!.update(holding(8192))
    expect(await bytesShown(client)).toEqual({ kind: 'exact', bytes: 8192 })
    expect((await currentState(client)).stage).toBe('measuring')
  })
})

describe('opening something else', () => {
  it('forgets what was shown, and shows the other from then on', async () => {
    const other = handMadeTaker()
    const opened: unknown[] = []
    const takerFor: ApplicationParts['takerFor'] = (subject) => {
      opened.push(subject)
      return other
    }
    const { taker, application, client, state } = openApplication({ takerFor })
    application.start()
    taker.takes[0]!.finish(holding(5))
    await stateWith(client, settled)
    const subject = { kind: 'root', dataRoot: '/mnt/old', containerdRoot: null } as const
    await client.app.open(subject)
    expect(opened).toEqual([subject])
    expect(await state()).toMatchObject({ subject, revision: 0, stage: 'starting', frame: null, takenAt: null })
    await expect(client.overview()).rejects.toMatchObject({ code: 'not-found' })
    other.takes[0]!.finish(holding(7))
    const after = await stateWith(client, settled)
    expect([after.revision > 1, await bytesShown(client)]).toEqual([true, { kind: 'exact', bytes: 7 }])
    expect(taker.takes).toHaveLength(1)
  })

  it('stops the measurement that runs, and shows nothing of it whatever it still says', async () => {
    const other = handMadeTaker()
    const { taker, application, client, state } = openApplication({ takerFor: () => other })
    application.start()
    await client.app.open({ kind: 'context', name: 'ship' })
    const [running] = taker.takes
    expect(running!.request.signal.aborted).toBe(true)
    running!.update(holding(5))
    running!.finish(holding(5))
    await expect.poll(() => other.takes.length).toBe(1)
    expect(await state()).toMatchObject({ revision: 0, frame: null, subject: { kind: 'context', name: 'ship' } })
    other.takes[0]!.finish(holding(7))
    await stateWith(client, settled)
    expect(await bytesShown(client)).toEqual({ kind: 'exact', bytes: 7 })
  })
})
