import { implement, ORPCError } from '@orpc/server'
import type { EngineChoice } from '../../../src-main/contract/app-state.ts'
import { contract } from '../../../src-main/contract/contract.ts'
import type { ConnectionContext } from '../../../src-main/contract/credit-window.ts'
import { serveWeb, type WebHost } from '../../../src-main/hosts/web/serve-web.ts'
import { noCommands } from '../../../src-main/service/host-port.ts'
import type { Inventory } from '../../../src-main/model/inventory.ts'
import { createLatest } from '../../../src-main/service/latest.ts'
import { viewBuildCache } from '../../../src-main/views/build-cache.ts'
import { viewLogs } from '../../../src-main/views/logs.ts'
import { viewOrphanList } from '../../../src-main/views/orphans.ts'
import { viewVolumes } from '../../../src-main/views/volumes.ts'
import { unansweredRouter } from '../../helpers/unanswered-router.ts'
import { answerFiles } from './answer-files.ts'
import { answerReclaim, type ServedReclaim } from './answer-reclaim.ts'
import { detailFor } from './shown-detail.ts'
import { listedInventory } from './shown-lists.ts'
import { WORLDS, type World, type WorldName } from './worlds.ts'

/** The real web host with a made-up application behind it, whose state a spec sets as it likes. */
export interface ServedWorld extends AsyncDisposable {
  readonly host: WebHost
  /** What the page has asked for, in order. */
  readonly requests: readonly string[]
  /** What happens to a run that the page began. */
  readonly reclaim: ServedReclaim
  show(world: World): void
}

export async function serveWorld(rendererDirectory: string, first: WorldName | World, port = 0): Promise<ServedWorld> {
  let world: World = typeof first === 'string' ? WORLDS[first]() : first
  const states = createLatest(world.state)
  let revision = world.state.revision
  const requests: string[] = []
  const os = implement(contract).$context<ConnectionContext>()
  const noted = (name: string) => () => {
    requests.push(name)
    return undefined
  }
  const unanswered = unansweredRouter(notThere)
  const reclaim = answerReclaim(() => world.reclaim, notThere)
  const router = os.router({
    ...unanswered,
    ack: os.ack.handler(({ input, context }) => {
      context.windows.grant(input.stream, input.items)
      return undefined
    }),
    app: {
      ...unanswered.app,
      states: os.app.states.handler(({ input, context, signal }) =>
        context.windows.open(input.stream, states.follow(signal), signal),
      ),
      measure: os.app.measure.handler(noted('measure')),
      cancel: os.app.cancel.handler(noted('cancel')),
      reconnect: os.app.reconnect.handler(noted('reconnect')),
      engines: os.app.engines.handler(() => enginesOf(world)),
      open: os.app.open.handler(({ input }) => {
        requests.push(`open ${JSON.stringify(input)}`)
        // As the application does: what was shown is gone at once.
        const { state } = WORLDS.starting()
        world = { ...world, overview: null, containers: null, state: { ...state, subject: input } }
        states.set({ ...world.state, canChoose: states.value.canChoose })
        return undefined
      }),
      scanWith: os.app.scanWith.handler(({ input }) => {
        requests.push(`scanWith ${input.how}${input.remember ? ' remember' : ''}`)
        return undefined
      }),
      chooseDirectory: os.app.chooseDirectory.handler(() => '/mnt/old/var/lib/docker'),
      commands: os.app.commands.handler(({ input, context, signal }) =>
        context.windows.open(input.stream, noCommands(signal), signal),
      ),
      introduce: os.app.introduce.handler(() => undefined),
    },
    overview: os.overview.handler(() => world.overview ?? notThere()),
    containers: os.containers.handler(() => world.containers ?? notThere()),
    container: os.container.handler(
      ({ input }) => (world.containers === null ? null : detailFor(world.containers, input.id)) ?? notThere(),
    ),
    files: answerFiles(() => world.files ?? null),
    images: os.images.handler(() => world.images ?? notThere()),
    image: os.image.handler(({ input }) => world.imageDetails?.(input.id) ?? notThere()),
    whatIf: os.whatIf.handler(({ input }) => world.whatIf?.(input.objects) ?? notThere()),
    volumes: os.volumes.handler(() => viewVolumes(listed(world))),
    buildCache: os.buildCache.handler(() => viewBuildCache(listed(world))),
    logs: os.logs.handler(() => viewLogs(listed(world))),
    orphans: os.orphans.handler(() => viewOrphanList(listed(world))),
    reclaim: reclaim.router,
  })
  const host = await serveWeb({ router, rendererDirectory, port, address: '127.0.0.1' })
  return {
    host,
    requests,
    reclaim: reclaim.controls,
    show(next) {
      world = next
      // A view is asked for again only when the revision has changed. Without an inventory there is none.
      if (next.state.revision > 0) revision += 1
      states.set({ ...next.state, revision: next.state.revision > 0 ? revision : 0 })
    },
    async [Symbol.asyncDispose]() {
      await host.close()
    },
  }
}

function enginesOf({ engines = [] }: World): readonly EngineChoice[] | Promise<never> {
  if (engines === 'slow') return new Promise(() => undefined)
  if (engines === 'broken') throw new ORPCError('file-damaged', { message: 'broken', data: { path: CONFIG } })
  return engines
}

/** What the docker CLI keeps its choice of a context in. */
const CONFIG = '/home/me/.docker/config.json'

/** What the lists show: the world's own, else the made-up disk. */
function listed({ containers, listed: own }: World): Inventory {
  return containers === null ? notThere() : (own ?? LISTED)
}

const LISTED = listedInventory()

function notThere(): never {
  throw new ORPCError('not-found', { message: 'There is no inventory yet.', data: {} })
}
