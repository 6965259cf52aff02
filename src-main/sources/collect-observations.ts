import { isAppError } from '../errors/app-error.ts'
import type { EngineObservation, Observations, Place, RootObservation, RootRole } from '../model/observations.ts'
import type { Identity } from './disk/disk-reader.ts'
import type { WalkedPlace, WalkProgress } from './disk/walk-types.ts'
import type { EngineConnection } from './docker-engine/engine-connection.ts'
import { readEngineSizes } from './docker-engine/read-engine.ts'
import { withLogSettings } from './docker-engine/read-log-settings.ts'
import type { RootRequest } from './observe-root.ts'
import type { RootObserver } from './root-observer.ts'
import type { CurrentStore } from './survey-root.ts'

/** An engine that answered, with its quick lists. */
export interface ReachedEngine {
  readonly connection: EngineConnection
  readonly lists: EngineObservation
}

export interface CollectRequest {
  readonly takenAt: string
  readonly engine: ReachedEngine | null
  /** Why there is no engine, when there is none. */
  readonly engineBecause: string | null
  readonly roots: readonly { readonly path: string; readonly role: RootRole }[]
  /** Which store is in use where no engine says so and several roots had to be asked; else each root tells by itself. */
  readonly current?: CurrentStore | null
  /** Usage known to be current, by root and place; see `RootRequest.reuse`. */
  readonly reuse: ((root: string, place: Place, identity: Identity) => WalkedPlace | null) | null
  readonly everything: boolean
  readonly signal: AbortSignal | undefined
}

export interface Collected {
  readonly observations: Observations
  /** By root path, then by path of the place. */
  readonly walked: ReadonlyMap<string, ReadonlyMap<string, WalkedPlace>>
}

/**
 * Collects everything for one inventory, with an observer that is closed afterwards, and hands over what there is whenever there is more: first lists and
 * metadata alone, then the engine's sizes and the walk's progress as they come, at last the whole. An update without
 * progress is a step that is complete.
 */
export async function collectObservations(
  observer: RootObserver,
  request: CollectRequest,
  onUpdate: OnUpdate,
): Promise<Collected> {
  try {
    return await collect(observer, request, onUpdate)
  } finally {
    await observer.close()
  }
}

type OnUpdate = (observations: Observations, progress: WalkProgress | null) => void

async function collect(observer: RootObserver, request: CollectRequest, onUpdate: OnUpdate): Promise<Collected> {
  const { signal } = request
  const connection = request.engine?.connection ?? null
  let engine = request.engine?.lists ?? null
  const requests = request.roots.map(({ path, role }) => rootRequest(request, path, role))
  const roots: RootObservation[] = []
  for (const each of requests) roots.push(await observer.metadata(each))

  const { takenAt, engineBecause } = request
  let progress: WalkProgress | null = null
  const current = (): Observations => ({ takenAt, sample: false, engine, engineBecause, roots: [...roots] })
  const update = () => {
    onUpdate(current(), progress)
  }
  update()

  const sizes = async () => {
    if (connection === null || engine === null) return
    // Whether it answered or not: from here on, what is missing is what the engine did not say.
    engine = { ...(await readEngineSizes(connection, engine, signal)), sizesKnown: true }
    update()
    if (roots.some((root) => root.survey.containers.length > 0)) return
    engine = { ...engine, containers: await withLogSettings(connection, engine.containers, signal) }
    update()
  }
  const walked = new Map<string, ReadonlyMap<string, WalkedPlace>>()
  const walks = async () => {
    for (const [i, each] of requests.entries()) {
      const root = roots[i]
      if (root === undefined || root.measured === 'unreadable') continue
      const observed = await observer.usage({ request: each, root }, (partial, latest) => {
        roots[i] = partial
        progress = latest
        update()
      })
      roots[i] = observed.observation
      walked.set(each.path, observed.walked)
      progress = null
      update()
    }
  }
  const walking = walks()
  const before = observer.seenByEngine ? walking.then(() => observer.close()) : Promise.resolve()
  // Both to their end: an engine that is slow to size, or asked to stop, takes nothing from what the walk found.
  const [walkedAll, sized] = await Promise.allSettled([walking, before.then(sizes)])
  if (walkedAll.status === 'rejected') throw walkedAll.reason
  if (sized.status === 'rejected' && !isAppError(sized.reason, 'cancelled')) throw sized.reason
  return { observations: current(), walked }
}

function rootRequest(request: CollectRequest, path: string, role: RootRole): RootRequest {
  const { reuse, everything, signal } = request
  const engine = request.engine?.lists ?? null
  return {
    path,
    role,
    current: engine ? { imageStore: engine.imageStore, driver: engine.storageDriver } : (request.current ?? null),
    // Whether an engine answered or not: another may be at work here, or this one with its socket closed to us.
    live: true,
    reuse: reuse === null ? null : (place, identity) => reuse(path, place, identity),
    everything,
    signal,
  }
}
