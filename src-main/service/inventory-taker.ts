import type { Failure } from '../contract/app-state.ts'
import { AppError, isAppError } from '../errors/app-error.ts'
import type { Observations, Place } from '../model/observations.ts'
import { collectObservations } from '../sources/collect-observations.ts'
import type { Identity } from '../sources/disk/disk-reader.ts'
import type { WalkedPlace, WalkProgress } from '../sources/disk/walk-types.ts'
import { connectEngine } from '../sources/docker-engine/connect-engine.ts'
import { discoverEngine } from '../sources/docker-engine/discover-engine.ts'
import { processSurroundings } from '../sources/docker-engine/discovery-surroundings.ts'
import type { EngineConnection } from '../sources/docker-engine/engine-connection.ts'
import type { EngineLines } from '../sources/docker-engine/engine-lines.ts'
import { readEngineLists } from '../sources/docker-engine/read-engine.ts'
import type { FilesReader } from '../sources/files/files-reader.ts'
import { readRecording } from '../sources/recorded/recorded-observations.ts'
import { toFailure } from './failure.ts'
import { findRoots, type FoundEngine, type FoundRoots, type RootSearch } from './find-roots.ts'
import { createScanPlan, type ScanPlanParts } from './scan-plan.ts'
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
  /** Reads the files of what was found, by the same means; null where there are none. */
  readonly files: FilesReader | null
}

export interface Taken extends TakeUpdate {
  readonly connection: EngineConnection | null
  /** The roots are on another machine: see `FoundRoots.elsewhere`. */
  readonly elsewhere: boolean
  readonly walked: ReadonlyMap<string, ReadonlyMap<string, WalkedPlace>>
}

export interface InventoryTaker {
  /** Finds engine and data root and reads both. Throws `AppError` when there is nothing to read at all. */
  take(request: TakeRequest, onUpdate: (update: TakeUpdate) => void): Promise<Taken>
}

export interface TakerParts extends ScanPlanParts {
  readonly target: Target
  /** Keeps connections through `ssh` between inventories. Without them, each request logs in anew. */
  readonly lines?: EngineLines
  readonly samplePath: string
  readonly clock: () => Date
}

export function createInventoryTaker(parts: TakerParts): InventoryTaker {
  const kept: KeptParts = { ...parts, memory: new Map() }
  return { take: (request, onUpdate) => take(kept, request, onUpdate) }
}

/** What lasts from one inventory to the next. */
interface KeptParts extends TakerParts {
  readonly memory: RootSearch['memory']
}

async function take(parts: KeptParts, request: TakeRequest, onUpdate: (update: TakeUpdate) => void): Promise<Taken> {
  const { target, sources, clock, memory } = parts
  const takenAt = clock().toISOString()
  if (target.sample === 'only') return takeSample(parts, [], onUpdate)
  const found = await findEngine(parts, request.signal)
  const { reuse, everything, signal } = request
  const plan = createScanPlan(parts, found.engine)
  const { closedToo } = plan
  const search = { target, found, reader: sources.reader, memory, closedToo, signal }
  const place = await plan.explaining(() => findRoots(search))
  const engine = place.engineIsOther ? null : found.engine
  const connection = engine?.connection ?? null
  const missed = place.engineIsOther || place.engineNotNeeded ? [] : found.failures
  const failures = [...missed, ...place.failures].map(plan.explain)
  if (connection === null && place.roots.length === 0) {
    if (target.sample === 'fallback' && target.dataRoot === null) return takeSample(parts, failures, onUpdate)
    throw found.error ?? new AppError('engine-unreachable', 'No engine answered.')
  }
  const source = connection === null ? 'disk' : 'engine'
  const engineBecause = connection === null ? becauseOf(place, found.failures) : null
  const paths = place.roots.map(({ path }) => path)
  const files = plan.files(engine, paths, place.elsewhere)
  const collected = await collectObservations(
    plan.observer(engine, paths, place.elsewhere),
    { takenAt, engine, engineBecause, roots: place.roots, current: place.current, reuse, everything, signal },
    (observations, progress) => {
      onUpdate({ observations, source, failures: [...failures, ...plan.unreadable(observations)], progress, files })
    },
  )
  const { observations, walked } = collected
  const all = [...failures, ...plan.unreadable(observations)]
  return { observations, walked, source, failures: all, progress: null, files, connection, elsewhere: place.elsewhere }
}

function becauseOf(place: FoundRoots, failures: readonly Failure[]): string {
  if (place.engineIsOther) return 'the data root that was asked for is not this engine’s'
  return failures[0]?.message ?? 'no engine was asked'
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

/** The recording goes through the same pipeline from here on; only where it comes from differs. */
function takeSample(
  { samplePath }: TakerParts,
  failures: readonly Failure[],
  onUpdate: (update: TakeUpdate) => void,
): Taken {
  const observations = { ...readRecording(samplePath), sample: true }
  const update: TakeUpdate = { observations, source: 'sample', failures, progress: null, files: null }
  onUpdate(update)
  return { ...update, connection: null, elsewhere: false, walked: new Map() }
}
