import type { Digest } from '../../model/identifiers.ts'
import type { Place, Purpose, RootRole, RootSurvey } from '../../model/observations.ts'
import { isDockers } from '../containerd/docker-namespaces.ts'
import { CLASSIC_DRIVERS } from './classic-drivers.ts'
import type { CurrentStore } from './current-store.ts'
import { driverOfPath, isOther, type StoreOfPath } from './driver-of-path.ts'

/** Where only packed images are left, no snapshotter has left anything; this is the one that they would be unpacked by. */
const USUAL_SNAPSHOTTER = 'overlayfs'

/**
 * What each place is for, once everything that another driver than the engine's own holds is a leftover. A driver of
 * which there are only empty directories and book-keeping is not accused: engines make such at every start.
 */
export function leftoverPurposes(survey: RootSurvey, role: RootRole, current: CurrentStore): (place: Place) => Purpose {
  const leftovers = findLeftovers(survey, role, current)
  return ({ path, purpose }) => {
    const owner = ownerOf(purpose, leftovers)
    if (owner !== undefined) return { kind: 'leftover-driver', driver: owner }
    const store = driverOfPath(path, role)
    if (!isOther(store, current)) return purpose
    const driver = leftovers.driverOf(store)
    if (driver === null) return withoutDriver(purpose)
    if (store.imageStore === 'classic') return { kind: 'leftover-driver', driver }
    return leftInContainerd(purpose, driver, { store, leftovers })
  }
}

interface Leftovers {
  /** Containers that another driver keeps, with its name: their logs and configs are left as well. */
  readonly containers: ReadonlyMap<string, string>
  readonly namespacesOf: ReadonlyMap<Digest, readonly string[]>
  /** Snapshotters that somebody else uses too. */
  readonly sharedSnapshotters: ReadonlySet<string>
  /** The driver whose leftover something of this store is; null where nothing was left. */
  readonly driverOf: (store: StoreOfPath) => string | null
}

function findLeftovers(survey: RootSurvey, role: RootRole, current: CurrentStore): Leftovers {
  const held = countHeld(survey, role, current)
  const fullest = (imageStore: StoreOfPath['imageStore']) =>
    [...held.values()].filter((each) => each.imageStore === imageStore).sort((a, b) => b.places - a.places)[0]?.driver
  const packed = survey.blobs.some((blob) => blob.namespaces.every(isDockers))
  return {
    containers: new Map(
      survey.containers.flatMap(({ id, driver }) =>
        driver === null || driver === current.driver ? [] : [[id, driver] as const],
      ),
    ),
    namespacesOf: new Map(survey.blobs.map((blob) => [blob.digest, blob.namespaces])),
    sharedSnapshotters: new Set(
      survey.snapshots.filter(({ namespace }) => !isDockers(namespace)).map(({ snapshotter }) => snapshotter),
    ),
    driverOf({ imageStore, driver }) {
      if (driver !== null) return held.has(`${imageStore} ${driver}`) ? driver : null
      return fullest(imageStore) ?? (imageStore === 'containerd' && packed ? USUAL_SNAPSHOTTER : null)
    },
  }
}

interface Held {
  readonly imageStore: StoreOfPath['imageStore']
  readonly driver: string
  readonly places: number
}

/** Other drivers that hold something, by store and name: a classic driver and a snapshotter may share theirs. */
function countHeld(survey: RootSurvey, role: RootRole, current: CurrentStore): ReadonlyMap<string, Held> {
  const held = new Map<string, Held>()
  const add = (store: StoreOfPath | null) => {
    if (!isOther(store, current) || store.driver === null) return
    const { driver, imageStore } = store
    const key = `${imageStore} ${driver}`
    held.set(key, { imageStore, driver, places: (held.get(key)?.places ?? 0) + 1 })
  }
  for (const { path, purpose } of survey.places) if (isHeld(purpose)) add(driverOfPath(path, role))
  for (const { driver } of survey.images)
    if (CLASSIC_DRIVERS.includes(driver)) add(driverOfPath(`image/${driver}`, role))
  return held
}

function isHeld({ kind }: Purpose): boolean {
  return kind !== 'area' && kind !== 'other-namespace' && kind !== 'own-scan'
}

function ownerOf(purpose: Purpose, { containers }: Leftovers): string | undefined {
  if (purpose.kind !== 'container-log' && purpose.kind !== 'container-config') return undefined
  return containers.get(purpose.containerId)
}

/** Nothing is left of its driver, so it describes no layers. */
function withoutDriver(purpose: Purpose): Purpose {
  if (purpose.kind !== 'area' || purpose.category !== 'layer-metadata') return purpose
  return { ...purpose, category: 'engine-metadata' }
}

interface InContainerd {
  readonly store: StoreOfPath
  readonly leftovers: Leftovers
}

/** containerd may have other users, and its collector goes on: what they keep, and what it will take, stays what it is. */
function leftInContainerd(purpose: Purpose, driver: string, { store, leftovers }: InContainerd): Purpose {
  const left: Purpose = { kind: 'leftover-driver', driver }
  switch (purpose.kind) {
    case 'content-blob': {
      const namespace = leftovers.namespacesOf.get(purpose.digest)?.find((name) => !isDockers(name))
      return namespace === undefined ? left : { kind: 'other-namespace', namespace }
    }
    case 'area':
    case 'unexplained':
      return store.driver === null || leftovers.sharedSnapshotters.has(store.driver) ? purpose : left
    case 'other-namespace':
    case 'orphan':
    case 'own-scan':
      return purpose
    default:
      return left
  }
}
