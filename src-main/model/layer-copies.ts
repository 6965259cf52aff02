import { sumFigures, sumUsageFigures, withAround, type Figure, type UsageFigure } from './figure.ts'
import type { Digest } from './identifiers.ts'
import type { LayerCopies } from './inventory.ts'
import { NOTHING, type Sources } from './inventory-sources.ts'
import { recordsHolding } from './ledger-account.ts'
import type { LayerFact } from './observations.ts'
import { bySnapshot } from './place-usages.ts'

/** What a layer takes besides its own directory, and what goes when images, build cache or both are removed. */
export function copiesOfLayer(layer: LayerFact, sources: Sources): LayerCopies {
  const { references, usages, unplaced } = sources
  const blobs = blobsOfLayer(layer, sources)
  const making = references.content.recordsMaking.get(layer.chainId) ?? []
  const snapshots = [...new Set(making.flatMap((record) => record.snapshot ?? []))].map(bySnapshot)
  const usageOf = (digest: Digest) => usages.find('content-blob', digest, unplaced)
  const cached = snapshots.map((key) => usages.find('build-cache', key, unplaced))
  const around = snapshots.map((key) => usages.find('build-cache-surroundings', key, NOTHING))
  return {
    blobs,
    packed: sumUsageFigures(blobs.map(usageOf)),
    records: making.map((record) => record.id).sort(),
    cached: sumUsageFigures(cached),
    freed: freed({
      layer: ownOf(layer, sources),
      cached: cached.map((usage, i) => withAround(usage, around[i] ?? NOTHING).allocated),
      blobs: blobs.map((digest) => ({ bytes: usageOf(digest).allocated, ...holdersOf(digest, layer, sources) })),
      images: references.imagesOfLayer.has(layer.chainId),
      containers: references.containersOfLayer.has(layer.chainId),
      cacheHolds: recordsHolding(layer.chainId, references).length > 0,
    }),
  }
}

/** Packed forms of the layer that are here. Manifests name them in the order of the layers; records have their own. */
function blobsOfLayer({ chainId }: LayerFact, { references }: Sources): readonly Digest[] {
  const { imagesOfLayer, content } = references
  const ofImages = (imagesOfLayer.get(chainId) ?? []).flatMap((image) =>
    image.manifests.flatMap((manifest) => manifest.layerDigests[manifest.chainIds.indexOf(chainId)] ?? []),
  )
  const digests = new Set([...ofImages, ...(content.blobsMaking.get(chainId) ?? [])])
  return [...digests].filter((digest) => content.blobs.has(digest)).sort()
}

interface BlobHolders {
  /** `others`: an image that does not have the layer has the blob, on top of something else. */
  readonly images: 'none' | 'these' | 'others'
  readonly cacheHolds: boolean
}

function holdersOf(digest: Digest, { chainId }: LayerFact, { references }: Sources): BlobHolders {
  const { imagesOfLayer, content } = references
  const these = new Set((imagesOfLayer.get(chainId) ?? []).map((image) => image.id))
  const images = content.imagesOfBlob.get(digest) ?? []
  const others = images.some((image) => !these.has(image.id))
  return {
    images: others ? 'others' : images.length > 0 ? 'these' : 'none',
    cacheHolds: content.recordsOfBlob.has(digest),
  }
}

/** The layer's directory with what the driver keeps around it, and the `-init` snapshot that is there for it alone. */
function ownOf({ chainId, initOf }: LayerFact, { references, usages, unplaced }: Sources): Figure {
  const kept = initOf !== null && !references.containers.has(initOf)
  const around: readonly UsageFigure[] = [
    usages.find('layer-surroundings', chainId, NOTHING),
    ...(kept
      ? [usages.find('init-layer', initOf, NOTHING), usages.find('init-layer-surroundings', initOf, NOTHING)]
      : []),
  ]
  return withAround(usages.find('layer', chainId, unplaced), ...around).allocated
}

interface Parts {
  readonly layer: Figure
  /** Snapshots of the build cache that are copies of it, each. */
  readonly cached: readonly Figure[]
  readonly blobs: readonly ({ readonly bytes: Figure } & BlobHolders)[]
  readonly images: boolean
  readonly containers: boolean
  readonly cacheHolds: boolean
}

/** An image that a container needs cannot be removed; what both sides hold goes only with both. */
function freed({ layer, cached, blobs, images, containers, cacheHolds }: Parts): LayerCopies['freed'] {
  const removable = images && !containers
  const ofImages = removable ? blobs.filter((blob) => blob.images === 'these') : []
  const ofCache = blobs.filter((blob) => blob.images === 'none')
  const bytes = (each: Parts['blobs']) => each.map((blob) => blob.bytes)
  return {
    byImages: sumFigures([
      ...(removable && !cacheHolds ? [layer] : []),
      ...bytes(ofImages.filter((blob) => !blob.cacheHolds)),
    ]),
    byBuildCache: sumFigures([
      ...cached,
      ...(cacheHolds && !images && !containers ? [layer] : []),
      ...bytes(ofCache.filter((blob) => blob.cacheHolds)),
    ]),
    byBoth: sumFigures([
      ...cached,
      ...(!containers && (images || cacheHolds) ? [layer] : []),
      ...bytes([...ofImages, ...ofCache]),
    ]),
  }
}
