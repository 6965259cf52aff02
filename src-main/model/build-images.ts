import { copiesOfLayer } from './layer-copies.ts'
import { createdByOf } from './ledger-account.ts'
import { exact, sumUsageFigures, unknown, unknownUsage, type UsageFigure } from './figure.ts'
import type { ChainId, Digest } from './identifiers.ts'
import type { Image, ImageManifest, Layer } from './inventory.ts'
import { figureOf, type Sources } from './inventory-sources.ts'
import type { DiskManifest } from './observations.ts'
import { byId, compare } from './order.ts'
import type { KnownImage } from './known-objects.ts'

export function buildLayers(sources: Sources): Layer[] {
  const { observations, references, usages } = sources
  const rootOf = new Map<ChainId, string>()
  for (const root of observations.roots) for (const layer of root.survey.layers) rootOf.set(layer.chainId, root.path)
  return [...references.layers.values()]
    .map((layer): Layer => {
      const { chainId, diffId, cacheId, parent, initOf } = layer
      return {
        chainId,
        diffId,
        cacheId,
        parent,
        directory: `${rootOf.get(chainId) ?? ''}/${layer.directory}`,
        usage: usages.find('layer', chainId, unknownUsage('metadata-damaged')),
        engineSize: layer.engineSize === null ? unknown('metadata-damaged') : exact(layer.engineSize),
        createdBy: createdByOf(chainId, references),
        images: (references.imagesOfLayer.get(chainId) ?? []).map((image) => image.id).sort(),
        containers: (references.containersOfLayer.get(chainId) ?? []).map((container) => container.id).sort(),
        buildCacheRecords: [...(references.recordsOfLayer.get(chainId) ?? [])].sort(),
        initOf,
        copies: copiesOfLayer(layer, sources),
      }
    })
    .sort((a, b) => compare(a.chainId, b.chainId))
}

/** Usage of each layer, for everything that is built on layers. */
export interface LayeredSources extends Sources {
  readonly usageOfLayer: ReadonlyMap<ChainId, UsageFigure>
}

/** The layers, with the `-init` snapshots that lie between them: what an engine with the containerd store calls unpacked. */
export function usageOfLayers(chainIds: readonly ChainId[], sources: LayeredSources): UsageFigure {
  return sumUsageFigures(
    chainIds.flatMap((chainId) => [
      sources.usageOfLayer.get(chainId) ?? sources.unplaced,
      ...usageOfInit(chainId, sources),
    ]),
  )
}

function usageOfInit(chainId: ChainId, { references, usages, unread }: Sources): readonly UsageFigure[] {
  const init = references.layers.get(chainId)?.initOf ?? null
  return init === null ? [] : [usages.find('init-layer', init, unread)]
}

export function buildImages(sources: LayeredSources): Image[] {
  return [...sources.references.images.values()].map((image) => buildImage(image, sources)).sort(byId)
}

function buildImage(image: KnownImage, sources: LayeredSources): Image {
  const { observations, references, unplaced } = sources
  const shared = new Set(image.chainIds.filter((chainId) => isShared(image, chainId, sources)))
  // Of an image that only the engine knows, no layer is known: that is not an image without layers.
  const onDisk = (usages: readonly UsageFigure[]) => (image.onDisk ? sumKnown(usages, image) : unplaced)
  const layers = (chainIds: readonly ChainId[]) => chainIds.map((id) => sources.usageOfLayer.get(id) ?? unplaced)
  const blobs = (digests: readonly Digest[]) => digests.map((digest) => usageOfBlob(digest, sources))
  const packedShared = image.content.filter((digest) => isSharedBlob(image, digest, sources))
  const unpacked = (chainIds: readonly ChainId[]) => (chainIds.length === 0 ? [] : [usageOfLayers(chainIds, sources)])
  const uniqueLayers = image.chainIds.filter((chainId) => !shared.has(chainId))
  const uniqueBlobs = image.content.filter((digest) => !packedShared.includes(digest))
  return {
    id: image.id,
    references: [...image.references].sort(),
    createdAt: image.createdAt,
    intermediate: image.intermediate,
    dangling: image.references.length === 0 && !image.intermediate,
    labels: image.engine?.labels ?? {},
    repoDigests: image.engine?.repoDigests ?? null,
    parent: image.parentId,
    virtual: onDisk([...blobs(image.content), ...unpacked(image.chainIds)]),
    packed: onDisk(blobs(image.content)),
    unpacked: onDisk(unpacked(image.chainIds)),
    shared: onDisk(layers([...shared])),
    packedShared: onDisk(blobs(packedShared)),
    unique: onDisk([...unpacked(uniqueLayers), ...blobs(uniqueBlobs)]),
    engineSize: figureOf(observations.engine, image.engine?.size),
    engineSharedSize: figureOf(observations.engine, image.engine?.sharedSize),
    engineContainers: image.engine?.containers ?? null,
    containers: (references.containersOfImage.get(image.id) ?? []).map((container) => container.id).sort(),
    layers: image.chainIds,
    history: image.history,
    driver: image.driver,
    manifests: image.manifests.map((manifest) => buildManifest(manifest, sources)),
    blobs: image.content,
  }
}

function buildManifest(manifest: DiskManifest, sources: LayeredSources): ImageManifest {
  const { digest, kind, platform, attests, available, content, chainIds, unpacked, history } = manifest
  // Its layers are known whole or not at all.
  const layers = { incomplete: manifest.incomplete && chainIds.length === 0 && kind === 'image' }
  return {
    digest,
    kind,
    platform,
    attests,
    available,
    packed: sumKnown(
      content.map((blob) => usageOfBlob(blob, sources)),
      manifest,
    ),
    unpacked: sumKnown(unpacked ? [usageOfLayers(chainIds, sources)] : [], layers),
    layers: unpacked ? chainIds : [],
    history,
  }
}

/** Of what was not read whole there may be more: then the sum is a lower bound, and unknown when nothing of it is known. */
function sumKnown(usages: readonly UsageFigure[], { incomplete }: { readonly incomplete: boolean }): UsageFigure {
  return sumUsageFigures(incomplete ? [...usages, unknownUsage('metadata-damaged')] : usages)
}

export function usageOfBlob(digest: Digest, { usages, unplaced }: Sources): UsageFigure {
  return usages.find('content-blob', digest, unplaced)
}

/**
 * Whether another image has the layer too, counted as this engine counts: since API 1.42 the hidden parents of the
 * legacy builder count as images of their own on a classic driver; before that, and in the containerd store, they do
 * not. Without an engine the newer rule of the image's own store holds.
 */
function isShared(image: KnownImage, chainId: ChainId, { observations, references }: Sources): boolean {
  const { engine } = observations
  const classic = engine === null ? image.manifests.length === 0 : engine.imageStore === 'classic'
  const hiddenCount = classic && (engine === null || !isOlder(engine.apiVersion, 1, 42))
  const holders = references.imagesOfLayer.get(chainId) ?? []
  return holders.some((other) => other.id !== image.id && (hiddenCount || !other.intermediate))
}

/** As in the ledger: another image that a user can see. */
function isSharedBlob(image: KnownImage, digest: Digest, { references }: Sources): boolean {
  const holders = references.content.imagesOfBlob.get(digest) ?? []
  return holders.some((other) => other.id !== image.id && !other.intermediate)
}

/** Compares an API version such as `1.41`. */
export function isOlder(version: string, major: number, minor: number): boolean {
  const [a = 0, b = 0] = version.split('.').map(Number)
  return a < major || (a === major && b < minor)
}
