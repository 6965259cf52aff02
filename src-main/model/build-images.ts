import { createdByOf } from './build-ledger.ts'
import { exact, sumUsageFigures, unknown, unknownUsage, type UsageFigure } from './figure.ts'
import type { ChainId } from './identifiers.ts'
import type { Image, Layer } from './inventory.ts'
import { figureOf, type Sources } from './inventory-sources.ts'
import { byId, compare } from './order.ts'
import type { KnownImage } from './references.ts'

export function buildLayers({ observations, references, usages }: Sources): Layer[] {
  const rootOf = new Map<ChainId, string>()
  for (const root of observations.roots) for (const layer of root.survey.layers) rootOf.set(layer.chainId, root.path)
  return [...references.layers.values()]
    .map((layer): Layer => {
      const { chainId, diffId, cacheId, parent } = layer
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
      }
    })
    .sort((a, b) => compare(a.chainId, b.chainId))
}

/** Usage of each layer, for everything that is built on layers. */
export interface LayeredSources extends Sources {
  readonly usageOfLayer: ReadonlyMap<ChainId, UsageFigure>
}

export function usageOfLayers(chainIds: readonly ChainId[], sources: LayeredSources): UsageFigure {
  return sumUsageFigures(chainIds.map((chainId) => sources.usageOfLayer.get(chainId) ?? sources.unplaced))
}

export function buildImages(sources: LayeredSources): Image[] {
  return [...sources.references.images.values()].map((image) => buildImage(image, sources)).sort(byId)
}

function buildImage(image: KnownImage, sources: LayeredSources): Image {
  const { observations, references, unplaced } = sources
  const shared = new Set(image.chainIds.filter((chainId) => isShared(image, chainId, sources)))
  // Of an image that only the engine knows, no layer is known: that is not an image without layers.
  const usage = (chainIds: readonly ChainId[]) => (image.onDisk ? usageOfLayers(chainIds, sources) : unplaced)
  return {
    id: image.id,
    references: [...image.references].sort(),
    createdAt: image.createdAt,
    intermediate: image.intermediate,
    dangling: image.references.length === 0 && !image.intermediate,
    virtual: usage(image.chainIds),
    shared: usage(image.chainIds.filter((chainId) => shared.has(chainId))),
    unique: usage(image.chainIds.filter((chainId) => !shared.has(chainId))),
    engineSize: figureOf(observations.engine, image.engine?.size),
    engineSharedSize: figureOf(observations.engine, image.engine?.sharedSize),
    containers: (references.containersOfImage.get(image.id) ?? []).map((container) => container.id).sort(),
    layers: image.chainIds,
  }
}

/**
 * Whether another image has the layer too, counted as this engine counts: since API 1.42 the hidden parents of the
 * legacy builder count as images of their own, before that they did not. Without an engine the newer rule holds.
 */
function isShared(image: KnownImage, chainId: ChainId, { observations, references }: Sources): boolean {
  const hiddenCount = observations.engine === null || !isOlder(observations.engine.apiVersion, 1, 42)
  const holders = references.imagesOfLayer.get(chainId) ?? []
  return holders.some((other) => other.id !== image.id && (hiddenCount || !other.intermediate))
}

/** Compares an API version such as `1.41`. */
function isOlder(version: string, major: number, minor: number): boolean {
  const [a = 0, b = 0] = version.split('.').map(Number)
  return a < major || (a === major && b < minor)
}
