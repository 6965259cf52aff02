import { isAppError, type AppErrorCode } from '../errors/app-error.ts'
import type { Gap } from '../model/gap.ts'
import type { ContainerId } from '../model/identifiers.ts'
import {
  EMPTY_SURVEY,
  type Capacity,
  type Place,
  type PlaceUsage,
  type RootObservation,
  type RootRole,
  type RootSurvey,
} from '../model/observations.ts'
import type { DiskReader, Identity } from './disk/disk-reader.ts'
import type { UsageMemory } from './disk/usage-memory.ts'
import type { WalkedPlace, WalkProgress, WalkRequest, WalkResult } from './disk/walk-types.ts'
import { surveyRoot, type CurrentStore } from './survey-root.ts'

/** How long the engine gets between two looks at what seems to be an orphan: it may just be making it. */
const SECOND_LOOK_MS = 250

/** What keeps a root from being listed; anything else is not about the root. */
const UNREADABLE: readonly AppErrorCode[] = ['permission-denied', 'root-not-found', 'file-damaged']

/** What reading a root from disk needs. */
export interface RootSources {
  readonly reader: DiskReader
  readonly walk: (request: WalkRequest) => Promise<WalkResult>
  readonly memory: UsageMemory
  readonly processes: number
}

export interface RootRequest {
  readonly path: string
  readonly role: RootRole
  readonly current: CurrentStore | null
  /** See `SurveyRequest`. */
  readonly own?: readonly ContainerId[]
  /** An engine may be at work in the root: look twice before anything is called an orphan. */
  readonly live: boolean
  /** Usage that is known to be current, of any place; asked before the memory. */
  readonly reuse: ((place: Place, identity: Identity) => WalkedPlace | null) | null
  /** Walk everything, remembered places too. */
  readonly everything: boolean
  readonly signal: AbortSignal | undefined
}

/** A root with its survey, before the walk. */
export interface ObservedRoot {
  readonly observation: RootObservation
  /** What the walk found, by path of the place: material for the next refresh. */
  readonly walked: ReadonlyMap<string, WalkedPlace>
}

/** Reads a root's metadata. A root that cannot be opened is an observation too: `unreadable`, with the reason as its gap. */
export async function observeMetadata(sources: RootSources, request: RootRequest): Promise<RootObservation> {
  const { path } = request
  const { reader } = sources
  const frame = rootFrame(reader, request)
  try {
    const first = await surveyRoot(reader, request)
    const { survey, gaps, looks } = request.live ? await lookTwice(sources, request, first) : { ...first, looks: 1 }
    return { ...frame, survey, gaps, looks, usages: survey.places.map(() => null), measured: 'not-yet' }
  } catch (error) {
    if (!isAppError(error) || !UNREADABLE.includes(error.code)) throw error
    const reason = error.code === 'permission-denied' ? 'permission-denied' : 'read-error'
    const gap: Gap = { path, reason, detail: error.message }
    return { ...frame, survey: EMPTY_SURVEY, gaps: [gap], looks: 0, usages: [], measured: 'unreadable' }
  }
}

/** What is known of a root without opening it. */
export function rootFrame(
  reader: DiskReader,
  { path, role }: Pick<RootRequest, 'path' | 'role'>,
): Pick<RootObservation, 'path' | 'role' | 'filesystem' | 'capacity'> {
  return { path, role, filesystem: reader.mounts().filesystemOf(path), capacity: capacityOf(reader, path) }
}

/** Null when the system does not say; whether the root can be read at all is not decided here. */
function capacityOf(reader: DiskReader, path: string): Capacity | null {
  try {
    return reader.capacity(path)
  } catch (error) {
    if (!isAppError(error)) throw error
    return null
  }
}

interface Surveyed {
  readonly survey: RootSurvey
  readonly gaps: readonly Gap[]
}

/** Orphans are only those that two surveys, some time apart, both call so. */
async function lookTwice(
  sources: RootSources,
  request: RootRequest,
  first: Surveyed,
): Promise<Surveyed & Pick<RootObservation, 'looks'>> {
  if (!hasOrphans(first.survey)) return { ...first, looks: 1 }
  await new Promise((resolve) => setTimeout(resolve, SECOND_LOOK_MS))
  const second = await surveyRoot(sources.reader, request)
  return { ...demoteNewOrphans(second, first.survey), looks: 2 }
}

/** What an earlier look did not call an orphan may just be being made. */
export function demoteNewOrphans<T extends { readonly survey: RootSurvey }>(second: T, first: RootSurvey): T {
  const suspects = orphanPaths(first)
  const places = second.survey.places.map((place): Place => {
    if (place.purpose.kind !== 'orphan' || suspects.has(place.path)) return place
    return { ...place, purpose: { kind: 'area', area: 'being-made', category: 'layer-metadata' } }
  })
  return { ...second, survey: { ...second.survey, places } }
}

export function hasOrphans(survey: RootSurvey): boolean {
  return orphanPaths(survey).size > 0
}

function orphanPaths(survey: RootSurvey): ReadonlySet<string> {
  return new Set(survey.places.filter((place) => place.purpose.kind === 'orphan').map((place) => place.path))
}

/** Walks a surveyed root. `onProgress` gets the observation as far as it has got. */
export async function observeUsage(
  sources: RootSources,
  { request, root }: { readonly request: RootRequest; readonly root: RootObservation },
  onProgress: (root: RootObservation, progress: WalkProgress) => void,
): Promise<ObservedRoot> {
  const { path, reuse, everything, signal } = request
  const { places } = root.survey
  const result = await sources.walk({
    root: path,
    places,
    mountPoints: sources.reader.mounts().below(path),
    processes: sources.processes,
    recall: (place, identity) => {
      const current = reuse?.(place, identity) ?? null
      if (current !== null || everything || place.immutableKey === null) return current
      return sources.memory.recall(path, place.immutableKey, identity)
    },
    onProgress: (progress) => {
      onProgress(partly(root, progress), progress)
    },
    ...(signal === undefined ? {} : { signal }),
  })
  rememberImmutable(sources.memory, path, { places, result })
  return {
    observation: {
      ...root,
      usages: result.usages,
      measured: result.cancelled ? 'cancelled' : 'whole',
      gaps: [...root.gaps, ...result.gaps],
    },
    walked: byPath(places, result.walked),
  }
}

/** Progress comes ten times a second and is looked at more rarely: usages are added up when somebody reads them. */
function partly(root: RootObservation, progress: WalkProgress): RootObservation {
  let usages: RootObservation['usages'] | null = null
  return {
    ...root,
    measured: 'partly',
    get usages() {
      return (usages ??= progress.usages())
    },
  }
}

/** Only what was walked now and read without a gap is worth remembering, and only what is still there. */
function rememberImmutable(
  memory: UsageMemory,
  root: string,
  { places, result }: { readonly places: readonly Place[]; readonly result: WalkResult },
): void {
  const found = places.flatMap((place, i) => {
    const walked = result.walked[i] ?? null
    const usage: PlaceUsage | null = result.usages[i] ?? null
    if (place.immutableKey === null || walked === null || walked.incomplete !== null || usage?.remembered !== false)
      return []
    return [{ key: place.immutableKey, walked }]
  })
  if (found.length > 0) memory.remember(root, found)
  // A key that the survey missed for a gap only costs another walk of its place.
  if (!result.cancelled) memory.forget(root, new Set(places.flatMap(({ immutableKey: key }) => key ?? [])))
}

function byPath(places: readonly Place[], walked: readonly (WalkedPlace | null)[]): ReadonlyMap<string, WalkedPlace> {
  const map = new Map<string, WalkedPlace>()
  places.forEach((place, i) => {
    const found = walked[i] ?? null
    if (found !== null) map.set(place.path, found)
  })
  return map
}
