import { unknown, type Because, type Figure } from '../model/figure.ts'
import type { Container, Engine, Inventory, Snapshot } from '../model/inventory.ts'
import { isSince } from './engine-version.ts'

/**
 * What a part of `LayersSize` is. Only `image-layers` and `content` are images; `other` are snapshots that no image,
 * container or build cache record has: of a pull under way, or leaked.
 */
export type LayersSizePart = 'image-layers' | 'build-cache' | 'writable-layers' | 'init-layers' | 'other' | 'content'

/** One object in `LayersSize`, with the bytes that the engine adds for it. */
export interface CountedPiece {
  readonly what: LayersSizePart
  /** Chain ID, digest, container ID, `<container ID>-init`, or name of a snapshot. */
  readonly key: string
  readonly bytes: Figure
}

export const SNAPSHOT_PARTS = ['image-layers', 'build-cache', 'writable-layers', 'init-layers', 'other'] as const

/** The parts that this engine counts. */
export function countedParts(engine: Engine): readonly LayersSizePart[] {
  if (engine.imageStore === 'classic') return ['image-layers']
  if (isSince(engine, 29, 6)) return ['image-layers', 'content']
  return isSince(engine, 28, 2) ? [...SNAPSHOT_PARTS, 'content'] : SNAPSHOT_PARTS
}

/** Every object that the engine adds up to its size of images; in a store that nobody could read, why it is unknown. */
export function countedAsImages(inventory: Inventory, engine: Engine): readonly CountedPiece[] | Because {
  if (engine.imageStore === 'classic') return classicPieces(inventory)
  const unread = whyUnread(inventory)
  if (unread !== null) return unread
  const counted = new Set(countedParts(engine))
  return [...snapshotPieces(inventory, engine), ...notOnDisk(inventory), ...contentPieces(inventory)].filter(
    ({ what }) => counted.has(what),
  )
}

function classicPieces(inventory: Inventory): readonly CountedPiece[] {
  const counted = new Set(inventory.images.filter((image) => !image.intermediate).flatMap((image) => image.layers))
  const layers = inventory.layers.filter((layer) => counted.has(layer.chainId))
  return [
    ...layers.map(({ chainId, engineSize }) => ({ what: 'image-layers' as const, key: chainId, bytes: engineSize })),
    ...notOnDisk(inventory),
  ]
}

/** Of an image that only the engine knows, nothing is known here: the sum must not pass for whole. */
function notOnDisk({ images }: Inventory): readonly CountedPiece[] {
  return images
    .filter((image) => image.driver === null)
    .map(({ id, virtual }) => ({ what: 'image-layers', key: id, bytes: virtual.allocated }))
}

/** Of a store that nobody could read, its parts are not nothing. */
function whyUnread({ roots, snapshots, images, containers }: Inventory): Because | null {
  if (snapshots.length > 0 || images.length + containers.length === 0) return null
  return roots.some((root) => root.measured !== 'unreadable') ? 'metadata-damaged' : 'no-data-root'
}

function snapshotPieces(inventory: Inventory, engine: Engine): readonly CountedPiece[] {
  const partOf = partsOf(inventory)
  const sizeOf = sizesOf(inventory)
  return inventory.snapshots
    .filter((snapshot) => isCounted(snapshot, engine))
    .map((snapshot) => ({ what: partOf(snapshot), key: snapshot.name, bytes: sizeOf(snapshot) }))
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
export function isStray({ state, image }: Container): boolean {
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

function contentPieces({ images, blobs }: Inventory): readonly CountedPiece[] {
  const counted = new Set(images.flatMap((image) => image.blobs))
  return blobs
    .filter((blob) => counted.has(blob.digest))
    .map(({ digest, engineSize }) => ({ what: 'content', key: digest, bytes: engineSize }))
}

/** The engine's word minus what it is made of. */
export function difference(engine: Figure, parts: Figure): Figure {
  if (engine.kind !== 'exact') return unknown(engine.kind === 'unknown' ? engine.because : 'engine-did-not-say')
  return parts.kind === 'exact' ? { kind: 'exact', bytes: engine.bytes - parts.bytes } : unknown(parts.because)
}
