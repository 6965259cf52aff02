import type { AppState, EngineChoice, Failure, Subject } from '../contract/app-state.ts'
import type { HostCommand, PageIntroduction } from '../contract/host-command.ts'
import { AppError, isAppError } from '../errors/app-error.ts'
import { buildInventory } from '../model/build-inventory.ts'
import type { ImageId } from '../model/identifiers.ts'
import type { Inventory } from '../model/inventory.ts'
import type { EngineHistoryStep } from '../model/observations.ts'
import { buildReclaimGraph, type ReclaimGraph } from '../model/reclaim-graph.ts'
import type { EngineConnection } from '../sources/docker-engine/engine-connection.ts'
import type { EngineEvent } from '../sources/docker-engine/engine-event.ts'
import { readImageHistory } from '../sources/docker-engine/read-image-history.ts'
import { viewFrame } from '../views/frame.ts'
import type { ImageWasteState } from '../views/image-waste.ts'
import type { ApplicationPort } from './application-port.ts'
import { toFailure } from './failure.ts'
import type { FilesReader } from '../sources/files/files-reader.ts'
import type { ReadChanges } from './files/changes-port.ts'
import { FileTrees } from './files/file-trees.ts'
import { followEngine } from './follow-engine.ts'
import { noCommands, type HostPort } from './host-port.ts'
import type { InventoryTaker, Taken, TakeRequest, TakeUpdate } from './inventory-taker.ts'
import { followImageWaste, wastePlaces, type WasteSources } from './files/image-waste.ts'
import { createLatest } from './latest.ts'
import type { Measured } from './reclaim/reclaim-port.ts'
import { createScope, touchedBy } from './refresh-scope.ts'
import type { ScanWay } from './target.ts'

/** Between two builds of the inventory while the disk is read: often enough to be seen moving, rare enough to cost nothing. */
const REBUILD_MS = 400
/** On a host with many objects a build takes long itself: at most a fifth of the time goes into it. */
const REBUILD_SHARE = 4
/** Engine events come in bursts (a container's end is five of them); one refresh answers a burst. */
const SETTLE_MS = 1000
/** Nobody looks more often than this. */
const REFRESH_EVERY_MS = 5000
/** Each refresh asks the engine for sizes, which makes it walk its disk: it rests ten times as long as that took. */
const REFRESH_REST = 10

/** A person waits for it. */
const HISTORY_MS = 10_000

const STARTING = {
  revision: 0,
  source: 'none',
  stage: 'starting',
  progress: null,
  takenAt: null,
  stale: false,
  live: false,
  failures: [],
  frame: null,
} as const satisfies Partial<AppState>

/** What measuring needs. */
export interface MeasurementParts {
  readonly taker: InventoryTaker
  /** What `taker` takes. */
  readonly subject: Subject
  /** A taker of something else. */
  readonly takerFor: (subject: Subject) => InventoryTaker
  readonly engines: () => Promise<readonly EngineChoice[]>
  /** From the next measurement on. */
  readonly scanWith: (how: ScanWay | 'never', remember: boolean) => void
  /** See `FileTreesParts`. */
  readonly readChanges?: ReadChanges | null
  /** The desktop around the page; null where there is none. */
  readonly host: HostPort | null
  /** Failures of putting the application together that do not stop it, such as a state directory that cannot be written. */
  readonly failures: readonly Failure[]
  /** Whether to stay and follow the engine; the terminal takes one inventory and ends. */
  readonly follow: boolean
}

/**
 * Takes inventories, one at a time, and holds the last good one: when somebody asks, and when the engine says that
 * something changed while somebody looks.
 */
export class Measurements implements ApplicationPort, Measured {
  readonly states
  readonly files: FileTrees
  readonly #parts: MeasurementParts
  readonly #closing = new AbortController()
  #inventory: Inventory | null = null
  #graph: { readonly of: Inventory; readonly graph: ReclaimGraph } | null = null
  #error: unknown = null
  #taker: InventoryTaker
  /** Reads the files of what `#inventory` is of. */
  #reader: FilesReader | null = null
  /** Grows with every change of the inventory, and is never used twice. */
  #revision = 0
  #taken: Taken | null = null
  #running: Running | null = null
  #following: { readonly endpoint: string; readonly stop: AbortController } | null = null
  /** Events that no measurement has answered yet. */
  #pending: EngineEvent[] = []
  /** A measurement that was asked for while another one ran. */
  #owed: { readonly everything: boolean } | null = null
  #timer: NodeJS.Timeout | null = null
  #lastEnd = 0
  #lastLength = 0

  constructor(parts: MeasurementParts) {
    this.#parts = parts
    this.#taker = parts.taker
    const canChoose = parts.host !== null
    this.states = createLatest<AppState>({ ...STARTING, subject: parts.subject, canChoose })
    this.files = new FileTrees({
      inventory: () => this.inventory(),
      reader: () => this.#reader,
      readChanges: parts.readChanges ?? null,
      clock: () => new Date(),
    })
  }

  inventory(): Inventory {
    if (this.#inventory !== null) return this.#inventory
    if (this.#error instanceof Error) throw this.#error
    throw new AppError('not-found', 'There is no inventory yet.')
  }

  reclaimGraph(): ReclaimGraph {
    const inventory = this.inventory()
    if (this.#graph?.of !== inventory) this.#graph = { of: inventory, graph: buildReclaimGraph(inventory) }
    return this.#graph.graph
  }

  async imageHistory(id: ImageId, signal: AbortSignal | undefined): Promise<readonly EngineHistoryStep[] | null> {
    const connection = this.#taken?.connection ?? null
    if (connection === null) return null
    try {
      return await readImageHistory(connection, id, { signal, timeout: HISTORY_MS })
    } catch (error) {
      // Removed since, or one that the engine cannot put together: then there is no history to show.
      if (isAppError(error, 'engine-bad-answer')) return null
      throw error
    }
  }

  /** Starts a measurement; while one runs, another follows it, unless that one reads as much and has just begun. */
  measure(everything: boolean): void {
    if (this.#running === null) this.#begin(everything, null)
    else if (everything || this.#running.events !== null) {
      this.#owed = { everything: everything || this.#owed?.everything === true }
    }
  }

  async measureNow(): Promise<void> {
    if (this.#running === null) this.#begin(false, null)
    else this.#owed = { everything: this.#owed?.everything === true }
    // What begins while one waits is waited for too: the last one has begun after the call.
    while (this.#running !== null) await this.#running.done
    if (this.#closing.signal.aborted) throw new AppError('cancelled', 'The program ends.')
    if (this.#error instanceof Error) throw this.#error
  }

  isElsewhere(): boolean {
    return this.#taken?.elsewhere === true
  }

  /** The engine of the current inventory. Throws `engine-unreachable` when it was read of the disk alone. */
  connection(): EngineConnection {
    const connection = this.#taken?.connection ?? null
    if (connection === null) throw new AppError('engine-unreachable', 'No engine answered.')
    return connection
  }

  imageWaste(image: string, signal: AbortSignal | undefined): AsyncGenerator<ImageWasteState, void> {
    const found = wastePlaces(this.inventory(), image)
    const sources: WasteSources = {
      read: (place, mine) => this.files.layer(place, mine),
      opaque: (question) => this.files.opaque(question),
    }
    return followImageWaste(found, sources, signal)
  }

  cancel(): void {
    this.#owed = null
    this.#running?.controller.abort()
  }

  engines(): Promise<readonly EngineChoice[]> {
    return this.#parts.engines()
  }

  scanWith(how: ScanWay | 'never', remember: boolean): void {
    this.#parts.scanWith(how, remember)
    this.measure(false)
  }

  async chooseDirectory(): Promise<string | null> {
    return (await this.#parts.host?.chooseDirectory()) ?? null
  }

  commands(signal: AbortSignal | undefined): AsyncGenerator<HostCommand, void> {
    return this.#parts.host?.commands(signal) ?? noCommands(signal)
  }

  introduce(page: PageIntroduction): void {
    this.#parts.host?.introduce(page)
  }

  open(subject: Subject): void {
    this.#taker = this.#parts.takerFor(subject)
    this.#following?.stop.abort()
    this.#following = null
    this.files.clear()
    this.#reader = null
    this.#inventory = this.#taken = this.#error = null
    this.#pending = []
    this.states.set({ ...STARTING, subject, canChoose: this.states.value.canChoose })
    this.cancel()
    if (this.#running === null) this.#begin(false, null)
    else this.#owed = { everything: false }
  }

  async close(): Promise<void> {
    this.#closing.abort()
    this.files.clear()
    if (this.#timer !== null) clearTimeout(this.#timer)
    await this.#running?.done
  }

  /** `events`: what a refresh answers to; null for a measurement of everything that can change. */
  #begin(everything: boolean, events: readonly EngineEvent[] | null): void {
    if (this.#running !== null || this.#closing.signal.aborted) return
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    const answered = this.#pending
    this.#pending = []
    const began = performance.now()
    const controller = new AbortController()
    this.#set({ stage: this.#inventory === null ? 'starting' : 'measuring', progress: null })
    const signal = AbortSignal.any([controller.signal, this.#closing.signal])
    const request = { taker: this.#taker, everything, reuse: this.#reuse(events), signal }
    const done = this.#run(request).then((whole) => {
      this.#running = null
      this.#lastEnd = performance.now()
      this.#lastLength = this.#lastEnd - began
      // What was not answered is still owed: the next refresh must not take those places for unchanged.
      if (!whole && request.taker === this.#taker) this.#pending.unshift(...answered)
      const owed = this.#owed
      this.#owed = null
      if (owed !== null) this.#begin(owed.everything, null)
      else if (this.#pending.length > 0) this.#schedule()
    })
    this.#running = { controller, done, events }
  }

  /** Answers whether everything was read that was to be read. */
  async #run({ taker, ...request }: TakeRequest & { readonly taker: InventoryTaker }): Promise<boolean> {
    // A refresh keeps the exact numbers on the screen until it has better ones; the terminal prints the last ones only.
    const keep = this.#inventory?.stage === 'whole' || !this.#parts.follow
    let nextBuild = 0
    try {
      const taken = await taker.take(request, (update) => {
        if (taker !== this.#taker) return
        const began = performance.now()
        // A complete step is shown at once, what is on its way every now and then.
        if (keep || (update.progress !== null && began < nextBuild)) {
          this.#set({ stage: 'measuring', progress: progressOf(update) })
          return
        }
        this.#publish(update, null)
        const length = performance.now() - began
        nextBuild = began + length + Math.max(REBUILD_MS, REBUILD_SHARE * length)
      })
      return taker === this.#taker && this.#finish(taken)
    } catch (error) {
      // What the user does not look at any more has nothing to say.
      if (taker === this.#taker) this.#fail(error)
      return false
    }
  }

  #finish(taken: Taken): boolean {
    const cancelled = taken.observations.roots.some((root) => root.measured === 'cancelled')
    if (cancelled && this.#inventory?.stage === 'whole') {
      this.#set({ stage: 'whole', progress: null, stale: true })
      return false
    }
    this.#publish(taken, cancelled ? 'cancelled' : 'whole')
    if (cancelled) return false
    this.#taken = taken
    this.#error = null
    this.#set({ stale: this.#pending.length > 0 })
    this.#follow(taken.connection)
    return true
  }

  #publish(update: TakeUpdate, stage: AppState['stage'] | null): void {
    const inventory = buildInventory(update.observations)
    this.#inventory = inventory
    this.#reader = update.files
    this.#revision += 1
    this.#set({
      revision: this.#revision,
      source: update.source,
      // Until the end is reached, everything being there may still be followed by the engine's sizes.
      stage: stage ?? (inventory.stage === 'whole' ? 'measuring' : inventory.stage),
      progress: stage === null ? progressOf(update) : null,
      takenAt: inventory.takenAt,
      failures: [...update.failures, ...this.#parts.failures],
      frame: viewFrame(inventory),
    })
  }

  /** What came to nothing leaves the last good numbers where they are. */
  #fail(error: unknown): void {
    const settled = this.#inventory?.stage === 'whole' ? 'whole' : 'cancelled'
    if (isAppError(error, 'cancelled')) {
      this.#set({ stage: settled, progress: null })
      return
    }
    this.#error = error
    const known = this.#inventory !== null
    const failures = [toFailure(error), ...this.#parts.failures]
    this.#set({ stage: known ? settled : 'failed', progress: null, stale: known, failures })
  }

  /** After events, places that cannot have changed keep their usage; a measurement asked for by the user walks them. */
  #reuse(events: readonly EngineEvent[] | null): TakeRequest['reuse'] {
    const taken = this.#taken
    if (taken === null || this.#inventory?.stage !== 'whole' || events === null) return null
    const unchanged = createScope(this.#inventory, touchedBy(events))
    return (root, place, identity) => {
      const found = unchanged(place.purpose) ? taken.walked.get(root)?.get(place.path) : undefined
      // What could not be read is tried again: a usage alone does not say which places were the gaps.
      if (found?.incomplete !== null) return null
      return found.identity.dev === identity.dev && found.identity.ino === identity.ino ? found : null
    }
  }

  #follow(connection: EngineConnection | null): void {
    if (!this.#parts.follow || connection === null) return
    if (this.#following?.endpoint === connection.endpoint.url) return
    this.#following?.stop.abort()
    const stop = new AbortController()
    this.#following = { endpoint: connection.endpoint.url, stop }
    void followEngine(connection, AbortSignal.any([stop.signal, this.#closing.signal]), {
      onLive: (again) => {
        this.#set({ live: true })
        // What happened while nobody listened is unknown: everything that can change is read again.
        if (again) this.measure(false)
      },
      onEvent: (event) => {
        this.#pending.push(event)
        this.#set({ stale: true })
        this.#schedule()
      },
      onLost: (error) => {
        const failure = toFailure(error)
        const others = this.states.value.failures.filter((each) => each.code !== failure.code)
        this.#set({ live: false, stale: true, failures: [failure, ...others] })
      },
    })
  }

  /** Refreshes after a burst of events, while somebody looks; else the numbers are only marked as stale. */
  #schedule(): void {
    if (this.#running !== null || this.#timer !== null || this.#closing.signal.aborted) return
    const rest = Math.max(REFRESH_EVERY_MS, REFRESH_REST * this.#lastLength)
    const wait = Math.max(SETTLE_MS, rest - (performance.now() - this.#lastEnd))
    this.#timer = setTimeout(() => {
      this.#timer = null
      if (this.states.readers() > 0) this.#begin(false, this.#pending)
      else this.#schedule()
    }, wait)
    this.#timer.unref()
  }

  #set(change: Partial<AppState>): void {
    this.states.set({ ...this.states.value, ...change })
  }
}

interface Running {
  readonly controller: AbortController
  readonly done: Promise<void>
  /** What it answers to, when it is a refresh. */
  readonly events: readonly EngineEvent[] | null
}

function progressOf({ progress }: TakeUpdate): AppState['progress'] {
  if (progress === null) return null
  const { inodes, allocated, placesDone, places } = progress
  return { inodes, allocated, placesDone, places }
}
