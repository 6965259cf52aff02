import type { Category } from '../model/category.ts'
import { bytesOf, type Figure, type UsageFigure } from '../model/figure.ts'
import type { GapReason } from '../model/gap.ts'
import type {
  BuildCacheRecord,
  Container,
  Engine,
  Image,
  Inventory,
  Layer,
  StorageRoot,
  Volume,
} from '../model/inventory.ts'
import type { Holder, LedgerEntry, Owner } from '../model/ledger.ts'
import type { ContainerState, OrphanReason, RootRole } from '../model/observations.ts'

export const REPORT_SCHEMA = 'plimsoll.report/1'

/**
 * Bytes of one object, as measured. Null is unknown, and `because` says why; with numbers, `because` says why they are
 * only a lower bound. The engine's figures beside them have their own reason, `engineBecause`.
 */
export interface ReportAmount {
  readonly allocated: number | null
  readonly apparent: number | null
  readonly because?: string
}

/** The whole inventory as `report --json` prints it. Field order and sort order are stable, so that reports diff well. */
export interface Report {
  readonly schema: typeof REPORT_SCHEMA
  readonly takenAt: string
  /** The bundled recording instead of this machine. */
  readonly sample: boolean
  /** `whole` when every root was read to its end. */
  readonly stage: 'metadata' | 'measuring' | 'whole' | 'cancelled'
  readonly engine: ReportEngine | null
  /** Why engine is null. */
  readonly because?: string
  readonly roots: readonly ReportRoot[]
  readonly containers: readonly ReportContainer[]
  readonly images: readonly ReportImage[]
  readonly layers: readonly ReportLayer[]
  readonly volumes: readonly ReportVolume[]
  readonly buildCache: readonly ReportBuildCacheRecord[]
  readonly orphans: readonly ReportOrphan[]
}

export interface ReportEngine {
  readonly endpoint: string
  readonly version: string
  readonly apiVersion: string
  readonly storageDriver: string
  readonly imageStore: 'classic' | 'containerd'
  readonly rootless: boolean
  readonly problems: readonly string[]
}

export interface ReportRoot {
  readonly path: string
  readonly role: RootRole
  readonly filesystem: string | null
  readonly capacity: { readonly total: number; readonly free: number } | null
  /** Why capacity is null. */
  readonly capacityBecause?: string
  readonly allocated: number | null
  readonly apparent: number | null
  readonly inodes: number | null
  readonly unattributed: { readonly allocated: number | null }
  readonly because?: string
  readonly entries: readonly ReportEntry[]
  readonly gaps: readonly { readonly path: string; readonly reason: GapReason; readonly detail: string }[]
}

export interface ReportEntry {
  readonly category: Category
  readonly owner: Owner
  readonly allocated: number
  readonly apparent: number
  readonly inodes: number
  readonly because?: string
  readonly holders: readonly Holder[]
}

export interface ReportContainer {
  readonly id: string
  readonly name: string
  readonly image: string
  readonly imageId: string | null
  readonly state: ContainerState
  readonly createdAt: string | null
  readonly writable: ReportAmount
  readonly engineSizeRw: number | null
  readonly engineSizeRootFs: number | null
  /** Why an engine figure is null. */
  readonly engineBecause?: string
  readonly virtual: ReportAmount
  readonly init: ReportAmount
  readonly surroundings: ReportAmount
  readonly logs: ReportAmount
  readonly config: ReportAmount
  readonly volumes: readonly string[]
  readonly layers: readonly string[]
  readonly directory: string | null
}

export interface ReportImage {
  readonly id: string
  readonly references: readonly string[]
  readonly createdAt: string | null
  readonly virtual: ReportAmount
  readonly shared: ReportAmount
  readonly unique: ReportAmount
  readonly engineSize: number | null
  readonly engineSharedSize: number | null
  readonly engineBecause?: string
  readonly containers: readonly string[]
  readonly dangling: boolean
  readonly intermediate: boolean
  readonly layers: readonly string[]
}

export interface ReportLayer extends ReportAmount {
  readonly chainId: string
  readonly diffId: string | null
  readonly cacheId: string
  readonly parent: string | null
  readonly directory: string
  readonly engineSize: number | null
  readonly engineBecause?: string
  readonly createdBy: string | null
  readonly images: readonly string[]
  readonly containers: readonly string[]
  readonly buildCache: readonly string[]
}

export interface ReportVolume extends ReportAmount {
  readonly name: string
  readonly driver: string
  readonly anonymous: boolean
  readonly directory: string | null
  readonly engineSize: number | null
  readonly engineBecause?: string
  readonly containers: readonly string[]
}

export interface ReportBuildCacheRecord extends ReportAmount {
  readonly id: string
  readonly type: string
  readonly description: string
  readonly inUse: boolean | null
  readonly shared: boolean | null
  readonly engineSize: number | null
  /** Why engineSize, inUse or shared is null. */
  readonly engineBecause?: string
  readonly directory: string | null
  readonly chainId: string | null
}

export interface ReportOrphan extends ReportAmount {
  readonly path: string
  readonly reason: OrphanReason
}

/** The inventory as data for other programs. */
export function viewReport(inventory: Inventory): Report {
  return {
    schema: REPORT_SCHEMA,
    takenAt: inventory.takenAt,
    sample: inventory.sample,
    stage: inventory.stage,
    engine: inventory.engine === null ? null : reportEngine(inventory.engine),
    ...(inventory.engine === null ? { because: inventory.engineBecause ?? 'no engine was asked' } : {}),
    roots: inventory.roots.map(reportRoot),
    containers: inventory.containers.map(reportContainer),
    images: inventory.images.map(reportImage),
    layers: inventory.layers.map(reportLayer),
    volumes: inventory.volumes.map(reportVolume),
    buildCache: inventory.buildCache.map(reportRecord),
    orphans: inventory.orphans.map(({ path, reason, usage }) => ({ path, reason, ...amount(usage) })),
  }
}

function reportEngine(engine: Engine): ReportEngine {
  const { endpoint, version, apiVersion, storageDriver, imageStore, rootless, problems } = engine
  return { endpoint, version, apiVersion, storageDriver, imageStore, rootless, problems }
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
    config: amount(container.config),
    volumes,
    layers,
    directory,
  }
}

function reportImage(image: Image): ReportImage {
  const { id, references, createdAt, containers, dangling, intermediate, layers } = image
  return {
    id,
    references,
    createdAt,
    virtual: amount(image.virtual),
    shared: amount(image.shared),
    unique: amount(image.unique),
    engineSize: bytesOf(image.engineSize),
    engineSharedSize: bytesOf(image.engineSharedSize),
    ...engineBecause(image.engineSize, image.engineSharedSize),
    containers,
    dangling,
    intermediate,
    layers,
  }
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
  }
}

function reportVolume(volume: Volume): ReportVolume {
  const { name, driver, anonymous, directory, usage, containers } = volume
  return { name, driver, anonymous, directory, ...amount(usage), ...engineSize(volume), containers }
}

function reportRecord(record: BuildCacheRecord): ReportBuildCacheRecord {
  const { id, type, description, inUse, shared, usage, directory, chainId } = record
  return { id, type, description, inUse, shared, ...amount(usage), ...engineSize(record), directory, chainId }
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
