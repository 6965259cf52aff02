import { atLeast, atMost, exact, sumUsageFigures, unknownUsage, type Because, type UsageFigure } from './figure.ts'
import { latest } from './moment.ts'
import type { PlaceUsage, Purpose, RootObservation } from './observations.ts'

type PurposeKind = Purpose['kind']

/** Looks up what the walk found of an object: the sum of its places of one purpose, over all roots. */
export interface PlaceUsages {
  /** `missing` is the answer when no place of that purpose exists. */
  find(kind: PurposeKind, key: string, missing: UsageFigure): UsageFigure
  /** Of the place at a path of a root; `missing` when there is none. */
  at(root: string, path: string, missing: UsageFigure): UsageFigure
  /** Newest change in its places, milliseconds since 1970; see `changedAt`. Null where there are none. */
  changedAt(kind: PurposeKind, key: string): number | null
  changedAtPath(root: string, path: string): number | null
}

/** Key of a build cache place by its snapshot: its records may be in another root. */
export const bySnapshot = (name: string): string => `snapshot ${name}`

export function indexPlaceUsages(roots: readonly RootObservation[]): PlaceUsages {
  const index = new Map<string, UsageFigure[]>()
  const paths = new Map<string, UsageFigure>()
  const times = new Map<string, (number | null)[]>()
  const timesAt = new Map<string, number | null>()
  for (const root of roots) {
    const shared = placesOnSharedExtents(root)
    root.survey.places.forEach((place, i) => {
      const usage = usageFigure(root, root.usages[i] ?? null, shared.has(place.path))
      paths.set(`${root.path}/${place.path}`, usage)
      const time = changedAt(root.usages[i] ?? null)
      timesAt.set(`${root.path}/${place.path}`, time)
      const vanished = root.measured === 'whole' && (root.usages[i] ?? null) === null
      for (const key of keysOf(place.purpose)) {
        const list = index.get(`${place.purpose.kind} ${key}`)
        if (list === undefined) index.set(`${place.purpose.kind} ${key}`, [usage])
        else list.push(usage)
        // What went while it was looked for changes nothing of the rest.
        if (!vanished) addTime(times, `${place.purpose.kind} ${key}`, time)
      }
    })
  }
  return {
    find(kind, key, missing) {
      const found = index.get(`${kind} ${key}`)
      if (found === undefined) return missing
      return found.length === 1 && found[0] !== undefined ? found[0] : sumUsageFigures(found)
    },
    at: (root, path, missing) => paths.get(`${root}/${path}`) ?? missing,
    changedAt: (kind, key) => latest(times.get(`${kind} ${key}`) ?? []),
    changedAtPath: (root, path) => timesAt.get(`${root}/${path}`) ?? null,
  }
}

/** When something in a place changed last. Null while it is not measured, and where not all of it could be read. */
export function changedAt(usage: PlaceUsage | null): number | null {
  return usage === null || usage.incomplete !== null ? null : usage.modifiedAt
}

function addTime(times: Map<string, (number | null)[]>, key: string, time: number | null): void {
  const list = times.get(key)
  if (list === undefined) times.set(key, [time])
  else list.push(time)
}

/** A place's usage as figures that say how far to trust them. */
export function usageFigure(
  root: Pick<RootObservation, 'measured'>,
  usage: PlaceUsage | null,
  sharesExtents: boolean,
): UsageFigure {
  if (usage === null) {
    const because = whyUnmeasured(root.measured)
    // The walk came by and nothing was there: that is a measured nothing.
    return because === null ? { allocated: exact(0), apparent: exact(0), inodes: 0 } : unknownUsage(because)
  }
  const { allocated, apparent, inodes } = usage.own
  const { incomplete } = usage
  const counted = sharesExtents ? atMost(allocated) : exact(allocated)
  if (incomplete === null) return { allocated: counted, apparent: exact(apparent), inodes }
  // A lower bound needs something that was counted.
  if (inodes === 0) return unknownUsage(incomplete)
  return { allocated: atLeast(allocated, incomplete), apparent: atLeast(apparent, incomplete), inodes }
}

/**
 * Paths of the places whose blocks may be another's too: a snapshot of btrfs begins as its parent's extents. A copy of
 * such a root on another filesystem shares nothing.
 */
export function placesOnSharedExtents({ filesystem, survey }: RootObservation): ReadonlySet<string> {
  if (filesystem?.type !== 'btrfs') return new Set()
  const subvolumes = survey.snapshots.filter((snapshot) => snapshot.snapshotter === 'btrfs')
  return new Set(subvolumes.flatMap((snapshot) => snapshot.directory ?? []))
}

/** Why a root's places have no usage; null when the walk was whole. */
export function whyUnmeasured(measured: RootObservation['measured']): Because | null {
  switch (measured) {
    case 'whole':
      return null
    case 'cancelled':
      return 'cancelled'
    case 'unreadable':
      return 'no-data-root'
    case 'not-yet':
    case 'partly':
      return 'not-measured-yet'
  }
}

function keysOf(purpose: Purpose): readonly string[] {
  switch (purpose.kind) {
    case 'layer':
    case 'layer-surroundings':
      return [purpose.chainId]
    case 'writable-layer':
    case 'writable-layer-surroundings':
    case 'init-layer':
    case 'init-layer-surroundings':
    case 'container-log':
    case 'container-config':
      return [purpose.containerId]
    case 'volume':
    case 'volume-surroundings':
      return [purpose.name]
    case 'build-cache':
    case 'build-cache-surroundings':
      return [...purpose.recordIds, bySnapshot(purpose.snapshotKey)]
    case 'content-blob':
      return [purpose.digest]
    case 'area':
    case 'orphan':
    case 'other-namespace':
    case 'leftover-driver':
    case 'own-scan':
    case 'unexplained':
      return []
  }
}
