import type { ChainId, ContainerId, Digest, ImageId } from '../../model/identifiers.ts'
import type { DiskImage, Place, Purpose, RootRole, RootSurvey } from '../../model/observations.ts'
import { OWN_LABEL } from '../docker-engine/own-objects.ts'
import { CLASSIC_DRIVERS } from './classic-drivers.ts'

/** Everything in a root that exists only because we read it through a container. */
interface OwnScan {
  readonly images: ReadonlySet<ImageId>
  readonly containers: ReadonlySet<ContainerId>
  readonly layers: ReadonlySet<ChainId>
  readonly blobs: ReadonlySet<Digest>
}

/**
 * Takes the container that reads this very root, and its image, out of the facts: they are gone before anybody reads the
 * figures, so their places are in no ledger. What somebody else holds as well stays.
 */
export function withoutOwnScan(survey: RootSurvey, role: RootRole, known: KnownScan): RootSurvey {
  const own = findOwnScan(survey, known)
  if (own.images.size + own.containers.size === 0) return survey
  const isOwnSnapshot = (name: string) => own.layers.has(name) || own.containers.has(name.replace(/-init$/, ''))
  return {
    ...survey,
    layers: survey.layers.filter((layer) => !own.layers.has(layer.chainId)),
    writableLayers: survey.writableLayers.filter((layer) => !own.containers.has(layer.containerId)),
    images: survey.images.filter((image) => !own.images.has(image.id)),
    containers: survey.containers.filter((container) => !own.containers.has(container.id)),
    snapshots: survey.snapshots.filter((snapshot) => !isOwnSnapshot(snapshot.name)),
    blobs: survey.blobs.filter((blob) => !own.blobs.has(blob.digest)),
    leases: survey.leases.filter((lease) => !own.containers.has(lease.id)),
    places: [
      ...survey.places.map((place) => (isOwn(place.purpose, own) ? ownPlace(place.path) : place)),
      ...records(survey, own),
      ...tasks(role, own),
    ],
  }
}

/** What is known of it besides the labels of containers. */
export interface KnownScan {
  /** Those with our label. None is left once the container runs. */
  readonly images: ReadonlySet<ImageId>
  /** Containers whose label may be in another root. */
  readonly containers: readonly ContainerId[]
}

function findOwnScan(survey: RootSurvey, known: KnownScan): OwnScan {
  const mine = survey.images.filter((image) => known.images.has(image.id))
  const others = survey.images.filter((image) => !known.images.has(image.id))
  const labelled = survey.containers.filter(({ labels }) => Object.hasOwn(labels, OWN_LABEL)).map(({ id }) => id)
  const containers = new Set([...known.containers, ...labelled, ...nameless(survey, mine, others)])
  const { writableLayers, buildCache, layers } = survey
  const below = new Set(writableLayers.flatMap((each) => (containers.has(each.containerId) ? (each.parent ?? []) : [])))
  const candidates = [...mine.flatMap((image) => image.chainIds), ...below]
  const held = new Set([
    ...others.flatMap((image) => image.chainIds),
    ...writableLayers.filter(({ containerId }) => !containers.has(containerId)).flatMap(({ parent }) => parent ?? []),
    ...buildCache.flatMap(({ chainId }) => chainId ?? []),
    // What something stands on that is not ours either.
    ...layers.flatMap(({ chainId, parent }) => (candidates.includes(chainId) ? [] : (parent ?? []))),
  ])
  const packed = new Set([...others.flatMap(blobsOf), ...buildCache.flatMap(({ blob }) => blob ?? [])])
  return {
    images: new Set(mine.map((image) => image.id)),
    containers,
    layers: new Set(candidates.filter((chainId) => !held.has(chainId))),
    blobs: new Set(mine.flatMap(blobsOf).filter((digest) => !packed.has(digest))),
  }
}

function blobsOf({ content, attached }: DiskImage): readonly Digest[] {
  return [...content, ...attached]
}

/**
 * Containers that no config names, in the root of a containerd, are ours when they stand on our image and on no other:
 * their labels are in the data root.
 */
function nameless(
  survey: RootSurvey,
  mine: readonly DiskImage[],
  others: readonly DiskImage[],
): readonly ContainerId[] {
  const known = new Set(survey.containers.map((container) => container.id))
  const tops = new Set(mine.flatMap((image) => image.chainIds.at(-1) ?? []))
  for (const image of others) tops.delete(image.chainIds.at(-1) ?? '')
  return survey.writableLayers
    .filter(({ containerId, parent }) => parent !== null && tops.has(parent) && !known.has(containerId))
    .map(({ containerId }) => containerId)
}

function isOwn(purpose: Purpose, own: OwnScan): boolean {
  switch (purpose.kind) {
    case 'layer':
    case 'layer-surroundings':
      return own.layers.has(purpose.chainId)
    case 'writable-layer':
    case 'writable-layer-surroundings':
    case 'init-layer':
    case 'init-layer-surroundings':
    case 'container-log':
    case 'container-config':
      return own.containers.has(purpose.containerId)
    case 'content-blob':
      return own.blobs.has(purpose.digest)
    default:
      return false
  }
}

function ownPlace(path: string): Place {
  return { path, purpose: { kind: 'own-scan' }, immutableKey: null }
}

/** What a classic driver writes down of them, in directories that have no places of their own. */
function records({ images, writableLayers, layers }: RootSurvey, own: OwnScan): Place[] {
  const hex = (digest: string) => digest.replace('sha256:', '')
  const paths = [
    ...images
      .filter((image) => own.images.has(image.id))
      .flatMap(({ id, driver }) =>
        ['content', 'metadata'].map((part) => [driver, `imagedb/${part}/sha256/${hex(id)}`] as const),
      ),
    ...layers
      .filter((layer) => own.layers.has(layer.chainId))
      .map(({ chainId, driver }) => [driver, `layerdb/sha256/${hex(chainId)}`] as const),
    ...writableLayers
      .filter((layer) => own.containers.has(layer.containerId))
      .map(({ containerId, driver }) => [driver, `layerdb/mounts/${containerId}`] as const),
  ]
  return paths
    .filter(([driver]) => CLASSIC_DRIVERS.includes(driver))
    .map(([driver, path]) => ownPlace(`image/${driver}/${path}`))
}

/** What containerd keeps of a container while it runs. */
function tasks(role: RootRole, { containers }: OwnScan): Place[] {
  const base = role === 'containerd' ? '' : 'containerd/daemon/'
  return [...containers].map((id) => ownPlace(`${base}io.containerd.runtime.v2.task/moby/${id}`))
}
