import type { Category } from '../model/category.ts'
import type { GapReason } from '../model/gap.ts'
import type { RecordKind } from '../model/inventory.ts'
import type { Holder, Owner } from '../model/ledger.ts'
import type { BlobRole, ContainerState, ManifestKind, OrphanReason, RootRole } from '../model/observations.ts'
import type { LayersSizePart } from './layers-size.ts'

export const REPORT_SCHEMA = 'plimsoll.report/1'

/**
 * Bytes of one object, as measured. Null is unknown, and `because` says why; with numbers, `because` says why they are
 * only a lower bound; with `extents-shared` allocated is an upper bound and apparent is exact. The engine's figures beside them have their own reason, `engineBecause`.
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
  /** Containerd store only, like snapshots and leases. */
  readonly blobs: readonly ReportBlob[]
  readonly snapshots: readonly ReportSnapshot[]
  readonly leases: readonly ReportLease[]
  readonly orphans: readonly ReportOrphan[]
}

export interface ReportEngine {
  readonly endpoint: string
  readonly version: string
  readonly apiVersion: string
  readonly storageDriver: string
  readonly imageStore: 'classic' | 'containerd'
  readonly rootless: boolean
  readonly layersSize: ReportLayersSize
  readonly problems: readonly string[]
}

/** `/system/df` LayersSize, which `docker system df` prints as the size of images, and what is in it. */
export interface ReportLayersSize {
  readonly engineSize: number | null
  readonly engineBecause?: string
  readonly parts: readonly {
    readonly what: LayersSizePart
    readonly bytes: number | null
    readonly because?: string
  }[]
  /** Bytes in it that `docker system df` lists again under their own names: build cache, writable layers. */
  readonly countedTwice: number | null
  /** engineSize - parts. */
  readonly unexplained: number | null
  /** Why countedTwice or unexplained is null. */
  readonly because?: string
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
  /** btrfs: allocated counts an extent in every snapshot that has it, as du does; the disk may hold less. */
  readonly sharesExtents: boolean
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
  /** Where its log goes, as written; null where neither the disk nor the engine says so. */
  readonly logging: { readonly driver: string; readonly options: Readonly<Record<string, string>> } | null
  readonly logFiles: readonly ReportLogFile[]
  readonly config: ReportAmount
  readonly volumes: readonly string[]
  readonly layers: readonly string[]
  readonly directory: string | null
  /** Newest change (mtime) of anything in the writable layer. Null: not known. */
  readonly changedAt: string | null
}

export interface ReportLogFile extends ReportAmount {
  readonly path: string
  /** Written to now; the others were rotated. */
  readonly current: boolean
  readonly bornAt: string | null
  readonly changedAt: string | null
}

export interface ReportImage {
  readonly id: string
  readonly references: readonly string[]
  readonly createdAt: string | null
  /** packed + unpacked. Never summed over images. */
  readonly virtual: ReportAmount
  /** Containerd store: its content blobs. */
  readonly packed: ReportAmount
  readonly unpacked: ReportAmount
  readonly shared: ReportAmount
  readonly packedShared: ReportAmount
  readonly unique: ReportAmount
  readonly engineSize: number | null
  readonly engineSharedSize: number | null
  readonly engineBecause?: string
  readonly containers: readonly string[]
  readonly dangling: boolean
  readonly intermediate: boolean
  readonly layers: readonly string[]
  /** Storage driver or snapshotter. */
  readonly driver: string | null
  /** Containerd store: platforms and attestations. */
  readonly manifests: readonly ReportManifest[]
  readonly blobs: readonly string[]
}

export interface ReportManifest {
  readonly digest: string
  readonly kind: ManifestKind
  readonly platform: string | null
  /** For an attestation: the manifest that it is about. */
  readonly attests: string | null
  readonly available: boolean
  readonly packed: ReportAmount
  readonly unpacked: ReportAmount
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
  /** The other forms in which it is on disk, and what removing each side would free. */
  readonly copies: ReportLayerCopies
}

export interface ReportLayerCopies {
  readonly blobs: readonly string[]
  readonly packed: ReportAmount
  readonly records: readonly string[]
  readonly cached: ReportAmount
  readonly freed: {
    readonly byImages: number | null
    readonly byBuildCache: number | null
    readonly byBoth: number | null
    readonly because?: string
  }
}

export interface ReportBlob extends ReportAmount {
  readonly digest: string
  readonly role: BlobRole
  readonly path: string
  readonly engineSize: number | null
  readonly engineBecause?: string
  readonly namespaces: readonly string[]
  readonly diffId: string | null
  readonly images: readonly string[]
  readonly buildCache: readonly string[]
  readonly leases: readonly string[]
}

export interface ReportSnapshot extends ReportAmount {
  readonly snapshotter: string
  readonly namespace: string
  readonly name: string
  readonly number: number
  readonly kind: 'view' | 'active' | 'committed'
  readonly parent: string | null
  /** Recorded at commit: allocated, directories included. */
  readonly engineSize: number | null
  readonly engineBecause?: string
  readonly directory: string | null
}

export interface ReportLease {
  readonly id: string
  readonly namespace: string
  readonly temporary: boolean
  readonly expiresAt: string | null
  readonly blobs: readonly string[]
  readonly snapshots: readonly string[]
}

export interface ReportVolume extends ReportAmount {
  readonly name: string
  readonly driver: string
  readonly anonymous: boolean
  readonly directory: string | null
  readonly engineSize: number | null
  readonly engineBecause?: string
  readonly containers: readonly string[]
  readonly createdAt: string | null
  /** Newest change (mtime) of anything in it. Null: not known. */
  readonly changedAt: string | null
  readonly labels: Readonly<Record<string, string>>
  /** Of its driver; null when no engine said. */
  readonly options: Readonly<Record<string, string>> | null
  /** The builder that runs as a container and keeps its build cache here. */
  readonly builder: string | null
}

export interface ReportBuildCacheRecord extends ReportAmount {
  readonly id: string
  readonly type: string
  readonly description: string
  readonly inUse: boolean | null
  readonly shared: boolean | null
  /** Its files may still change: a build context, a cache mount. Null when only the engine knows it. */
  readonly mutable: boolean | null
  readonly engineSize: number | null
  /** Why engineSize, inUse or shared is null. */
  readonly engineBecause?: string
  readonly directory: string | null
  readonly chainId: string | null
  /** Containerd store: its packed form. */
  readonly packed: ReportAmount
  readonly blob: string | null
  /** The image's layer that is another copy of it. */
  readonly copyOf: string | null
  readonly createdAt: string | null
  readonly lastUsedAt: string | null
  readonly changedAt: string | null
  readonly usageCount: number | null
  /** Records that it is made on top of. */
  readonly parents: readonly string[]
}

export interface ReportOrphan extends ReportAmount {
  readonly path: string
  readonly reason: OrphanReason
  /** containerd's collector takes it at its next run. */
  readonly collected: boolean
  readonly changedAt: string | null
  /** First names at its top, and how many there are; null for a file. */
  readonly names: readonly string[]
  readonly entries: number | null
  /** Records that could have named or held it, and how many were looked through. */
  readonly searched: readonly { readonly records: RecordKind; readonly count: number }[]
  /** How often they were looked through, with the same outcome. */
  readonly looks: number
}
