import { chainOf } from './chain.ts'
import { contentReferences, type ContentReferences } from './content-references.ts'
import { group, groupIds } from './group.ts'
import type { ChainId, ContainerId, ImageId } from './identifiers.ts'
import type { KnownContainer, KnownImage } from './known-objects.ts'
import { compare } from './order.ts'
import type {
  DiskContainer,
  DiskImage,
  EngineContainer,
  EngineImage,
  LayerFact,
  Observations,
  WritableLayerFact,
} from './observations.ts'

/** Who uses what: the graph of images, containers and build cache records over layers and volumes. */
export interface References {
  readonly layers: ReadonlyMap<ChainId, LayerFact>
  readonly images: ReadonlyMap<ImageId, KnownImage>
  readonly containers: ReadonlyMap<ContainerId, KnownContainer>
  readonly imagesOfLayer: ReadonlyMap<ChainId, readonly KnownImage[]>
  readonly containersOfLayer: ReadonlyMap<ChainId, readonly KnownContainer[]>
  readonly recordsOfLayer: ReadonlyMap<ChainId, readonly string[]>
  readonly containersOfImage: ReadonlyMap<ImageId, readonly KnownContainer[]>
  readonly containersOfVolume: ReadonlyMap<string, readonly KnownContainer[]>
  readonly content: ContentReferences
  /** Names of the snapshots of the containerd store. */
  readonly snapshots: ReadonlySet<string>
}

export function buildReferences(observations: Observations): References {
  const surveys = observations.roots.map((root) => root.survey)
  const records = surveys.flatMap((survey) => survey.buildCache)
  const snapshots = surveys.flatMap((survey) => survey.snapshots)
  const layers = new Map(surveys.flatMap((survey) => survey.layers).map((layer) => [layer.chainId, layer]))
  const images = knownImages(
    surveys.flatMap((survey) => survey.images),
    observations.engine?.images ?? null,
  )
  const writable = new Map(
    surveys.flatMap((survey) => survey.writableLayers).map((layer) => [layer.containerId, layer]),
  )
  const containers = knownContainers({
    disk: surveys.flatMap((survey) => survey.containers),
    engine: observations.engine?.containers ?? null,
    chain: (id) => chainOf(writable.get(id)?.parent ?? null, layers),
    writable,
  })
  return {
    layers,
    images,
    containers,
    imagesOfLayer: group(images.values(), (image) => image.chainIds),
    containersOfLayer: group(containers.values(), (container) => container.chainIds),
    recordsOfLayer: groupIds(records, (record) => record.chainId),
    containersOfImage: group(containers.values(), (each) => (each.imageId === null ? [] : [each.imageId])),
    containersOfVolume: group(containers.values(), volumesOf),
    content: contentReferences({
      blobs: surveys.flatMap((survey) => survey.blobs),
      leases: surveys.flatMap((survey) => survey.leases),
      snapshots,
      layers: [...layers.values()],
      records,
      images,
    }),
    snapshots: new Set(snapshots.map((snapshot) => snapshot.name)),
  }
}

/** Names of the volumes that a container mounts, each once. */
export function volumesOf(container: Pick<KnownContainer, 'mounts'>): readonly string[] {
  return [...new Set(container.mounts.flatMap((mount) => (mount.volume === null ? [] : [mount.volume])))]
}

function knownImages(
  disk: readonly DiskImage[],
  engine: readonly EngineImage[] | null,
): ReadonlyMap<ImageId, KnownImage> {
  const parents = new Set(disk.flatMap((image) => (image.parentId === null ? [] : [image.parentId])))
  const said = new Map((engine ?? []).map((image) => [image.id, image]))
  const known = new Map<ImageId, KnownImage>()
  for (const image of disk) {
    const engineImage = said.get(image.id) ?? null
    known.set(image.id, {
      id: image.id,
      references: engineImage?.references ?? image.references,
      createdAt: engineImage?.createdAt ?? image.createdAt,
      intermediate: engineImage?.intermediate ?? (image.references.length === 0 && parents.has(image.id)),
      chainIds: image.chainIds,
      createdBy: image.createdBy,
      history: image.history,
      parentId: engineImage?.parentId ?? image.parentId,
      onDisk: true,
      driver: image.driver,
      manifests: image.manifests,
      content: image.content,
      attached: image.attached,
      incomplete: image.incomplete,
      engine: engineImage,
    })
  }
  for (const image of said.values()) {
    if (known.has(image.id)) continue
    const { id, references, createdAt, intermediate, parentId } = image
    const nowhere = {
      chainIds: [],
      createdBy: [],
      history: [],
      onDisk: false,
      driver: null,
      manifests: [],
      content: [],
      attached: [],
      incomplete: false,
    }
    known.set(id, { id, references, createdAt, intermediate, parentId, ...nowhere, engine: image })
  }
  // Directories list their names in any order; what is found first among images must not depend on it.
  return new Map([...known].sort(([a], [b]) => compare(a, b)))
}

interface ContainerSources {
  readonly disk: readonly DiskContainer[]
  readonly engine: readonly EngineContainer[] | null
  readonly chain: (id: ContainerId) => readonly ChainId[]
  readonly writable: ReadonlyMap<ContainerId, WritableLayerFact>
}

/** The engine's word comes first: what is on disk of a running engine may be older than its memory. */
function knownContainers(sources: ContainerSources): ReadonlyMap<ContainerId, KnownContainer> {
  const known = new Map<ContainerId, KnownContainer>()
  const said = new Map((sources.engine ?? []).map((container) => [container.id, container]))
  for (const container of sources.disk) {
    known.set(container.id, { ...container, onDisk: true, engine: null, chainIds: sources.chain(container.id) })
  }
  for (const container of said.values()) {
    const fromDisk = known.get(container.id)
    known.set(container.id, {
      ...container,
      driver: fromDisk?.driver ?? null,
      mounts: container.mounts.length > 0 ? container.mounts : (fromDisk?.mounts ?? []),
      logging: container.logging ?? fromDisk?.logging ?? null,
      onDisk: fromDisk !== undefined || sources.writable.has(container.id),
      engine: container,
      chainIds: sources.chain(container.id),
    })
  }
  for (const id of sources.writable.keys()) if (!known.has(id)) known.set(id, strayContainer(id, sources.chain(id)))
  return known
}

/** A writable layer whose container neither the engine nor `containers/` knows: an interrupted removal, mostly. */
function strayContainer(id: ContainerId, chainIds: readonly ChainId[]): KnownContainer {
  return {
    id,
    name: id.slice(0, 12),
    image: '',
    imageId: null,
    state: 'unknown',
    createdAt: null,
    labels: {},
    mounts: [],
    logging: null,
    driver: null,
    onDisk: true,
    engine: null,
    chainIds,
  }
}
