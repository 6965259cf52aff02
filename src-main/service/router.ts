import { implement } from '@orpc/server'
import { contract } from '../contract/contract.ts'
import type { ConnectionContext } from '../contract/credit-window.ts'
import { AppError } from '../errors/app-error.ts'
import { viewContainerDetail } from '../views/container-detail.ts'
import { viewBuildCache } from '../views/build-cache.ts'
import { viewContainers } from '../views/containers.ts'
import { findImage, viewImage } from '../views/image-detail.ts'
import { viewImages } from '../views/images.ts'
import { viewLedgerRows } from '../views/ledger-rows.ts'
import { viewLedger } from '../views/ledger.ts'
import { viewLogs } from '../views/logs.ts'
import { viewOrphanList } from '../views/orphans.ts'
import { viewOverview } from '../views/overview.ts'
import { buildSearchIndex } from '../views/search-index.ts'
import { viewSearch } from '../views/search.ts'
import { viewReport } from '../views/view-report.ts'
import { viewWhatIf } from '../views/what-if.ts'
import { viewVolumes } from '../views/volumes.ts'
import type { ApplicationPort } from './application-port.ts'
import { reclaimHandlers } from './reclaim/reclaim-handlers.ts'
import type { ReclaimPort } from './reclaim/reclaim-port.ts'
import { ofInventory } from './of-inventory.ts'
import { underItsCode } from './wire-errors.ts'

const os = implement(contract)
  .$context<ConnectionContext>()
  .use(({ next }) => underItsCode({ next }))

export type Router = ReturnType<typeof createRouter>

/** Answers what the contract allows to be asked. */
export function createRouter(application: ApplicationPort, reclaim: ReclaimPort) {
  const searchIndex = ofInventory(buildSearchIndex)
  return os.router({
    ack: os.ack.handler(({ input, context }) => {
      context.windows.grant(input.stream, input.items)
      return undefined
    }),
    app: {
      states: os.app.states.handler(({ input, context, signal }) =>
        context.windows.open(input.stream, application.states.follow(signal), signal),
      ),
      measure: os.app.measure.handler(({ input }) => {
        application.measure(input.everything)
        return undefined
      }),
      cancel: os.app.cancel.handler(() => {
        application.cancel()
        return undefined
      }),
      reconnect: os.app.reconnect.handler(() => {
        application.measure(false)
        return undefined
      }),
      engines: os.app.engines.handler(() => application.engines()),
      open: os.app.open.handler(({ input }) => {
        application.open(input)
        return undefined
      }),
      scanWith: os.app.scanWith.handler(({ input }) => {
        application.scanWith(input.how, input.remember)
        return undefined
      }),
      chooseDirectory: os.app.chooseDirectory.handler(() => application.chooseDirectory()),
      commands: os.app.commands.handler(({ input, context, signal }) =>
        context.windows.open(input.stream, application.commands(signal), signal),
      ),
      introduce: os.app.introduce.handler(({ input }) => {
        application.introduce(input)
        return undefined
      }),
    },
    files: {
      open: os.files.open.handler(({ input, context, signal }) =>
        context.windows.open(input.stream, application.files.open(input.of, input.again, signal), signal),
      ),
      list: os.files.list.handler(({ input }) => application.files.list(input)),
      map: os.files.map.handler(({ input }) => application.files.map(input)),
      discover: os.files.discover.handler(({ input }) => application.files.discover(input)),
      compare: os.files.compare.handler(({ input, context, signal }) =>
        context.windows.open(input.stream, application.files.compare(input, signal), signal),
      ),
    },
    imageWaste: os.imageWaste.handler(({ input, context, signal }) =>
      context.windows.open(input.stream, application.imageWaste(input.image, signal), signal),
    ),
    overview: os.overview.handler(() => viewOverview(application.inventory())),
    containers: os.containers.handler(() => viewContainers(application.inventory())),
    container: os.container.handler(({ input }) =>
      found(viewContainerDetail(application.inventory(), application.reclaimGraph(), input.id), {
        kind: 'container',
        id: input.id,
      }),
    ),
    images: os.images.handler(() => viewImages(application.inventory())),
    image: os.image.handler(async ({ input, signal }) => {
      const inventory = application.inventory()
      const image = findImage(inventory, input.id)
      if (image === null) throw new AppError('not-found', 'There is no such image.', { context: { name: input.id } })
      const said = image.driver === null ? await application.imageHistory(image.id, signal) : null
      return viewImage(inventory, image, said)
    }),
    whatIf: os.whatIf.handler(({ input }) =>
      viewWhatIf(application.inventory().takenAt, application.reclaimGraph(), input.objects),
    ),
    volumes: os.volumes.handler(() => viewVolumes(application.inventory())),
    buildCache: os.buildCache.handler(() => viewBuildCache(application.inventory())),
    logs: os.logs.handler(() => viewLogs(application.inventory())),
    orphans: os.orphans.handler(() => viewOrphanList(application.inventory())),
    ledger: os.ledger.handler(() => viewLedger(application.inventory(), application.reclaimGraph())),
    ledgerEntries: os.ledgerEntries.handler(({ input }) => viewLedgerRows(application.inventory(), input)),
    search: os.search.handler(({ input }) => viewSearch(searchIndex(application.inventory()), input.text, input.limit)),
    reclaim: reclaimHandlers(reclaim),
    report: os.report.handler(() => viewReport(application.inventory())),
  })
}

/** What the inventory has no such object for was there when it was asked about. */
function found<T>(view: T | null, object: { readonly kind: string; readonly id: string }): T {
  if (view !== null) return view
  throw new AppError('not-found', `There is no ${object.kind} ${object.id}.`, { context: { ...object } })
}
