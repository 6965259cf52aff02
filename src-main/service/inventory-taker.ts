import { homedir } from 'node:os'
import type { Failure } from '../contract/app-state.ts'
import { AppError, isAppError } from '../errors/app-error.ts'
import type { Observations, Place } from '../model/observations.ts'
import { collectObservations, type ReachedEngine } from '../sources/collect-observations.ts'
import type { Identity } from '../sources/disk/disk-reader.ts'
import type { WalkedPlace, WalkProgress } from '../sources/disk/walk-types.ts'
import { connectEngine } from '../sources/docker-engine/connect-engine.ts'
import { discoverEngine } from '../sources/docker-engine/discover-engine.ts'
import { processSurroundings } from '../sources/docker-engine/discovery-surroundings.ts'
import type { EngineConnection } from '../sources/docker-engine/engine-connection.ts'
import type { EngineLines } from '../sources/docker-engine/engine-lines.ts'
import { readEngineLists } from '../sources/docker-engine/read-engine.ts'
import { checkDataRoot, realPath, usualDataRoots } from '../sources/find-data-root.ts'
import type { RootSources } from '../sources/observe-root.ts'
import { ownsDataRoot } from '../sources/owns-data-root.ts'
import { createLocalObserver } from '../sources/root-observer.ts'
import { readRecording } from '../sources/recorded/recorded-observations.ts'
import { toFailure } from './failure.ts'
import type { Target } from './target.ts'

export interface TakeRequest {
  readonly everything: boolean
  readonly reuse: ((root: string, place: Place, identity: Identity) => WalkedPlace | null) | null
  readonly signal: AbortSignal
}

/** What is known so far, while an inventory is taken. */
export interface TakeUpdate {
  readonly observations: Observations
  readonly source: 'engine' | 'disk' | 'sample'
  readonly failures: readonly Failure[]
  readonly progress: WalkProgress | null
}

export interface Taken extends TakeUpdate {
  readonly connection: EngineConnection | null
  readonly walked: ReadonlyMap<string, ReadonlyMap<string, WalkedPlace>>
}

export interface InventoryTaker {
  /** Finds engine and data root and reads both. Throws `AppError` when there is nothing to read at all. */
  take(request: TakeRequest, onUpdate: (update: TakeUpdate) => void): Promise<Taken>
}

export interface TakerParts {
  readonly target: Target
  readonly sources: RootSources
  /** Keeps connections through `ssh` between inventories. Without them, each request logs in anew. */
  readonly lines?: EngineLines
  readonly samplePath: string
  readonly clock: () => Date
}

export function createInventoryTaker(parts: TakerParts): InventoryTaker {
  return { take: (request, onUpdate) => take(parts, request, onUpdate) }
}

async function take(parts: TakerParts, request: TakeRequest, onUpdate: (update: TakeUpdate) => void): Promise<Taken> {
  const { target, sources, clock } = parts
  const takenAt = clock().toISOString()
  if (target.sample === 'only') return takeSample(parts, [], onUpdate)
  const found = await findEngine(parts, request.signal)
  const place = findRoot({ ...parts, found })
  const engine = place.engineIsOther ? null : found.engine
  const connection = engine?.connection ?? null
  const failures = [...(place.engineIsOther || place.engineNotNeeded ? [] : found.failures), ...place.failures]
  if (connection === null && place.roots.length === 0) {
    if (target.sample === 'fallback' && target.dataRoot === null) return takeSample(parts, failures, onUpdate)
    throw found.error ?? new AppError('engine-unreachable', 'No engine answered.')
  }
  const source = connection === null ? 'disk' : 'engine'
  const engineBecause = connection === null ? becauseOf(place, found.failures) : null
  const { reuse, everything, signal } = request
  const collected = await collectObservations(
    createLocalObserver(sources),
    { takenAt, engine, engineBecause, roots: place.roots, reuse, everything, signal },
    (observations, progress) => {
      onUpdate({ observations, source, failures: withUnreadable(failures, observations), progress })
    },
  )
  const { observations, walked } = collected
  return { observations, walked, source, failures: withUnreadable(failures, observations), progress: null, connection }
}

function becauseOf(place: FoundRoot, failures: readonly Failure[]): string {
  if (place.engineIsOther) return 'the data root that was asked for is not this engine’s'
  return failures[0]?.message ?? 'no engine was asked'
}

/** A root that the walk may not open is a failure that the user can act on, not only a gap. */
function withUnreadable(failures: readonly Failure[], observations: Observations): readonly Failure[] {
  const unreadable = observations.roots.filter((root) => root.measured === 'unreadable')
  return [
    ...failures,
    ...unreadable.map((root): Failure => {
      const gap = root.gaps[0]
      const code = gap?.reason === 'permission-denied' ? 'permission-denied' : 'root-not-found'
      return { code, context: { path: root.path }, message: gap?.detail ?? `${root.path} cannot be read.` }
    }),
  ]
}

interface FoundEngine {
  readonly engine: ReachedEngine | null
  readonly failures: readonly Failure[]
  readonly error: AppError | null
  /** The user, the environment or a context named the engine: another disk's numbers are then no answer. */
  readonly named: boolean
}

async function findEngine({ target, lines }: TakerParts, signal: AbortSignal): Promise<FoundEngine> {
  let named = true
  try {
    const endpoint = await discoverEngine(target, processSurroundings())
    named = endpoint.how !== 'default' && endpoint.how !== 'rootless'
    const connection = await connectEngine(endpoint, { signal, lines })
    const lists = await readEngineLists(connection, signal)
    return { engine: { connection, lists }, failures: [], error: null, named }
  } catch (error) {
    if (!isAppError(error) || error.code === 'cancelled') throw error
    // An address that the user typed and that is not one is a mistake to correct, not an engine that is down.
    if (error.code === 'bad-input') throw error
    return { engine: null, failures: [toFailure(error)], error, named }
  }
}

interface FoundRoot {
  readonly roots: readonly { readonly path: string; readonly role: 'data-root' }[]
  readonly failures: readonly Failure[]
  /** An engine answers, but the data root that was asked for is not its own. */
  readonly engineIsOther: boolean
  /** The user asked for a directory alone: that no engine answers is then no failure. */
  readonly engineNotNeeded: boolean
}

interface RootSearch extends TakerParts {
  readonly found: FoundEngine
}

const NO_ROOT: FoundRoot = { roots: [], failures: [], engineIsOther: false, engineNotNeeded: false }

function findRoot(search: RootSearch): FoundRoot {
  const { target, found } = search
  if (target.dataRoot !== null) return askedRoot(search, target.dataRoot)
  if (found.engine !== null) return engineRoot(search, found.engine)
  return found.named ? NO_ROOT : usualRoot(search)
}

/** `--data-root`: the engine is asked beside it only if the directory is its own. */
function askedRoot({ target, sources, found }: RootSearch, dataRoot: string): FoundRoot {
  const path = checkDataRoot(sources.reader, dataRoot)
  const { engine } = found
  const engineIsOther = engine !== null && !ownsDataRoot(sources.reader, path, engine)
  const engineNotNeeded = target.dockerHost === null && target.context === null
  return { ...NO_ROOT, roots: [{ path, role: 'data-root' }], engineIsOther, engineNotNeeded }
}

/** The data root that the engine names, if it is on this machine. */
function engineRoot({ sources }: RootSearch, engine: ReachedEngine): FoundRoot {
  const { endpoint, facts } = engine.connection
  const path = realPath(facts.dataRoot) ?? facts.dataRoot
  const here = endpoint.transport.kind === 'socket' && ownsDataRoot(sources.reader, path, engine)
  if (here) return { ...NO_ROOT, roots: [{ path, role: 'data-root' }] }
  const message = 'The engine’s disk is not on this machine; its own figures are all there is.'
  const error = new AppError('root-not-found', message, { context: { path: facts.dataRoot, remote: true } })
  return { ...NO_ROOT, failures: [toFailure(error)] }
}

/** No engine where one would be by default: its disk may still be here. */
function usualRoot({ sources }: RootSearch): FoundRoot {
  for (const usual of usualDataRoots(sources.reader, homedir())) {
    try {
      return { ...NO_ROOT, roots: [{ path: checkDataRoot(sources.reader, usual), role: 'data-root' }] }
    } catch (error) {
      if (!isAppError(error)) throw error
      // A usual place where there is nothing is no news; one that is closed to us is.
      if (error.code === 'permission-denied') return { ...NO_ROOT, failures: [toFailure(error)] }
    }
  }
  return NO_ROOT
}

/** The recording goes through the same pipeline from here on; only where it comes from differs. */
function takeSample(
  { samplePath }: TakerParts,
  failures: readonly Failure[],
  onUpdate: (update: TakeUpdate) => void,
): Taken {
  const observations = { ...readRecording(samplePath), sample: true }
  const update: TakeUpdate = { observations, source: 'sample', failures, progress: null }
  onUpdate(update)
  return { ...update, connection: null, walked: new Map() }
}
