import { exact, sumFigures, unknown, type Because, type Figure } from '../model/figure.ts'
import type { Container, Engine, Inventory, Snapshot } from '../model/inventory.ts'

/**
 * What a part of `LayersSize` is. Only `image-layers` and `content` are images; `other` are snapshots that no image,
 * container or build cache record has: of a pull under way, or leaked.
 */
export type LayersSizePart = 'image-layers' | 'build-cache' | 'writable-layers' | 'init-layers' | 'other' | 'content'

/**
 * What is in `/system/df` LayersSize (since API 1.52 `ImageUsage.TotalSize`), which `docker system df` prints as the
 * size of images, in the engine's own unit. Source: moby, `ImageDiskUsage` of both image stores.
 *
 * Classic (`daemon/images/service.go`): recorded sizes, apparent, of the layers that images have; neither hidden parents
 * nor the build cache keep one in the sum.
 *
 * Containerd store (`daemon/containerd/service.go`): blocks, directories included.
 * - Up to 28.1 those of every snapshot of its namespace and snapshotter: the build cache and the containers' writable
 *   layers too, which `docker system df` then lists a second time. A view counts 0.
 * - 28.2 to 29.5 also the lengths of the blobs that images' descriptors name, each once.
 * - Since 29.6 only the snapshots of images' unpacked platforms, and those blobs.
 */
export interface LayersSizeView {
  readonly engine: Figure
  readonly parts: readonly { readonly what: LayersSizePart; readonly bytes: Figure }[]
  /** Bytes of the parts that `docker system df` lists again under their own names: build cache, writable layers. */
  readonly countedTwice: Figure
  /** engine - parts; 0 when the parts explain it whole. Unknown when either side is not exact. */
  readonly unexplained: Figure
}

export function viewLayersSize(inventory: Inventory, engine: Engine): LayersSizeView {
  const parts = engine.imageStore === 'classic' ? [classicLayers(inventory)] : storeParts(inventory, engine)
  const twice = parts.filter(({ what }) => what === 'build-cache' || what === 'writable-layers')
  const sum = sumFigures(parts.map((part) => part.bytes))
  return {
    engine: engine.layersSize,
    parts,
    countedTwice: sumFigures(twice.map((part) => part.bytes)),
    unexplained: difference(engine.layersSize, sum),
  }
}

type Part = LayersSizeView['parts'][number]

function classicLayers(inventory: Inventory): Part {
  const counted = new Set(inventory.images.filter((image) => !image.intermediate).flatMap((image) => image.layers))
  const layers = inventory.layers.filter((layer) => counted.has(layer.chainId)).map((layer) => layer.engineSize)
  return { what: 'image-layers', bytes: sumFigures([...layers, ...notOnDisk(inventory)]) }
}

/** Of an image that only the engine knows, nothing is known here: the sum must not pass for whole. */
function notOnDisk({ images }: Inventory): readonly Figure[] {
  return images.filter((image) => image.driver === null).map((image) => image.virtual.allocated)
}

const SNAPSHOT_PARTS = ['image-layers', 'build-cache', 'writable-layers', 'init-layers', 'other'] as const

function storeParts(inventory: Inventory, engine: Engine): readonly Part[] {
  const unread = whyUnread(inventory)
  if (unread !== null) return [...SNAPSHOT_PARTS, 'content' as const].map((what) => ({ what, bytes: unknown(unread) }))
  const own = inventory.snapshots.filter((snapshot) => isCounted(snapshot, engine))
  const partOf = partsOf(inventory)
  const sizeOf = sizesOf(inventory)
  const snapshots = SNAPSHOT_PARTS.map((what): Part => {
    const sizes = own.filter((snapshot) => partOf(snapshot) === what).map(sizeOf)
    return { what, bytes: sumFigures(what === 'image-layers' ? [...sizes, ...notOnDisk(inventory)] : sizes) }
  })
  const content: Part = { what: 'content', bytes: contentSize(inventory) }
  if (isSince(engine, 29, 6)) return [...snapshots.filter(({ what }) => what === 'image-layers'), content]
  return isSince(engine, 28, 2) ? [...snapshots, content] : snapshots
}

/** Of a store that nobody could read, its parts are not nothing. */
function whyUnread({ roots, snapshots, images, containers }: Inventory): Because | null {
  if (snapshots.length > 0 || images.length + containers.length === 0) return null
  return roots.some((root) => root.measured !== 'unreadable') ? 'metadata-damaged' : 'no-data-root'
}

/** Of the engine's own namespace, whatever else the same containerd keeps. */
function isCounted({ kind, namespace, snapshotter }: Snapshot, { storageDriver }: Engine): boolean {
  return kind !== 'view' && snapshotter === storageDriver && /^moby(?:-|$)/.test(namespace)
}

/** An image's layer counts as that, whoever else has it; so does an `-init` snapshot that such a layer keeps below it. */
function partsOf({ images, layers, containers, buildCache }: Inventory): (snapshot: Snapshot) => LayersSizePart {
  const ofImages = new Set<string>(images.flatMap((image) => image.layers))
  for (const { chainId, initOf } of layers) if (initOf !== null && ofImages.has(chainId)) ofImages.add(`${initOf}-init`)
  // What the engine does not list it does not list a second time either.
  const listed = containers.filter((container) => !isStray(container))
  const writable = new Set<string>(listed.map((container) => container.id))
  const init = new Set(listed.map((container) => `${container.id}-init`))
  const cached = new Set(buildCache.map((record) => record.directory))
  return ({ name, directory }) => {
    if (ofImages.has(name)) return 'image-layers'
    if (writable.has(name)) return 'writable-layers'
    if (init.has(name)) return 'init-layers'
    return directory !== null && cached.has(directory) ? 'build-cache' : 'other'
  }
}

/** A writable layer that is left of a container: neither the engine nor a config knows what it was made of. */
function isStray({ state, image }: Container): boolean {
  return state === 'unknown' && image === ''
}

/**
 * A committed snapshot has its size written down. An active one is taken from what the engine says of its container or
 * build cache record: btrfs, which counts changed files only, makes it another number than the blocks of the subvolume.
 */
function sizesOf({ containers, buildCache }: Inventory): (snapshot: Snapshot) => Figure {
  const ofContainers = new Map<string, Figure>(containers.map((container) => [container.id, container.engineSizeRw]))
  const ofRecords = new Map(buildCache.map((record) => [record.directory, record.engineSize]))
  return ({ name, kind, directory, engineSize, usage }) => {
    const active = ofContainers.get(name) ?? (directory === null ? undefined : ofRecords.get(directory))
    const said = kind === 'committed' ? engineSize : active
    return said?.kind === 'exact' ? said : usage.allocated
  }
}

function contentSize({ images, blobs }: Inventory): Figure {
  const counted = new Set(images.flatMap((image) => image.blobs))
  return sumFigures(blobs.filter((blob) => counted.has(blob.digest)).map((blob) => blob.engineSize))
}

/** A version that is no number is a build from source: newer than all that are. */
function isSince({ version }: Engine, major: number, minor: number): boolean {
  const [, a = '', b = ''] = /^v?(\d+)\.(\d+)/.exec(version) ?? []
  if (a === '') return true
  return Number(a) > major || (Number(a) === major && Number(b) >= minor)
}

function difference(engine: Figure, parts: Figure): Figure {
  if (engine.kind !== 'exact') return unknown(engine.kind === 'unknown' ? engine.because : 'engine-did-not-say')
  return parts.kind === 'exact' ? exact(engine.bytes - parts.bytes) : unknown(parts.because)
}
