import type {
  DiskBuildCacheRecord,
  DiskImage,
  LayerFact,
  RootRole,
  RootSurvey,
  SnapshotFact,
} from '../../model/observations.ts'
import { isDockers } from '../containerd/docker-namespaces.ts'
import { CLASSIC_DRIVERS } from './classic-drivers.ts'
import type { CurrentStore } from './current-store.ts'
import { driverOfPath, isOther } from './driver-of-path.ts'
import { leftoverPurposes } from './leftover-purposes.ts'

/**
 * Takes what other drivers than the engine's own left out of the facts, which are what the engine works with, and makes
 * their places those drivers' leftovers. Volumes, networks and what other users of a containerd keep are no driver's.
 */
export function setAsideLeftovers(survey: RootSurvey, role: RootRole, current: CurrentStore): RootSurvey {
  const isLeft = (path: string | null) => path !== null && isOther(driverOfPath(path, role), current)
  const purposeOf = leftoverPurposes(survey, role, current)
  const layers = survey.layers.filter((layer) => !isLeft(layer.directory))
  const gone = missing(survey.layers.map(chainIdOf), layers.map(chainIdOf))
  const snapshots = survey.snapshots.filter(({ namespace, snapshotter: driver }) => {
    return !isDockers(namespace) || !isOther({ imageStore: 'containerd', driver }, current)
  })
  const lost = missing(survey.snapshots.map(nameOf), snapshots.map(nameOf))
  const isRecordUsed = (record: DiskBuildCacheRecord) =>
    record.snapshot === null
      ? current.imageStore === 'classic' && !isLeft(record.directory)
      : current.imageStore === 'containerd' && !lost.has(record.snapshot)
  const isKeptBy = (namespace: string) => current.imageStore === 'containerd' || !isDockers(namespace)
  return {
    ...survey,
    layers,
    snapshots,
    writableLayers: survey.writableLayers.filter((layer) => !isLeft(layer.directory)),
    images: survey.images.filter((image) => isOf(current, image)).map((image) => withoutLayers(image, gone)),
    containers: survey.containers.filter(({ driver }) => driver === null || driver === current.driver),
    buildCache: survey.buildCache.filter(isRecordUsed),
    blobs: survey.blobs.filter((blob) => blob.namespaces.some(isKeptBy)),
    leases: survey.leases.filter((lease) => isKeptBy(lease.namespace)),
    places: survey.places.map((place) => ({ ...place, purpose: purposeOf(place) })),
  }
}

const chainIdOf = (layer: LayerFact) => layer.chainId
const nameOf = (snapshot: SnapshotFact) => snapshot.name

/** Names that are not there any more, under any driver. */
function missing(before: readonly string[], after: readonly string[]): ReadonlySet<string> {
  const still = new Set(after)
  return new Set(before.filter((name) => !still.has(name)))
}

/** Only an image of the containerd store is more than its layers: whatever the snapshotter, it is an image there. */
function isOf({ imageStore, driver }: CurrentStore, image: DiskImage): boolean {
  const blobs = image.content.length + image.attached.length + image.manifests.length
  if (blobs > 0 || !CLASSIC_DRIVERS.includes(image.driver)) return imageStore === 'containerd'
  return imageStore === 'classic' && image.driver === driver
}

/** What only another snapshotter has unpacked is packed as far as the current one goes. */
function withoutLayers(image: DiskImage, gone: ReadonlySet<string>): DiskImage {
  if (!image.chainIds.some((chainId) => gone.has(chainId))) return image
  const isKept = (_: unknown, i: number) => !gone.has(image.chainIds[i] ?? '')
  return {
    ...image,
    chainIds: image.chainIds.filter(isKept),
    diffIds: image.diffIds.filter(isKept),
    createdBy: image.createdBy.filter(isKept),
    manifests: image.manifests.map((manifest) => {
      return { ...manifest, unpacked: manifest.unpacked && !gone.has(manifest.chainIds.at(-1) ?? '') }
    }),
  }
}
