import { MessageChannel } from 'node:worker_threads'
import { createORPCClient } from '@orpc/client'
import { RPCLink as PortLink } from '@orpc/client/message-port'
import { RPCLink as SocketLink } from '@orpc/client/websocket'
import type { ContractRouterClient } from '@orpc/contract'
import { implement } from '@orpc/server'
import { RPCHandler as PortHandler } from '@orpc/server/message-port'
import { RPCHandler as SocketHandler } from '@orpc/server/ws'
import { describe, expect, it, onTestFinished } from 'vitest'
import { WebSocketServer } from 'ws'
import { unansweredRouter } from '../../helpers/unanswered-router.ts'
import type { AppState } from '../../../src-main/contract/app-state.ts'
import { contract, type Contract } from '../../../src-main/contract/contract.ts'
import {
  createCreditWindows,
  INITIAL_CREDIT,
  MAX_CREDIT,
  MAX_STREAMS_PER_CONNECTION,
  type ConnectionContext,
  type CreditWindows,
} from '../../../src-main/contract/credit-window.ts'

type Client = ContractRouterClient<Contract>

/** Counts what a source was asked for and whether it was closed. */
interface Source {
  produced: number
  closed: number
  readonly items: (last: number) => AsyncGenerator<number, void>
}

function countingSource(): Source {
  const source: Source = {
    produced: 0,
    closed: 0,
    async *items(last) {
      try {
        for (let item = 1; item <= last; item++) {
          source.produced = item
          yield await Promise.resolve(item)
        }
      } finally {
        source.closed += 1
      }
    },
  }
  return source
}

function stateOf(revision: number): AppState {
  return {
    subject: { kind: 'default' },
    canChoose: false,
    revision,
    source: 'none',
    stage: 'starting',
    progress: null,
    takenAt: null,
    stale: false,
    live: false,
    failures: [],
    frame: null,
  }
}

async function* statesFrom(numbers: AsyncIterable<number>): AsyncGenerator<AppState, void> {
  for await (const number of numbers) yield stateOf(number)
}

const never = (): never => {
  throw new Error('not part of this test')
}

/** The contract's own stream and its `ack`, over a source that counts. */
function streamRouter(source: Source, last: number) {
  const os = implement(contract).$context<ConnectionContext>()
  const unanswered = unansweredRouter(never)
  return os.router({
    ...unanswered,
    ack: os.ack.handler(({ input, context }) => {
      context.windows.grant(input.stream, input.items)
      return undefined
    }),
    app: {
      ...unanswered.app,
      states: os.app.states.handler(({ input, context, signal }) =>
        context.windows.open(input.stream, statesFrom(source.items(last)), signal),
      ),
    },
  })
}

interface Connection {
  readonly client: Client
  readonly windows: CreditWindows
  readonly hangUp: () => void
}

type Connect = (source: Source, last: number) => Promise<Connection>

const overMessagePort: Connect = (source, last) => {
  const { port1, port2 } = new MessageChannel()
  const windows = createCreditWindows()
  new PortHandler(streamRouter(source, last)).upgrade(port1, { context: { windows } })
  port1.start()
  port2.start()
  const hangUp = (): void => {
    port2.close()
  }
  onTestFinished(hangUp)
  return Promise.resolve({ client: createORPCClient(new PortLink({ port: port2 })), windows, hangUp })
}

const overWebSocket: Connect = async (source, last) => {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 })
  const windows = createCreditWindows()
  const handler = new SocketHandler(streamRouter(source, last))
  server.on('connection', (socket) => void handler.upgrade(socket, { context: { windows } }))
  await new Promise((resolve) => server.once('listening', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const websocket = new WebSocket(`ws://127.0.0.1:${address.port}`)
  const hangUp = (): void => {
    websocket.close()
  }
  onTestFinished(() => {
    hangUp()
    server.close()
  })
  return { client: createORPCClient(new SocketLink({ websocket })), windows, hangUp }
}

async function settle(condition: () => boolean): Promise<void> {
  for (let tries = 0; tries < 200 && !condition(); tries++) await new Promise((resolve) => setTimeout(resolve, 5))
}

const rest = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 60))

describe.each([
  ['a message port', overMessagePort],
  ['a WebSocket', overWebSocket],
])('a stream over %s', (_name, connect) => {
  it('stops its producer at the initial credit while nothing is granted', async () => {
    const source = countingSource()
    const { client } = await connect(source, 100_000)
    const states = await client.app.states({ stream: crypto.randomUUID() })
    await states.next()
    await rest()
    expect(source.produced).toBe(INITIAL_CREDIT)
    await states.return()
  })

  it('goes on by as many items as were granted', async () => {
    const source = countingSource()
    const { client } = await connect(source, 100_000)
    const stream = crypto.randomUUID()
    const states = await client.app.states({ stream })
    await states.next()
    await client.ack({ stream, items: 10 })
    await rest()
    expect(source.produced).toBe(INITIAL_CREDIT + 10)
    await states.return()
  })

  it('delivers every item in order to a reader that grants', async () => {
    const source = countingSource()
    const { client, windows } = await connect(source, 500)
    const stream = crypto.randomUUID()
    const revisions: number[] = []
    for await (const state of await client.app.states({ stream })) {
      revisions.push(state.revision)
      if (revisions.length % 16 === 0) await client.ack({ stream, items: 16 })
    }
    expect(revisions).toEqual(Array.from({ length: 500 }, (_, index) => index + 1))
    expect({ closed: source.closed, open: windows.count() }).toEqual({ closed: 1, open: 0 })
  })

  it('closes its source and leaves no window when the reader stops early', async () => {
    const source = countingSource()
    const { client, windows } = await connect(source, 100_000)
    const states = await client.app.states({ stream: crypto.randomUUID() })
    await states.next()
    await states.return()
    await settle(() => source.closed === 1)
    expect({ closed: source.closed, open: windows.count() }).toEqual({ closed: 1, open: 0 })
  })

  it('closes its source and leaves no window when the connection goes', async () => {
    const source = countingSource()
    const { client, windows, hangUp } = await connect(source, 100_000)
    const states = await client.app.states({ stream: crypto.randomUUID() })
    await states.next()
    hangUp()
    await settle(() => source.closed === 1)
    expect({ closed: source.closed, open: windows.count() }).toEqual({ closed: 1, open: 0 })
  })

  it('cannot be granted credit by another connection that knows its name', async () => {
    const source = countingSource()
    const { client } = await connect(source, 100_000)
    const stranger = await connect(countingSource(), 100_000)
    const stream = crypto.randomUUID()
    const states = await client.app.states({ stream })
    await states.next()
    await stranger.client.ack({ stream, items: 1000 })
    await rest()
    expect(source.produced).toBe(INITIAL_CREDIT)
    await states.return()
  })
})

/** A source that never has anything to say, and does not listen to any signal either. */
async function* silence(): AsyncGenerator<number, void> {
  await new Promise(() => undefined)
  yield 0
}

describe('createCreditWindows', () => {
  it('ends a stream whose source is silent as soon as its signal fires', async () => {
    const windows = createCreditWindows()
    const abort = new AbortController()
    const items = windows.open('quiet', silence(), abort.signal)
    const next = items.next()
    abort.abort()
    expect(await next).toEqual({ done: true, value: undefined })
    expect(windows.count()).toBe(0)
  })

  it('forgets a stream that is given up before its first item', () => {
    const windows = createCreditWindows()
    const abort = new AbortController()
    windows.open('unread', silence(), abort.signal)
    abort.abort()
    expect(windows.count()).toBe(0)
  })

  it('wakes a stream that waits for credit when its signal fires', async () => {
    const windows = createCreditWindows()
    const abort = new AbortController()
    const source = countingSource()
    const items = windows.open('waiting', source.items(1000), abort.signal)
    for (let item = 0; item < INITIAL_CREDIT; item++) await items.next()
    const next = items.next()
    abort.abort()
    expect(await next).toEqual({ done: true, value: undefined })
    expect({ produced: source.produced, closed: source.closed }).toEqual({ produced: INITIAL_CREDIT, closed: 1 })
  })

  it("hands a source's failure to the reader and leaves no window", async () => {
    const windows = createCreditWindows()
    async function* failing(): AsyncGenerator<number, void> {
      yield 1
      await Promise.reject(new Error('the disk went away'))
    }
    const items = windows.open('failing', failing(), undefined)
    await items.next()
    await expect(items.next()).rejects.toThrow('the disk went away')
    expect(windows.count()).toBe(0)
  })

  it('keeps no listener on the signal once the stream has ended', async () => {
    const windows = createCreditWindows()
    const { signal } = new AbortController()
    let listeners = 0
    const add = signal.addEventListener.bind(signal)
    const remove = signal.removeEventListener.bind(signal)
    signal.addEventListener = (...args: Parameters<typeof add>) => {
      listeners += 1
      add(...args)
    }
    signal.removeEventListener = (...args: Parameters<typeof remove>) => {
      listeners -= 1
      remove(...args)
    }
    const items = windows.open('short', countingSource().items(20), signal)
    while ((await items.next()).done !== true);
    expect(listeners).toBe(0)
  })

  it('refuses a second stream of the same name', () => {
    const windows = createCreditWindows()
    windows.open('twice', silence(), undefined)
    expect(() => windows.open('twice', silence(), undefined)).toThrow(expect.objectContaining({ code: 'bad-input' }))
  })

  it('refuses more streams than a connection may have', () => {
    const windows = createCreditWindows()
    for (let open = 0; open < MAX_STREAMS_PER_CONNECTION; open++) windows.open(`${open}`, silence(), undefined)
    expect(() => windows.open('more', silence(), undefined)).toThrow(expect.objectContaining({ code: 'bad-input' }))
  })

  it('lets no grant put a stream further ahead than the bound', async () => {
    const windows = createCreditWindows()
    const source = countingSource()
    const items = windows.open('greedy', source.items(10 * MAX_CREDIT), undefined)
    for (let grant = 0; grant < 5; grant++) windows.grant('greedy', MAX_CREDIT)
    const taken = async (): Promise<void> => {
      for (let item = 0; item < 2 * MAX_CREDIT; item++) await items.next()
    }
    await Promise.race([taken(), rest()])
    expect(source.produced).toBe(MAX_CREDIT)
  })

  it('ignores a grant for a stream that has ended', () => {
    const windows = createCreditWindows()
    windows.grant('gone', 5)
    expect(windows.count()).toBe(0)
  })
})
