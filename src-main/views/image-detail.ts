import { engineFigure, exact, unknown, type Figure, type UsageFigure } from '../model/figure.ts'
import type { Image, ImageManifest, Inventory, Layer } from '../model/inventory.ts'
import type { ContainerState, EngineHistoryStep, HistoryStep, ManifestKind } from '../model/observations.ts'
import { useOf, type ImageUse } from './images.ts'
import { nameOf } from './layer-map.ts'

/** Everything about one image. Its sizes are in its row (`ImagesView`); here is what they are made of. */
export interface ImageDetail {
  readonly takenAt: string
  readonly id: string
  readonly name: string
  readonly references: readonly string[]
  readonly createdAt: string | null
  readonly use: ImageUse
  readonly driver: string | null
  /** The image that the legacy builder or a commit made it from. */
  readonly parent: { readonly id: string; readonly name: string } | null
  readonly containers: readonly ImageContainer[]
  /** One of them in the classic store; in the containerd store each platform of the image, here or not. */
  readonly platforms: readonly ImagePlatform[]
  /** Containerd store: what is about a platform and does not run. */
  readonly attestations: readonly ImageAttestation[]
}

export interface ImageContainer {
  readonly id: string
  readonly name: string
  readonly state: ContainerState
  readonly writable: Figure
}

export interface ImagePlatform {
  /** Digest of the manifest; null in the classic store. */
  readonly digest: string | null
  readonly platform: string | null
  /** All its blobs are here. */
  readonly available: boolean
  readonly unpackedHere: boolean
  readonly packed: UsageFigure
  readonly unpacked: UsageFigure
  /** As `docker history` prints it, the newest step first; then layers that no step names. */
  readonly history: readonly HistoryRow[]
  /** Why there is none, when there is none: nobody could be asked, its config is not here, or it says nothing. */
  readonly noHistory: 'nobody-knows' | 'not-here' | 'none' | null
}

export interface HistoryRow {
  /** The image that ends with this step; null for `<missing>`: only builders that keep each step have one. */
  readonly image: { readonly id: string; readonly references: readonly string[] } | null
  /** False for a layer that no step of the history names. */
  readonly named: boolean
  readonly createdAt: string | null
  readonly createdBy: string
  readonly comment: string
  /** It changed nothing but the config: 0 B. Null: the engine does not say of a step of 0 B. */
  readonly emptyLayer: boolean | null
  /** What `docker history` prints as SIZE. */
  readonly engineSize: Figure
  readonly layer: HistoryLayer | null
}

export interface HistoryLayer {
  readonly chainId: string
  readonly diffId: string | null
  readonly directory: string
  readonly allocated: Figure
  readonly apparent: Figure
  /** Images that have it, this one too; hidden parents not among them. */
  readonly images: number
  readonly containers: number
  /** Records of the build cache that are this layer or another copy of it. */
  readonly buildCache: number
  /** Its packed forms, and copies that the build cache keeps; nothing on a classic driver. */
  readonly packed: Figure
  readonly cached: Figure
}

export interface ImageAttestation {
  readonly digest: string
  readonly attests: string | null
  readonly kind: ManifestKind
  readonly available: boolean
  readonly packed: UsageFigure
}

/** By ID, by the start of one, or by a reference; null when there is none. */
export function findImage({ images }: Inventory, wanted: string): Image | null {
  const named = images.find(({ id, references }) => id === wanted || references.includes(wanted))
  if (named !== undefined || !/^(?:sha256:)?[0-9a-f]{6,64}$/.test(wanted)) return named ?? null
  const start = wanted.startsWith('sha256:') ? wanted : `sha256:${wanted}`
  const found = images.filter(({ id }) => id.startsWith(start))
  return found.length === 1 ? (found[0] ?? null) : null
}

/** `said`: what the engine says of the history of an image that only it knows. */
export function viewImage(
  inventory: Inventory,
  image: Image,
  said: readonly EngineHistoryStep[] | null = null,
): ImageDetail {
  const { id, references, createdAt, driver } = image
  const related = relate(inventory)
  const parent = image.parent === null ? undefined : related.images.get(image.parent)
  return {
    takenAt: inventory.takenAt,
    id,
    name: nameOf(image),
    references,
    createdAt,
    use: useOf(image),
    driver,
    parent: parent === undefined ? null : { id: parent.id, name: nameOf(parent) },
    containers: inventory.containers
      .filter((container) => image.containers.includes(container.id))
      .map(({ id: of, name, state, writable }) => ({ id: of, name, state, writable: writable.allocated })),
    platforms: platformsOf(image, related, said),
    attestations: image.manifests
      .filter((manifest) => manifest.kind !== 'image')
      .map(({ digest, attests, kind, available, packed }) => ({ digest, attests, kind, available, packed })),
  }
}

interface Related {
  readonly layers: ReadonlyMap<string, Layer>
  readonly images: ReadonlyMap<string, Image>
}

function relate({ layers, images }: Inventory): Related {
  return {
    layers: new Map(layers.map((layer) => [layer.chainId, layer])),
    images: new Map(images.map((image) => [image.id, image])),
  }
}

function platformsOf(
  image: Image,
  related: Related,
  said: readonly EngineHistoryStep[] | null,
): readonly ImagePlatform[] {
  const own = image.manifests.filter((manifest) => manifest.kind === 'image')
  if (own.length > 0) return own.map((manifest) => platformOf(manifest, image, related))
  const history = said?.map(rowSaid) ?? historyOf(image, image.history, { chain: image.layers, related })
  return [
    {
      digest: null,
      platform: null,
      available: image.driver !== null,
      unpackedHere: image.driver !== null,
      packed: image.packed,
      unpacked: image.unpacked,
      history,
      noHistory: history.length > 0 ? null : image.driver === null ? 'nobody-knows' : 'none',
    },
  ]
}

function platformOf(manifest: ImageManifest, image: Image, related: Related): ImagePlatform {
  const { digest, platform, available, packed, unpacked, layers } = manifest
  const history = historyOf(image, manifest.history, { chain: layers, related })
  return {
    digest,
    platform,
    available,
    unpackedHere: layers.length > 0,
    packed,
    unpacked,
    history,
    noHistory: history.length > 0 ? null : available ? 'none' : 'not-here',
  }
}

interface Stack {
  readonly chain: readonly string[]
  readonly related: Related
}

function historyOf(image: Image, steps: readonly HistoryStep[], { chain, related }: Stack): readonly HistoryRow[] {
  const made = steps.map((step) => rowOf(step, related)).toReversed()
  const named = new Set(steps.flatMap(({ chainId }) => chainId ?? []))
  const unnamed = chain.filter((chainId) => !named.has(chainId)).toReversed()
  return [...withImages(made, image, related), ...unnamed.map((chainId) => rowOfLayer(chainId, related))]
}

/** As the engine does: the newest step is the image itself, each one below is its parent, as far as there are parents. */
function withImages(rows: readonly HistoryRow[], image: Image, { images }: Related): readonly HistoryRow[] {
  let next: Image | null = image
  return rows.map((row) => {
    const at: Image | null = next
    next = at?.parent === null || at === null ? null : (images.get(at.parent) ?? null)
    return at === null ? row : { ...row, image: { id: at.id, references: at.references } }
  })
}

function rowOf(step: HistoryStep, { layers, images }: Related): HistoryRow {
  const { createdAt, createdBy, comment, emptyLayer, chainId } = step
  const layer = chainId === null ? undefined : layers.get(chainId)
  return {
    image: null,
    named: true,
    createdAt,
    createdBy,
    comment,
    emptyLayer,
    engineSize: emptyLayer ? exact(0) : (layer?.engineSize ?? unknown('metadata-damaged')),
    layer: layer === undefined ? null : layerOf(layer, images),
  }
}

function rowSaid({ image, references, createdAt, createdBy, comment, size }: EngineHistoryStep): HistoryRow {
  return {
    image: image === null ? null : { id: image, references },
    named: true,
    createdAt,
    createdBy,
    comment,
    emptyLayer: size === 0 ? null : false,
    engineSize: engineFigure(size),
    layer: null,
  }
}

function rowOfLayer(chainId: string, { layers, images }: Related): HistoryRow {
  const layer = layers.get(chainId)
  return {
    ...{ image: null, named: false, createdAt: null, createdBy: '', comment: '', emptyLayer: false },
    engineSize: layer?.engineSize ?? unknown('metadata-damaged'),
    layer: layer === undefined ? null : layerOf(layer, images),
  }
}

function layerOf(layer: Layer, images: Related['images']): HistoryLayer {
  const { chainId, diffId, directory, usage, containers, buildCacheRecords, copies } = layer
  return {
    chainId,
    diffId,
    directory,
    allocated: usage.allocated,
    apparent: usage.apparent,
    images: layer.images.filter((id) => images.get(id)?.intermediate === false).length,
    containers: containers.length,
    buildCache: new Set([...buildCacheRecords, ...copies.records]).size,
    packed: copies.packed.allocated,
    cached: copies.cached.allocated,
  }
}
