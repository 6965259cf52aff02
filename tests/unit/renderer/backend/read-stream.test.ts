import { MessageChannel } from 'node:worker_threads'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import { implement, ORPCError } from '@orpc/server'
import { RPCHandler } from '@orpc/server/message-port'
import { afterEach, describe, expect, it } from 'vitest'
import type { AppState } from '../../../../src-main/contract/app-state.ts'
import { contract } from '../../../../src-main/contract/contract.ts'
import { createCreditWindows, type ConnectionContext } from '../../../../src-main/contract/credit-window.ts'
import type { Client } from '../../../../src-renderer/backend/client.ts'
import { failureOf } from '../../../../src-renderer/backend/failure-of.ts'
import { readStream } from '../../../../src-renderer/backend/read-stream.ts'
import { unansweredRouter } from '../../../helpers/unanswered-router.ts'
import { WORLDS } from '../../../e2e/support/worlds.ts'

const os = implement(contract).$context<ConnectionContext>()
const open: { close: () => void }[] = []

afterEach(() => {
  for (const port of open.splice(0)) port.close()
})

/** A client over a real port, to a router that streams what it is given. */
function connect(source: () => AsyncIterable<AppState>): Client {
  const windows = createCreditWindows()
  const done = () => undefined
  const unanswered = unansweredRouter(refuse)
  const router = os.router({
    ...unanswered,
    ack: os.ack.handler(({ input }) => {
      windows.grant(input.stream, input.items)
      return undefined
    }),
    app: {
      ...unanswered.app,
      states: os.app.states.handler(({ input, signal }) => windows.open(input.stream, source(), signal)),
      measure: os.app.measure.handler(done),
      cancel: os.app.cancel.handler(() => {
        throw new ORPCError('permission-denied', { message: 'No right.', data: { path: '/var/lib/docker', deep: {} } })
      }),
      reconnect: os.app.reconnect.handler(() => {
        throw new TypeError('a bug')
      }),
    },
    overview: os.overview.handler(() => WORLDS.whole().overview ?? refuse()),
  })
  const { port1, port2 } = new MessageChannel()
  new RPCHandler(router).upgrade(port1, { context: { windows } })
  port1.start()
  port2.start()
  open.push(port1, port2)
  return createORPCClient(new RPCLink({ port: port2 }))
}

function refuse(): never {
  throw new ORPCError('not-found')
}

async function* states(count: number): AsyncGenerator<AppState> {
  for (let revision = 1; revision <= count; revision += 1) {
    await Promise.resolve()
    yield { ...WORLDS.starting().state, revision }
  }
}

describe('reading a stream', () => {
  it('takes every item of a stream that is longer than its credit', async () => {
    const client = connect(() => states(500))
    const revisions: number[] = []
    await readStream(client, client.app.states, {
      signal: new AbortController().signal,
      onItem: ({ revision }) => revisions.push(revision),
    })
    expect(revisions).toEqual(Array.from({ length: 500 }, (_, index) => index + 1))
  })

  it('ends quietly when it is given up', async () => {
    const client = connect(() => states(1_000_000))
    const stop = new AbortController()
    let items = 0
    await readStream(client, client.app.states, {
      signal: stop.signal,
      onItem: () => {
        items += 1
        if (items === 40) stop.abort()
      },
    })
    expect(items).toBe(40)
  })

  it('fails with what the stream fails with', async () => {
    const client = connect(async function* () {
      await Promise.resolve()
      throw new ORPCError('engine-died', { data: { endpoint: 'unix:///x' } })
    })
    const reading = readStream(client, client.app.states, {
      signal: new AbortController().signal,
      onItem: () => undefined,
    })
    await expect(reading).rejects.toMatchObject({ code: 'engine-died' })
  })
})

describe('a failed request', () => {
  it('keeps the application’s code, and of its context what can be shown', async () => {
    const error: unknown = await connect(() => states(0))
      .app.cancel()
      .catch((caught: unknown) => caught)
    expect(failureOf(error)).toEqual({
      code: 'permission-denied',
      context: { path: '/var/lib/docker' },
      message: 'No right.',
    })
  })

  it('is a bug when it has no such code', async () => {
    const error: unknown = await connect(() => states(0))
      .app.reconnect()
      .catch((caught: unknown) => caught)
    expect(failureOf(error)).toMatchObject({ code: 'bug', context: {} })
  })
})
