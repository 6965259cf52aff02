import { exact, sumFigures, type Figure, type UsageFigure } from '../model/figure.ts'
import type { Container, ContentBlob, Image, Inventory, Layer } from '../model/inventory.ts'
import type { ContainerMount } from '../model/observations.ts'
import type { ReclaimGraph } from '../model/reclaim-graph.ts'
import { reclaimable } from '../model/reclaimable.ts'
import { viewContainerLog, type LogRow } from './logs.ts'

/** What a container's own page shows beside its row of the list. */
export interface ContainerDetailView {
  readonly takenAt: string
  readonly id: string
  /** Topmost first. */
  readonly layers: readonly DetailLayer[]
  /** Other forms of the same layers; null where there are none, as on classic drivers. */
  readonly copies: LayerCopySums | null
  /** Absolute path of the writable layer's files. */
  readonly directory: string | null
  /** Allocated bytes that removing this container alone frees. */
  readonly frees: Figure
  /** Names of other containers that were made from the same image. */
  readonly besides: readonly string[]
  readonly mounts: readonly DetailMount[]
  /** Its log with its files, and what keeps it from growing. */
  readonly log: LogRow
}

/** A read-only layer below a container. */
export interface DetailLayer {
  readonly chainId: string
  /** The Dockerfile step that made it; null where the history does not say. */
  readonly createdBy: string | null
  readonly usage: UsageFigure
  /** The engine's `-init` layer of some container, which lies below layers that were committed from it. */
  readonly initOf: string | null
  readonly directory: string
  /** Names of other images that have it, hidden parents left out. */
  readonly sharedWith: readonly string[]
  /** Its packed form, and the build cache's own snapshot of it; null where there is none. */
  readonly packed: Figure | null
  readonly cached: Figure | null
  /** What goes when every image that has it is removed, when the build cache is, or both. */
  readonly freed: Layer['copies']['freed']
}

/** The forms in which a container's layers are on disk besides the one that it runs from. */
export interface LayerCopySums {
  readonly packed: Figure
  readonly cached: Figure
}

export interface DetailMount extends ContainerMount {
  /** Of a volume, allocated; null for what is never counted: directories of the host, memory. */
  readonly allocated: Figure | null
  readonly anonymous: boolean
  /** How many containers mount the volume, this one included. */
  readonly containers: number
}

/** Null when there is no such container. */
export function viewContainerDetail(inventory: Inventory, graph: ReclaimGraph, id: string): ContainerDetailView | null {
  const container = inventory.containers.find((candidate) => candidate.id === id)
  if (container === undefined) return null
  const layers = layersOf(inventory, container)
  return {
    takenAt: inventory.takenAt,
    id: container.id,
    layers: layers.map((layer) => viewLayer(layer, imagesBeside(inventory, container))).reverse(),
    copies: copiesOf(layers, inventory.blobs),
    directory: container.directory,
    frees: reclaimable(graph, [{ kind: 'container', id }]).frees,
    besides: besides(inventory, container),
    mounts: mountsOf(inventory, container),
    log: viewContainerLog(container),
  }
}

/** Lowest first. Unknown IDs are left out. */
function layersOf({ layers }: Inventory, container: Container): readonly Layer[] {
  const byId = new Map(layers.map((layer) => [layer.chainId, layer]))
  return container.layers.flatMap((chainId) => byId.get(chainId) ?? [])
}

/** Names of the images that a user can see, without the container's own. */
function imagesBeside({ images }: Inventory, { imageId }: Container): ReadonlyMap<string, string> {
  const others = images.filter((image) => !image.intermediate && image.id !== imageId)
  return new Map(others.map((image) => [image.id, nameOf(image)]))
}

function nameOf({ references, id }: Image): string {
  return references[0] ?? id.replace('sha256:', '').slice(0, 12)
}

function viewLayer(layer: Layer, images: ReadonlyMap<string, string>): DetailLayer {
  const { chainId, createdBy, usage, initOf, directory, copies } = layer
  return {
    chainId,
    createdBy,
    usage,
    initOf,
    directory,
    sharedWith: layer.images.flatMap((image) => images.get(image) ?? []).sort(),
    packed: copies.blobs.length === 0 ? null : copies.packed.allocated,
    cached: copies.records.length === 0 ? null : copies.cached.allocated,
    freed: copies.freed,
  }
}

/** Each copy once: two layers can have the same packed form. */
function copiesOf(layers: readonly Layer[], blobs: readonly ContentBlob[]): LayerCopySums | null {
  const digests = new Set<string>(layers.flatMap(({ copies }) => copies.blobs))
  const packed = blobs.filter(({ digest }) => digests.has(digest))
  const cached = layers.filter(({ copies }) => copies.records.length > 0)
  if (packed.length === 0 && cached.length === 0) return null
  return {
    packed: sumFigures([exact(0), ...packed.map(({ usage }) => usage.allocated)]),
    cached: sumFigures([exact(0), ...cached.map(({ copies }) => copies.cached.allocated)]),
  }
}

function besides({ containers }: Inventory, { id, imageId }: Container): readonly string[] {
  if (imageId === null) return []
  return containers.filter((other) => other.id !== id && other.imageId === imageId).map(({ name }) => name)
}

/** Volumes that only the engine's list names are mounts too: where, it does not say. */
function mountsOf({ volumes }: Inventory, { mounts, volumes: names }: Container): readonly DetailMount[] {
  const byName = new Map(volumes.map((volume) => [volume.name, volume]))
  const listed = new Set(mounts.map(({ volume }) => volume))
  const unlisted = names
    .filter((name) => !listed.has(name))
    .map((volume): ContainerMount => ({ type: 'volume', volume, source: '', destination: '' }))
  return [...mounts, ...unlisted].map((mount) => {
    const volume = mount.volume === null ? undefined : byName.get(mount.volume)
    return {
      ...mount,
      allocated: volume?.usage.allocated ?? null,
      anonymous: volume?.anonymous ?? false,
      containers: volume?.containers.length ?? 0,
    }
  })
}
