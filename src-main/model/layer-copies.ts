import { exact, sumFigures, sumUsageFigures, withAround, type Figure, type UsageFigure } from './figure.ts'
import type { Digest } from './identifiers.ts'
import type { LayerCopies } from './inventory.ts'
import { NOTHING, type Sources } from './inventory-sources.ts'
import type { LayerFact } from './observations.ts'
import { bySnapshot } from './place-usages.ts'

/** What a layer takes besides its own directory, and what goes when images, build cache or both are removed. */
export function copiesOfLayer(layer: LayerFact, sources: Sources): LayerCopies {
  const { references, usages, unplaced } = sources
  const { content } = references
  const blobs = blobsOfLayer(layer, sources)
  const making = content.recordsMaking.get(layer.chainId) ?? []
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
      blobs: blobs.map((digest) => ({
        bytes: usageOf(digest).allocated,
        cacheHolds: content.recordsOfBlob.has(digest),
      })),
      images: references.imagesOfLayer.has(layer.chainId),
      containers: references.containersOfLayer.has(layer.chainId),
      cacheHolds: references.recordsOfLayer.has(layer.chainId) || content.recordsNeedingSnapshot.has(layer.chainId),
    }),
  }
}

/** Packed forms of the layer that are here: manifests name them in the order of the layers. */
function blobsOfLayer({ chainId }: LayerFact, { references }: Sources): readonly Digest[] {
  const digests = (references.imagesOfLayer.get(chainId) ?? []).flatMap((image) =>
    image.manifests.flatMap((manifest) => manifest.layerDigests[manifest.chainIds.indexOf(chainId)] ?? []),
  )
  return [...new Set(digests)].filter((digest) => references.content.blobs.has(digest)).sort()
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
  readonly blobs: readonly { readonly bytes: Figure; readonly cacheHolds: boolean }[]
  readonly images: boolean
  readonly containers: boolean
  /** A record is the layer, or has a snapshot on top of it. */
  readonly cacheHolds: boolean
}

/** An image that a container needs cannot be removed; what both sides hold goes only with both. */
function freed({ layer, cached, blobs, images, containers, cacheHolds }: Parts): LayerCopies['freed'] {
  const removable = images && !containers
  const ofImagesAlone = blobs.filter((blob) => !blob.cacheHolds).map((blob) => blob.bytes)
  const ofBoth = blobs.map((blob) => blob.bytes)
  return {
    byImages: removable ? sumFigures([...(cacheHolds ? [] : [layer]), ...ofImagesAlone]) : exact(0),
    byBuildCache: sumFigures([...cached, ...(cacheHolds && !images && !containers ? [layer] : [])]),
    byBoth: sumFigures(containers ? cached : [...cached, layer, ...ofBoth]),
  }
}
