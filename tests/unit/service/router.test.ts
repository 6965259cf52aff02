import { randomUUID } from 'node:crypto'
import { MessageChannel } from 'node:worker_threads'
import { createORPCClient, ORPCError } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import type { ContractRouterClient } from '@orpc/contract'
import { buildReclaimGraph } from '../../../src-main/model/reclaim-graph.ts'
import { createRouterClient } from '@orpc/server'
import { RPCHandler } from '@orpc/server/message-port'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { AppState } from '../../../src-main/contract/app-state.ts'
import type { Contract } from '../../../src-main/contract/contract.ts'
import { createCreditWindows, INITIAL_CREDIT } from '../../../src-main/contract/credit-window.ts'
import { APP_ERROR_CODES, AppError } from '../../../src-main/errors/app-error.ts'
import { BugError } from '../../../src-main/errors/bug-error.ts'
import { buildInventory } from '../../../src-main/model/build-inventory.ts'
import { noReclaim } from '../../helpers/no-reclaim.ts'
import type { ApplicationPort } from '../../../src-main/service/application-port.ts'
import { FileTrees } from '../../../src-main/service/files/file-trees.ts'
import { noCommands } from '../../../src-main/service/host-port.ts'
import { createLatest } from '../../../src-main/service/latest.ts'
import { createRouter } from '../../../src-main/service/router.ts'
import { viewContainers } from '../../../src-main/views/containers.ts'
import { viewOverview } from '../../../src-main/views/overview.ts'
import { viewImages } from '../../../src-main/views/images.ts'
import { viewWhatIf } from '../../../src-main/views/what-if.ts'
import { viewReport } from '../../../src-main/views/view-report.ts'
import { anEngine, engineImage } from '../../helpers/builders/engine-says.ts'
import { observed } from '../../helpers/builders/observed.ts'
import { fiveContainers } from '../../helpers/builders/five-containers.ts'

const STATE: AppState = {
  ...{ revision: 0, source: 'none', stage: 'starting', progress: null, takenAt: null, stale: false, live: false },
  ...{ failures: [], frame: null, subject: { kind: 'default' }, canChoose: false },
}

const inventory = buildInventory(fiveContainers())

/** An application that holds the documentation's example, and writes down what it is asked to do. */
function port(change: Partial<ApplicationPort> = {}): ApplicationPort & { readonly asked: readonly string[] } {
  const asked: string[] = []
  return {
    asked,
    states: createLatest(STATE),
    inventory: () => inventory,
    reclaimGraph: () => buildReclaimGraph(inventory),
    imageHistory: () => Promise.resolve(null),
    measure: (everything) => asked.push(`measure ${everything ? 'everything' : 'what can have changed'}`),
    cancel: () => asked.push('cancel'),
    engines: () => Promise.resolve([]),
    open: (subject) => asked.push(`open ${subject.kind}`),
    scanWith: (how, remember) => asked.push(`scan with ${how}${remember ? ' from now on' : ''}`),
    // eslint-disable-next-line @typescript-eslint/require-await -- a stream without an end to wait for
    imageWaste: async function* () {
      yield { stage: 'reading', done: 0, layers: 1 } as const
    },
    chooseDirectory: () => Promise.resolve('/mnt/disk'),
    files: new FileTrees({
      inventory: () => inventory,
      reader: () => null,
      readChanges: null,
      clock: () => new Date(0),
    }),
    commands: noCommands,
    introduce: ({ locale }) => asked.push(`introduce ${locale}`),
    ...change,
  }
}

const inProcess = (application: ApplicationPort) =>
  createRouterClient(createRouter(application, noReclaim()), { context: { windows: createCreditWindows() } })

/** The same router at the other end of a message channel, as a page has it. */
function acrossAPort(application: ApplicationPort): ContractRouterClient<Contract> {
  const { port1, port2 } = new MessageChannel()
  const handler = new RPCHandler(createRouter(application, noReclaim()))
  handler.upgrade(port1, { context: { windows: createCreditWindows() } })
  port1.start()
  port2.start()
  onTestFinished(() => {
    port1.close()
    port2.close()
  })
  return createORPCClient(new RPCLink({ port: port2 }))
}

/** Of the next state; null at the end of the stream. */
const revisionOf = (next: IteratorResult<AppState, unknown>) => (next.done === true ? null : next.value.revision)

const failing = (error: unknown) =>
  port({
    inventory: () => {
      throw error
    },
  })

describe.each([
  ['in process', inProcess],
  ['across a port', acrossAPort],
])('%s', (_, connect) => {
  it('the views are those of the inventory', async () => {
    const client = connect(port())
    expect(await client.overview()).toEqual(viewOverview(inventory))
    expect(await client.containers()).toEqual(viewContainers(inventory))
    expect(await client.report()).toEqual(viewReport(inventory))
    expect(await client.images()).toEqual(viewImages(inventory))
  })

  it('an image and what would go with it are found by name and ID', async () => {
    const client = connect(port())
    const image = await client.image({ id: 'my-final-image:latest' })
    expect([image.id, image.containers.length]).toEqual(['my-final-image', 5])
    const objects = [{ kind: 'image', id: image.id } as const]
    expect(await client.whatIf({ objects })).toEqual(
      viewWhatIf(inventory.takenAt, buildReclaimGraph(inventory), objects),
    )
    await expect(client.image({ id: 'nowhere' })).rejects.toMatchObject({
      code: 'not-found',
      data: { name: 'nowhere' },
    })
  })

  it('the engine is asked for the history of an image that only it knows', async () => {
    const engine = anEngine({ images: [engineImage('far')] })
    const step = { image: 'far', references: [], createdAt: null, createdBy: 'RUN a', comment: '', size: 7 }
    const only = { inventory: () => buildInventory(observed({ engine })), imageHistory: () => Promise.resolve([step]) }
    const { platforms } = await connect(port(only)).image({ id: 'far' })
    expect(platforms[0]?.history).toMatchObject([{ createdBy: 'RUN a', engineSize: { kind: 'exact', bytes: 7 } }])
  })

  it('commands reach the application', async () => {
    const application = port()
    const client = connect(application)
    await client.app.measure({ everything: true })
    await client.app.cancel()
    await client.app.reconnect()
    await client.app.open({ kind: 'root', dataRoot: '/mnt/old', containerdRoot: null })
    await client.app.scanWith({ how: 'container', remember: true })
    expect(application.asked).toEqual([
      ...['measure everything', 'cancel', 'measure what can have changed'],
      ...['open root', 'scan with container from now on'],
    ])
    expect([await client.app.engines(), await client.app.chooseDirectory()]).toEqual([[], '/mnt/disk'])
  })

  it.each(APP_ERROR_CODES)('%s keeps its code, facts and words', async (code) => {
    const context = { path: '/var/lib/docker', status: 500, remote: true, field: null }
    const client = connect(failing(new AppError(code, 'In words.', { context, cause: new Error('secret') })))
    const error: unknown = await client.overview().catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(ORPCError)
    expect(error).toMatchObject({ code, data: context, message: 'In words.', defined: true })
  })

  it('arguments are checked', async () => {
    const client = connect(port())
    const wrong = { everything: 'yes' } as unknown as { everything: boolean }
    await expect(client.app.measure(wrong)).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    await expect(client.ack({ stream: randomUUID(), items: 1025 })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    await expect(client.app.states({ stream: 'no UUID' })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  })

  it('credit for a stream that is not there is nothing bad', async () => {
    await expect(connect(port()).ack({ stream: randomUUID(), items: 1 })).resolves.toBe(undefined)
  })

  it('states come at once and then as they change', async () => {
    const application = port()
    const states = await connect(application).app.states({ stream: randomUUID() })
    const seen = [revisionOf(await states.next())]
    application.states.set({ ...STATE, revision: 1 })
    seen.push(revisionOf(await states.next()))
    expect(seen).toEqual([0, 1])
    await states.return()
  })

  it('a reader that grants no credit holds the stream after its first items', async () => {
    const application = port()
    const client = connect(application)
    const stream = randomUUID()
    const states = await client.app.states({ stream })
    let last: number | null = null
    for (let revision = 1; revision <= INITIAL_CREDIT; revision++) {
      last = revisionOf(await states.next())
      application.states.set({ ...STATE, revision })
    }
    expect(last).toBe(INITIAL_CREDIT - 1)
    const next = states.next()
    application.states.set({ ...STATE, revision: 100 })
    application.states.set({ ...STATE, revision: 200 })
    await client.ack({ stream, items: 1 })
    expect(revisionOf(await next)).toBe(200)
    await states.return()
  })
})

describe('a fault of our own', () => {
  it.each([new BugError('an invariant'), new TypeError('x is undefined')])(
    'is masked across a port: %s',
    async (bug) => {
      const error: unknown = await acrossAPort(failing(bug))
        .report()
        .catch((thrown: unknown) => thrown)
      expect(error).toMatchObject({ code: 'INTERNAL_SERVER_ERROR', defined: false })
      expect(JSON.stringify(error)).not.toContain(bug.message)
    },
  )

  it('reaches the terminal, in process, as it is', async () => {
    const bug = new BugError('an invariant')
    await expect(inProcess(failing(bug)).report()).rejects.toBe(bug)
  })
})
