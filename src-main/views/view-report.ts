import { bytesOf, type Figure, type UsageFigure } from '../model/figure.ts'
import type {
  BuildCacheRecord,
  ContentBlob,
  Container,
  Engine,
  Image,
  ImageManifest,
  Inventory,
  Layer,
  LayerCopies,
  Snapshot,
  StorageRoot,
  Volume,
} from '../model/inventory.ts'
import type { LedgerEntry } from '../model/ledger.ts'
import { viewLayersSize, type LayersSizeView } from './layers-size.ts'
import { viewOrphanList, type OrphanRow } from './orphans.ts'
import {
  REPORT_SCHEMA,
  type ReportAmount,
  type Report,
  type ReportEngine,
  type ReportRoot,
  type ReportEntry,
  type ReportContainer,
  type ReportImage,
  type ReportLayer,
  type ReportVolume,
  type ReportBlob,
  type ReportBuildCacheRecord,
  type ReportLayerCopies,
  type ReportLayersSize,
  type ReportManifest,
  type ReportOrphan,
  type ReportSnapshot,
} from './report.ts'

/** The inventory as data for other programs. */
export function viewReport(inventory: Inventory): Report {
  return {
    schema: REPORT_SCHEMA,
    takenAt: inventory.takenAt,
    sample: inventory.sample,
    stage: inventory.stage,
    engine:
      inventory.engine === null ? null : reportEngine(inventory.engine, viewLayersSize(inventory, inventory.engine)),
    ...(inventory.engine === null ? { because: inventory.engineBecause ?? 'no engine was asked' } : {}),
    roots: inventory.roots.map(reportRoot),
    containers: inventory.containers.map(reportContainer),
    images: inventory.images.map(reportImage),
    layers: inventory.layers.map(reportLayer),
    volumes: inventory.volumes.map(reportVolume),
    buildCache: inventory.buildCache.map(reportRecord),
    blobs: inventory.blobs.map(reportBlob),
    snapshots: inventory.snapshots.map(reportSnapshot),
    leases: inventory.leases,
    orphans: viewOrphanList(inventory).rows.map(reportOrphan),
  }
}

function reportEngine(engine: Engine, layersSize: LayersSizeView): ReportEngine {
  const { endpoint, version, apiVersion, storageDriver, imageStore, rootless, problems } = engine
  return {
    endpoint,
    version,
    apiVersion,
    storageDriver,
    imageStore,
    rootless,
    layersSize: reportLayersSize(layersSize),
    problems,
  }
}

function reportLayersSize(view: LayersSizeView): ReportLayersSize {
  return {
    engineSize: bytesOf(view.engine),
    ...engineBecause(view.engine),
    parts: view.parts.map(({ what, bytes }) => ({ what, bytes: bytesOf(bytes), ...because(bytes) })),
    countedTwice: bytesOf(view.countedTwice),
    unexplained: bytesOf(view.unexplained),
    ...because(view.countedTwice, view.unexplained),
  }
}

function reportRoot(root: StorageRoot): ReportRoot {
  const { path, role, filesystem, capacity, measured, ledger, gaps } = root
  const measuredAtAll = measured !== 'not-yet' && measured !== 'unreadable'
  const number = (bytes: number) => (measuredAtAll ? bytes : null)
  return {
    path,
    role,
    filesystem: filesystem?.type ?? null,
    capacity: capacity === null ? null : { total: capacity.total, free: capacity.free },
    ...(capacity === null ? { capacityBecause: whyNoCapacity(root) } : {}),
    allocated: number(ledger.total.allocated),
    apparent: number(ledger.total.apparent),
    inodes: number(ledger.total.inodes),
    unattributed: { allocated: number(ledger.unattributed.allocated) },
    ...(ledger.because === null ? {} : { because: ledger.because }),
    sharesExtents: root.sharesExtents,
    entries: ledger.entries.map(reportEntry),
    gaps,
  }
}

/** The capacity is asked of the root's own path: what keeps that from being opened keeps this too. */
function whyNoCapacity({ path, gaps }: StorageRoot): string {
  return gaps.find((gap) => gap.path === path)?.reason ?? 'read-error'
}

function reportEntry({ category, owner, allocated, apparent, inodes, because, holders }: LedgerEntry): ReportEntry {
  return { category, owner, allocated, apparent, inodes, ...(because === null ? {} : { because }), holders }
}

function reportContainer(container: Container): ReportContainer {
  const { id, name, image, imageId, state, createdAt, volumes, layers, directory } = container
  return {
    id,
    name,
    image,
    imageId,
    state,
    createdAt,
    writable: amount(container.writable),
    engineSizeRw: bytesOf(container.engineSizeRw),
    engineSizeRootFs: bytesOf(container.engineSizeRootFs),
    ...engineBecause(container.engineSizeRw, container.engineSizeRootFs),
    virtual: amount(container.virtual),
    init: amount(container.init),
    surroundings: amount(container.surroundings),
    logs: amount(container.logs),
    logging: container.logging,
    logFiles: container.logFiles.map(({ path, current, usage, bornAt, changedAt }) => {
      return { path, current, ...amount(usage), bornAt, changedAt }
    }),
    config: amount(container.config),
    volumes,
    layers,
    directory,
    changedAt: container.changedAt,
  }
}

function reportImage(image: Image): ReportImage {
  const { id, references, createdAt, containers, dangling, intermediate, layers, driver, blobs } = image
  return {
    id,
    references,
    createdAt,
    virtual: amount(image.virtual),
    packed: amount(image.packed),
    unpacked: amount(image.unpacked),
    shared: amount(image.shared),
    packedShared: amount(image.packedShared),
    unique: amount(image.unique),
    engineSize: bytesOf(image.engineSize),
    engineSharedSize: bytesOf(image.engineSharedSize),
    ...engineBecause(image.engineSize, image.engineSharedSize),
    containers,
    dangling,
    intermediate,
    layers,
    driver,
    manifests: image.manifests.map(reportManifest),
    blobs,
  }
}

function reportManifest(manifest: ImageManifest): ReportManifest {
  const { digest, kind, platform, attests, available, packed, unpacked, layers } = manifest
  return { digest, kind, platform, attests, available, packed: amount(packed), unpacked: amount(unpacked), layers }
}

function reportLayer(layer: Layer): ReportLayer {
  const { chainId, diffId, cacheId, parent, directory, createdBy, images, containers, buildCacheRecords } = layer
  return {
    chainId,
    diffId,
    cacheId,
    parent,
    directory,
    ...amount(layer.usage),
    ...engineSize(layer),
    createdBy,
    images,
    containers,
    buildCache: buildCacheRecords,
    copies: reportCopies(layer.copies),
  }
}

function reportCopies({ blobs, packed, records, cached, freed }: LayerCopies): ReportLayerCopies {
  return {
    blobs,
    packed: amount(packed),
    records,
    cached: amount(cached),
    freed: {
      byImages: bytesOf(freed.byImages),
      byBuildCache: bytesOf(freed.byBuildCache),
      byBoth: bytesOf(freed.byBoth),
      ...because(freed.byImages, freed.byBuildCache, freed.byBoth),
    },
  }
}

function reportBlob(blob: ContentBlob): ReportBlob {
  const { digest, role, path, usage, namespaces, diffId, images, buildCacheRecords, leases } = blob
  return {
    digest,
    role,
    path,
    ...amount(usage),
    ...engineSize(blob),
    namespaces,
    diffId,
    images,
    buildCache: buildCacheRecords,
    leases,
  }
}

function reportSnapshot(snapshot: Snapshot): ReportSnapshot {
  const { snapshotter, namespace, name, number, kind, parent, usage, directory } = snapshot
  return {
    snapshotter,
    namespace,
    name,
    number,
    kind,
    parent,
    ...amount(usage),
    ...engineSize(snapshot),
    directory,
  }
}

function reportVolume(volume: Volume): ReportVolume {
  const { name, driver, anonymous, directory, usage, containers, builder } = volume
  const { createdAt, changedAt, labels, options } = volume
  return {
    ...{ name, driver, anonymous, directory, ...amount(usage), ...engineSize(volume), containers },
    ...{ createdAt, changedAt, labels, options, builder },
  }
}

function reportRecord(record: BuildCacheRecord): ReportBuildCacheRecord {
  const { id, type, description, inUse, shared, mutable, usage, directory, chainId, blob, copyOf } = record
  return {
    id,
    type,
    description,
    inUse,
    shared,
    mutable,
    ...amount(usage),
    ...engineSize(record),
    directory,
    chainId,
    packed: amount(record.packed),
    blob,
    copyOf,
    createdAt: record.createdAt,
    lastUsedAt: record.lastUsedAt,
    changedAt: record.changedAt,
    usageCount: record.usageCount,
    parents: record.parents,
  }
}

function reportOrphan(orphan: OrphanRow): ReportOrphan {
  const { path, reason, collected, usage, changedAt, names, entries, proof } = orphan
  const { searched, looks } = proof
  return { path, reason, ...amount(usage), collected, changedAt, names, entries, searched, looks }
}

function amount({ allocated, apparent }: UsageFigure): ReportAmount {
  return { allocated: bytesOf(allocated), apparent: bytesOf(apparent), ...because(allocated, apparent) }
}

function engineSize(object: { readonly engineSize: Figure }) {
  return { engineSize: bytesOf(object.engineSize), ...engineBecause(object.engineSize) }
}

function engineBecause(...figures: readonly Figure[]): { readonly engineBecause?: string } {
  const why = because(...figures).because
  return why === undefined ? {} : { engineBecause: why }
}

/** The first reason among figures that are not exact; nothing when all are. */
function because(...figures: readonly Figure[]): { readonly because?: string } {
  for (const figure of figures) if (figure.kind !== 'exact') return { because: figure.because }
  return {}
}
