import type { ContainerId } from '../../model/identifiers.ts'
import { readContainerdMetadata, type ContainerdNamespace } from '../containerd/containerd-metadata.ts'
import { below, METADATA } from '../containerd/containerd-store.ts'
import { isEngines } from '../containerd/docker-namespaces.ts'
import { isClassicOnly, isSnapshotter } from './classic-drivers.ts'
import type { CurrentStore } from './current-store.ts'
import type { SurveyContext } from './survey-context.ts'
import { listEntries, listNames, orGap } from './survey-reads.ts'

/** That a driver was used, and when it was last. */
export interface StoreTrace extends CurrentStore {
  /** Milliseconds since 1970; null where nothing says when. */
  readonly usedAt: number | null
}

/** What an engine writes when an image, a layer or a container comes or goes. */
const WRITTEN = ['repositories.json', 'imagedb/content/sha256', 'layerdb/sha256', 'layerdb/mounts']

/** Classic drivers of which something is there. Source: times in `image/<driver>`, which a driver in use always has. */
export function classicTraces(context: SurveyContext, drivers: Iterable<string>): StoreTrace[] {
  return [...drivers].map((driver) => {
    const times = WRITTEN.map((name) => modifiedAt(context, `${context.root}/image/${driver}/${name}`))
    return { imageStore: 'classic', driver, usedAt: newest(times) }
  })
}

/** Classic drivers with images, layers or containers in a data root, by their book-keeping alone. */
export function classicDriversIn(context: SurveyContext): readonly string[] {
  const holds = (driver: string) =>
    WRITTEN.slice(1).some((name) => listEntries(context, `${context.root}/image/${driver}/${name}`).length > 0)
  return listNames(context, `${context.root}/image`).filter(holds)
}

/**
 * Snapshotters with snapshots of the engine's in the containerd at `base` of a root. Source: times in `meta.db`; those of
 * images and leases are of the snapshotter that was used last.
 */
export async function containerdTraces(context: SurveyContext, base: string): Promise<StoreTrace[]> {
  const path = `${context.root}/${below(base, METADATA)}/meta.db`
  const { namespaces } = await readContainerdMetadata(context, path)
  const own = namespaces.filter(({ name }) => isEngines(name))
  const bySnapshotter = Map.groupBy(
    own.flatMap((namespace) => namespace.snapshots),
    (snapshot) => snapshot.snapshotter,
  )
  const traces = [...bySnapshotter].map(([driver, snapshots]): StoreTrace => {
    return { imageStore: 'containerd', driver, usedAt: newest(snapshots.flatMap(timesOf)) }
  })
  const common = newest(own.flatMap(timesOfStore))
  const last = traces.toSorted(byTime)[0]
  return traces.map((trace) => (trace === last ? { ...trace, usedAt: newest([trace.usedAt, common]) } : trace))
}

/** A container with the driver that keeps it. */
export interface KeptContainer {
  readonly id: ContainerId
  readonly driver: string | null
}

/** Stores that keep containers; `others` tell what a name means that two of them could have. */
export function storesOfContainers(
  containers: readonly KeptContainer[],
  others: readonly CurrentStore[],
): readonly CurrentStore[] {
  const drivers = new Set(containers.flatMap(({ driver }) => driver ?? []))
  return [...drivers].flatMap((driver) => {
    const imageStore = storeOf(driver, others)
    return imageStore === null ? [] : [{ imageStore, driver }]
  })
}

/** When those were used. Source: time of `config.v2.json`, which is written when a container starts or ends. */
export async function containerTraces(
  context: SurveyContext,
  containers: readonly KeptContainer[],
  stores: readonly CurrentStore[],
): Promise<StoreTrace[]> {
  const times = new Map<string, number | null>()
  for (const { id, driver } of containers) {
    if (driver === null) continue
    const writtenAt = modifiedAt(context, `${context.root}/containers/${id}/config.v2.json`)
    times.set(driver, newest([times.get(driver) ?? null, writtenAt]))
    await context.reader.breathe(context.signal)
  }
  return stores.map((store) => ({ ...store, usedAt: times.get(store.driver) ?? null }))
}

/** Some names are a classic driver's and a snapshotter's: then what else there is has to tell. */
function storeOf(driver: string, others: readonly CurrentStore[]): CurrentStore['imageStore'] | null {
  if (isSnapshotter(driver)) return 'containerd'
  if (isClassicOnly(driver)) return 'classic'
  const stores = new Set(others.filter((other) => other.driver === driver).map((other) => other.imageStore))
  return stores.size === 1 ? ([...stores][0] ?? null) : null
}

export function byTime(a: StoreTrace, b: StoreTrace): number {
  return (b.usedAt ?? -1) - (a.usedAt ?? -1)
}

interface Times {
  readonly createdAt: string | null
  readonly updatedAt?: string | null
}

function timesOf({ createdAt, updatedAt }: Times): (number | null)[] {
  return [createdAt, updatedAt ?? null].map((time) => (time === null ? null : Date.parse(time)))
}

function timesOfStore({ images, leases }: ContainerdNamespace): (number | null)[] {
  return [...images.flatMap(timesOf), ...leases.flatMap(timesOf)]
}

function newest(times: readonly (number | null)[]): number | null {
  return times.reduce((last, time) => (time !== null && (last === null || time > last) ? time : last), null)
}

function modifiedAt(context: SurveyContext, path: string): number | null {
  return orGap(context, path, () => context.reader.identify(path), null)?.modifiedAt ?? null
}
