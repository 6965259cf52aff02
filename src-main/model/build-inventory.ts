import { buildCacheRecords } from './build-cache-records.ts'
import { buildContainers } from './build-containers.ts'
import { buildBlobs, buildLeases, buildSnapshots } from './build-content.ts'
import { buildImages, buildLayers } from './build-images.ts'
import { buildLedger } from './build-ledger.ts'
import { buildOrphans } from './build-orphans.ts'
import { buildTemporary } from './build-temporary.ts'
import { buildVolumes } from './build-volumes.ts'
import { unknownUsage } from './figure.ts'
import type { Engine, Inventory, StorageRoot } from './inventory.ts'
import { figureOf, NOTHING, unplacedUsage, type Sources } from './inventory-sources.ts'
import { compare } from './order.ts'
import type { EngineObservation, Observations, RootObservation } from './observations.ts'
import { indexPlaceUsages, placesOnSharedExtents } from './place-usages.ts'
import { buildReferences, type References } from './references.ts'

/** Joins what the engine says with what the disk says into one immutable whole. Pure: the same observations give the same inventory. */
export function buildInventory(observations: Observations): Inventory {
  const references = buildReferences(observations)
  const readable = observations.roots.some((root) => root.measured !== 'unreadable')
  const sources: Sources = {
    observations,
    references,
    usages: indexPlaceUsages(observations.roots),
    readable,
    unread: readable ? NOTHING : unknownUsage('no-data-root'),
    unplaced: unplacedUsage(observations.roots),
  }
  const layers = buildLayers(sources)
  const usageOfLayer = new Map(layers.map((layer) => [layer.chainId, layer.usage]))
  const layered = { ...sources, usageOfLayer }
  return {
    takenAt: observations.takenAt,
    sample: observations.sample,
    stage: stageOf(observations.roots),
    engine: observations.engine === null ? null : buildEngine(observations.engine),
    engineBecause: observations.engineBecause,
    roots: observations.roots.map((root) => buildRoot(root, references)),
    layers,
    images: buildImages(layered),
    containers: buildContainers(layered),
    volumes: buildVolumes(sources),
    buildCache: buildCacheRecords(sources, usageOfLayer),
    blobs: buildBlobs(sources),
    snapshots: buildSnapshots(sources),
    leases: buildLeases(sources),
    orphans: buildOrphans(observations),
    temporary: buildTemporary(observations.roots),
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
  return {
    ...{ endpoint, name, version, apiVersion, storageDriver, imageStore, rootless, dataRoot, problems },
    layersSize: figureOf(engine, engine.layersSize),
    imagesReclaimable: figureOf(engine, engine.imagesReclaimable),
  }
}

function buildRoot(root: RootObservation, references: References): StorageRoot {
  const { path, role, filesystem, capacity, measured } = root
  return {
    path,
    role,
    filesystem,
    capacity,
    measured,
    sharesExtents: placesOnSharedExtents(root).size > 0,
    ledger: buildLedger(root, references),
    gaps: [...root.gaps].sort((a, b) => compare(a.path, b.path)),
  }
}
