import type { AppState, Failure } from '../contract/app-state.ts'
import { AppError, isAppError } from '../errors/app-error.ts'
import { buildInventory } from '../model/build-inventory.ts'
import type { Inventory } from '../model/inventory.ts'
import type { Place } from '../model/observations.ts'
import type { EngineConnection } from '../sources/docker-engine/engine-connection.ts'
import type { EngineEvent } from '../sources/docker-engine/engine-event.ts'
import { viewFrame } from '../views/frame.ts'
import { followEngine } from './follow-engine.ts'
import { toFailure } from './failure.ts'
import type { InventoryTaker, Taken, TakeUpdate } from './inventory-taker.ts'
import { createLatest, type Latest } from './latest.ts'
import { createScope, touchedBy } from './refresh-scope.ts'
import { createRouter, type Router } from './router.ts'

/** Between two builds of the inventory while the disk is read: often enough to be seen moving, rare enough to cost nothing. */
const REBUILD_MS = 400
/** Engine events come in bursts (a container's end is five of them); one refresh answers a burst. */
const SETTLE_MS = 1000
/** Nobody looks more often than this; each refresh asks the engine for sizes, which makes it walk. */
const REFRESH_EVERY_MS = 5000

const STARTING: AppState = {
  revision: 0,
  source: 'none',
  stage: 'starting',
  progress: null,
  takenAt: null,
  stale: false,
  live: false,
  failures: [],
  frame: null,
}

export interface Application {
  /** What may be asked of it; the same for every host. */
  readonly router: Router
  /** Takes the first inventory and follows the engine's events from then on. */
  start(): void
  close(): Promise<void>
}

/** What the router's handlers need of the application. */
export interface ApplicationPort {
  readonly states: Latest<AppState>
  /** The current inventory; throws the reason when there is none. */
  inventory(): Inventory
  measure(everything: boolean): void
  cancel(): void
}

export interface ApplicationParts {
  readonly taker: InventoryTaker
  /** Failures of putting the application together that do not stop it, such as a state directory that cannot be written. */
  readonly failures: readonly Failure[]
  /** Whether to stay and follow the engine; the terminal takes one inventory and ends. */
  readonly follow: boolean
}

export function createApplication(parts: ApplicationParts): Application {
  const core = createCore(parts)
  return {
    router: createRouter(core),
    start: () => {
      core.measure(false)
    },
    close: () => core.close(),
  }
}

function createCore(parts: ApplicationParts): ApplicationPort & { close(): Promise<void> } {
  const states = createLatest<AppState>(STARTING)
  const closing = new AbortController()
  let inventory: Inventory | null = null
  let error: unknown = null
  let taken: Taken | null = null
  let running: { readonly controller: AbortController; readonly done: Promise<void> } | null = null
  let pending: EngineEvent[] = []
  let timer: NodeJS.Timeout | null = null
  let lastEnd = 0
  let following: { readonly endpoint: string; readonly stop: AbortController } | null = null

  const set = (change: Partial<AppState>) => {
    states.set({ ...states.value, ...change })
  }

  const publish = (update: TakeUpdate, stage: AppState['stage'] | null) => {
    inventory = buildInventory(update.observations)
    set({
      revision: states.value.revision + 1,
      source: update.source,
      stage: stage ?? (inventory.stage === 'whole' ? 'measuring' : inventory.stage),
      progress: progressOf(update),
      takenAt: inventory.takenAt,
      failures: [...update.failures, ...parts.failures],
      frame: viewFrame(inventory),
    })
  }

  const run = async (everything: boolean, events: readonly EngineEvent[] | null, signal: AbortSignal) => {
    let lastBuild = 0
    const before = inventory?.stage === 'whole' ? inventory : null
    try {
      const latest = await parts.taker.take({ everything, reuse: reuseOf(taken, before, events), signal }, (update) => {
        // A refresh keeps the exact numbers on the screen until it has better ones.
        const first = before === null
        const now = performance.now()
        if (first && (lastBuild === 0 || now - lastBuild > REBUILD_MS)) {
          lastBuild = now
          publish(update, null)
        } else set({ stage: 'measuring', progress: progressOf(update) })
      })
      const cancelled = latest.observations.roots.some((root) => root.measured === 'cancelled')
      if (!cancelled || before === null) publish(latest, cancelled ? 'cancelled' : 'whole')
      else set({ stage: 'whole', progress: null, stale: true })
      if (cancelled) return
      taken = latest
      error = null
      set({ stale: pending.length > 0 })
      follow(latest.connection)
    } catch (cause) {
      fail(cause)
    }
  }

  const fail = (cause: unknown) => {
    if (isAppError(cause, 'cancelled')) {
      set({ stage: inventory === null ? 'cancelled' : settledStage(inventory), progress: null })
      return
    }
    error = cause
    const stage = inventory === null ? 'failed' : settledStage(inventory)
    set({ stage, progress: null, stale: inventory !== null, failures: [toFailure(cause), ...parts.failures] })
  }

  const measure = (everything: boolean, events: readonly EngineEvent[] | null = null) => {
    if (running !== null || closing.signal.aborted) return
    if (timer !== null) clearTimeout(timer)
    timer = null
    pending = []
    const controller = new AbortController()
    set({ stage: inventory === null ? 'starting' : 'measuring', progress: null })
    const done = run(everything, events, AbortSignal.any([controller.signal, closing.signal])).finally(() => {
      running = null
      lastEnd = performance.now()
      if (pending.length > 0) schedule()
    })
    running = { controller, done }
  }

  /** Refreshes after a burst of events, while somebody looks; else the numbers are only marked as stale. */
  const schedule = () => {
    if (running !== null || timer !== null || closing.signal.aborted) return
    const wait = Math.max(SETTLE_MS, REFRESH_EVERY_MS - (performance.now() - lastEnd))
    timer = setTimeout(() => {
      timer = null
      if (states.readers() > 0) measure(false, pending)
      else schedule()
    }, wait)
    timer.unref()
  }

  const follow = (connection: EngineConnection | null) => {
    if (!parts.follow || connection === null || following?.endpoint === connection.endpoint.url) return
    following?.stop.abort()
    const stop = new AbortController()
    following = { endpoint: connection.endpoint.url, stop }
    void followEngine(connection, AbortSignal.any([stop.signal, closing.signal]), {
      onLive: (again) => {
        set({ live: true })
        // What happened while nobody listened is unknown: everything that can change is read again.
        if (again) measure(false)
      },
      onEvent: (event) => {
        pending.push(event)
        set({ stale: true })
        schedule()
      },
      onLost: (cause) => {
        const failure = toFailure(cause)
        const others = states.value.failures.filter((each) => each.code !== failure.code)
        set({ live: false, stale: true, failures: [failure, ...others] })
      },
    })
  }

  return {
    states,
    inventory: () => {
      if (inventory !== null) return inventory
      if (error !== null) throw error instanceof Error ? error : new AppError('cancelled', 'There is no inventory.')
      throw new AppError('not-found', 'There is no inventory yet.')
    },
    measure,
    cancel: () => {
      running?.controller.abort()
    },
    close: async () => {
      closing.abort()
      if (timer !== null) clearTimeout(timer)
      await running?.done
    },
  }
}

function progressOf({ progress }: TakeUpdate): AppState['progress'] {
  if (progress === null) return null
  const { inodes, allocated, placesDone, places } = progress
  return { inodes, allocated, placesDone, places }
}

/** The stage to fall back to when new work came to nothing: that of the numbers which are still shown. */
function settledStage(inventory: Inventory): AppState['stage'] {
  return inventory.stage === 'whole' ? 'whole' : 'cancelled'
}

/** After events, places that cannot have changed keep their usage; a measurement asked for by the user walks them. */
function reuseOf(taken: Taken | null, before: Inventory | null, events: readonly EngineEvent[] | null) {
  if (taken === null || before === null || events === null) return null
  const unchanged = createScope(before, touchedBy(events))
  return (root: string, place: Place, identity: { readonly dev: number; readonly ino: number }) => {
    const found = unchanged(place.purpose) ? taken.walked.get(root)?.get(place.path) : undefined
    return found?.identity.dev === identity.dev && found.identity.ino === identity.ino ? found : null
  }
}
