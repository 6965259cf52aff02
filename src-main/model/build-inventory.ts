import { buildLedger, createdByOf } from './build-ledger.ts'
import { engineFigure, exact, sumUsageFigures, unknown, unknownUsage, type Figure, type UsageFigure } from './figure.ts'
import type { ChainId } from './identifiers.ts'
import type {
  BuildCacheRecord,
  Container,
  Engine,
  Image,
  Inventory,
  Layer,
  Orphan,
  StorageRoot,
  Volume,
} from './inventory.ts'
import type { EngineObservation, Observations, RootObservation } from './observations.ts'
import { indexPlaceUsages, usageFigure, type PlaceUsages } from './place-usages.ts'
import { buildReferences, volumesOf, type KnownContainer, type KnownImage, type References } from './references.ts'

const NOTHING: UsageFigure = Object.freeze({ allocated: exact(0), apparent: exact(0), inodes: 0 })
const ANONYMOUS_LABEL = 'com.docker.volume.anonymous'

/** What the parts of an inventory are made from. */
interface Sources {
  readonly observations: Observations
  readonly references: References
  readonly usages: PlaceUsages
  /** What stands where no root could be read at all. */
  readonly unread: UsageFigure
}

/** Joins what the engine says with what the disk says into one immutable whole. Pure: the same observations give the same inventory. */
export function buildInventory(observations: Observations): Inventory {
  const references = buildReferences(observations)
  const readable = observations.roots.some((root) => root.measured !== 'unreadable')
  const sources: Sources = {
    observations,
    references,
    usages: indexPlaceUsages(observations.roots),
    unread: readable ? NOTHING : unknownUsage('no-data-root'),
  }
  const layers = buildLayers(sources)
  const usageOfLayer = new Map(layers.map((layer) => [layer.chainId, layer.usage]))
  return {
    takenAt: observations.takenAt,
    sample: observations.sample,
    stage: stageOf(observations.roots),
    engine: observations.engine === null ? null : buildEngine(observations.engine),
    engineBecause: observations.engineBecause,
    roots: observations.roots.map((root) => buildRoot(root, references)),
    layers,
    images: [...references.images.values()].map((image) => buildImage(image, { ...sources, usageOfLayer })).sort(byId),
    containers: [...references.containers.values()]
      .map((container) => buildContainer(container, { ...sources, usageOfLayer }))
      .sort(byId),
    volumes: buildVolumes(sources),
    buildCache: buildRecords(sources, usageOfLayer),
    orphans: observations.roots.flatMap(buildOrphans).sort((a, b) => compare(a.path, b.path)),
  }
}

function stageOf(roots: readonly RootObservation[]): Inventory['stage'] {
  const states = new Set(roots.map((root) => root.measured))
  if (states.has('partly')) return 'measuring'
  if (states.has('cancelled')) return 'cancelled'
  return states.has('not-yet') ? 'metadata' : 'whole'
}

function buildEngine(engine: EngineObservation): Engine {
  const { endpoint, name, version, apiVersion, storageDriver, imageStore, rootless, dataRoot, problems } = engine
  const layersSize = figureOf(engine, engine.layersSize)
  return { endpoint, name, version, apiVersion, storageDriver, imageStore, rootless, dataRoot, layersSize, problems }
}

/** A figure of the engine's; before sizes were asked for it is not known yet, without an engine it never will be. */
function figureOf(engine: EngineObservation | null, bytes: number | null | undefined): Figure {
  if (engine === null) return unknown('no-engine')
  if (typeof bytes === 'number') return exact(bytes)
  return engine.sizesKnown ? engineFigure(null) : unknown('not-measured-yet')
}

function buildRoot(root: RootObservation, references: References): StorageRoot {
  const { path, role, filesystem, capacity, measured } = root
  return {
    path,
    role,
    filesystem,
    capacity,
    measured,
    ledger: buildLedger(root, references),
    gaps: [...root.gaps].sort((a, b) => compare(a.path, b.path)),
  }
}

function buildLayers({ observations, references, usages }: Sources): Layer[] {
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

interface LayeredSources extends Sources {
  readonly usageOfLayer: ReadonlyMap<ChainId, UsageFigure>
}

function usageOfLayers(chainIds: readonly ChainId[], { usageOfLayer, unread }: LayeredSources): UsageFigure {
  const missing = unread === NOTHING ? unknownUsage('metadata-damaged') : unread
  return sumUsageFigures(chainIds.map((chainId) => usageOfLayer.get(chainId) ?? missing))
}

function buildImage(image: KnownImage, sources: LayeredSources): Image {
  const { observations, references, unread } = sources
  const shared = new Set(image.chainIds.filter((chainId) => isShared(image, chainId, sources)))
  const known = image.chainIds.length > 0 || unread === NOTHING
  const usage = (chainIds: readonly ChainId[]) => (known ? usageOfLayers(chainIds, sources) : unread)
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

function buildContainer(container: KnownContainer, sources: LayeredSources): Container {
  const { id } = container
  const { observations, usages, unread } = sources
  const writable = usages.find('writable-layer', id, unread === NOTHING ? unknownUsage('metadata-damaged') : unread)
  return {
    id,
    name: container.name,
    image: container.image,
    imageId: container.imageId,
    state: container.state,
    createdAt: container.createdAt,
    labels: container.labels,
    writable,
    directory: directoryOf(id, observations),
    engineSizeRw: figureOf(observations.engine, container.engine?.sizeRw),
    engineSizeRootFs: figureOf(observations.engine, container.engine?.sizeRootFs),
    virtual: sumUsageFigures([writable, usageOfLayers(container.chainIds, sources)]),
    init: usages.find('init-layer', id, unread),
    logs: usages.find('container-log', id, unread),
    config: usages.find('container-config', id, unread),
    surroundings: usages.find('writable-layer-surroundings', id, unread),
    mounts: container.mounts,
    volumes: [...volumesOf(container)].sort(),
    layers: container.chainIds,
  }
}

function directoryOf(id: string, observations: Observations): string | null {
  for (const root of observations.roots) {
    const layer = root.survey.writableLayers.find((each) => each.containerId === id)
    if (layer !== undefined) return `${root.path}/${layer.directory}`
  }
  return null
}

function buildVolumes({ observations, references, usages, unread }: Sources): Volume[] {
  const engine = new Map((observations.engine?.volumes ?? []).map((volume) => [volume.name, volume]))
  const disk = new Map(
    observations.roots.flatMap((root) =>
      root.survey.volumes.map((volume) => [volume.name, { ...volume, root: root.path }] as const),
    ),
  )
  return [...new Set([...engine.keys(), ...disk.keys()])]
    .map((name): Volume => {
      const said = engine.get(name)
      const found = disk.get(name)
      const elsewhere = found?.mountedElsewhere === true || (found === undefined && unread === NOTHING)
      return {
        name,
        driver: said?.driver ?? 'local',
        anonymous: said?.labels[ANONYMOUS_LABEL] !== undefined || /^[0-9a-f]{64}$/.test(name),
        createdAt: said?.createdAt ?? null,
        labels: said?.labels ?? {},
        directory: found === undefined ? (said?.mountpoint ?? null) : `${found.root}/${found.directory}`,
        usage: elsewhere ? unknownUsage('mounted-elsewhere') : usages.find('volume', name, unread),
        engineSize: figureOf(observations.engine, said?.size),
        containers: (references.containersOfVolume.get(name) ?? []).map((container) => container.id).sort(),
      }
    })
    .sort((a, b) => compare(a.name, b.name))
}

function buildRecords(sources: Sources, usageOfLayer: ReadonlyMap<ChainId, UsageFigure>): BuildCacheRecord[] {
  const { observations, references, usages, unread } = sources
  const engine = new Map((observations.engine?.buildCache ?? []).map((record) => [record.id, record]))
  const disk = new Map(
    observations.roots.flatMap((root) =>
      root.survey.buildCache.map((record) => [record.id, { ...record, root: root.path }] as const),
    ),
  )
  return [...new Set([...engine.keys(), ...disk.keys()])].sort(compare).map((id): BuildCacheRecord => {
    const said = engine.get(id)
    const found = disk.get(id)
    const chainId = found?.chainId ?? null
    const ofLayer = chainId === null ? undefined : usageOfLayer.get(chainId)
    return {
      id,
      type: said?.type ?? found?.type ?? 'unknown',
      description: said?.description ?? found?.description ?? '',
      inUse: said?.inUse ?? null,
      shared: said?.shared ?? (chainId === null ? null : (references.imagesOfLayer.get(chainId) ?? []).length > 0),
      engineSize: figureOf(observations.engine, said?.size),
      usage: ofLayer ?? usages.find('build-cache', id, unread),
      directory: typeof found?.directory === 'string' ? `${found.root}/${found.directory}` : null,
      chainId,
      createdAt: said?.createdAt ?? found?.createdAt ?? null,
      lastUsedAt: said?.lastUsedAt ?? found?.lastUsedAt ?? null,
    }
  })
}

function buildOrphans(root: RootObservation): Orphan[] {
  return root.survey.places.flatMap((place, i) => {
    if (place.purpose.kind !== 'orphan') return []
    const usage = usageFigure(root, root.usages[i] ?? null)
    return [{ path: `${root.path}/${place.path}`, reason: place.purpose.reason, usage }]
  })
}

function byId(a: { readonly id: string }, b: { readonly id: string }): number {
  return compare(a.id, b.id)
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
