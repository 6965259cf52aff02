import type { UsageFigure, Figure } from './figure.ts'
import type { Gap } from './gap.ts'
import type { CacheId, ChainId, ContainerId, DiffId, Digest, ImageId } from './identifiers.ts'
import type { Holder, Ledger } from './ledger.ts'
import type {
  BlobRole,
  Capacity,
  ContainerMount,
  ContainerState,
  Filesystem,
  HistoryStep,
  LogSettings,
  ManifestKind,
  OrphanReason,
  RootRole,
  SnapshotFact,
} from './observations.ts'

/** The reconciled, immutable facts of all storage roots at one moment. */
export interface Inventory {
  readonly takenAt: string
  readonly sample: boolean
  /** How far the disk has been read: `metadata` means lists and layerdb only, no walk yet. */
  readonly stage: 'metadata' | 'measuring' | 'whole' | 'cancelled'
  readonly engine: Engine | null
  readonly engineBecause: string | null
  readonly roots: readonly StorageRoot[]
  readonly layers: readonly Layer[]
  readonly images: readonly Image[]
  readonly containers: readonly Container[]
  readonly volumes: readonly Volume[]
  readonly buildCache: readonly BuildCacheRecord[]
  /** Containerd store only, like the two below. */
  readonly blobs: readonly ContentBlob[]
  readonly snapshots: readonly Snapshot[]
  readonly leases: readonly Lease[]
  readonly orphans: readonly Orphan[]
  /** What lies in `tmp/` of a data root, by path. */
  readonly temporary: readonly TemporaryFile[]
}

export interface Engine {
  readonly endpoint: string
  readonly name: string
  readonly version: string
  readonly apiVersion: string
  readonly storageDriver: string
  readonly imageStore: 'classic' | 'containerd'
  readonly rootless: boolean
  readonly dataRoot: string
  /** `LayersSize` of `/system/df`, as the engine computes it. */
  readonly layersSize: Figure
  /** What it says of images that could go (`/system/df`, API 1.52 and later); unknown where the docker CLI works it out. */
  readonly imagesReclaimable: Figure
  readonly problems: readonly string[]
}

/** A directory tree on one filesystem that a ledger accounts for. */
export interface StorageRoot {
  readonly path: string
  readonly role: RootRole
  readonly filesystem: Filesystem | null
  readonly capacity: Capacity | null
  readonly measured: 'not-yet' | 'partly' | 'whole' | 'cancelled' | 'unreadable'
  /**
   * It holds snapshots that share extents (btrfs): allocated counts a shared extent in every file that has it, as `du`
   * does, so the disk may hold less than the ledger's sum.
   */
  readonly sharesExtents: boolean
  readonly ledger: Ledger
  readonly gaps: readonly Gap[]
}

/** One filesystem changeset of an image, relative to its parent. */
export interface Layer {
  readonly chainId: ChainId
  readonly diffId: DiffId | null
  readonly cacheId: CacheId
  readonly parent: ChainId | null
  /** Absolute path of the directory with its files. */
  readonly directory: string
  /** The layer's files (overlay2: `diff/`, overlayfs: `fs/`), without the driver's own files beside them. */
  readonly usage: UsageFigure
  /** Recorded when the layer was made: apparent bytes (layerdb `size`), allocated ones in the containerd store. */
  readonly engineSize: Figure
  /** The Dockerfile step that made it, from the image's history. */
  readonly createdBy: string | null
  /** Images that have it in their chain; intermediate ones included. */
  readonly images: readonly ImageId[]
  readonly containers: readonly ContainerId[]
  /** Records that are this layer. */
  readonly buildCacheRecords: readonly string[]
  /** Containerd store: the container whose `-init` snapshot it keeps below it. */
  readonly initOf: ContainerId | null
  readonly copies: LayerCopies
}

/**
 * The forms in which the same layer is on disk besides `usage`. On a classic driver there are none; in the containerd
 * store a built layer is there up to three times.
 */
export interface LayerCopies {
  /** Packed: blobs of images and build cache records that have it, compressed as a rule. */
  readonly blobs: readonly Digest[]
  readonly packed: UsageFigure
  /** Build cache records that made the same layer and keep a snapshot of their own. */
  readonly records: readonly string[]
  readonly cached: UsageFigure
  /** Allocated bytes of the layer and its copies that removing these frees. */
  readonly freed: {
    /** All images that have the layer; nothing while a container needs it. A blob that other images have too stays. */
    readonly byImages: Figure
    /** The whole build cache. */
    readonly byBuildCache: Figure
    readonly byBoth: Figure
  }
}

export interface Image {
  readonly id: ImageId
  readonly references: readonly string[]
  readonly createdAt: string | null
  readonly intermediate: boolean
  readonly dangling: boolean
  /** Of its config. Empty when no engine says so. */
  readonly labels: Readonly<Record<string, string>>
  /** What it can be pulled by again; the containerd store gives one to what was built here too. Null: not known. */
  readonly repoDigests: readonly string[] | null
  /** The image that the legacy builder or a commit made it from. */
  readonly parent: ImageId | null
  /** packed + unpacked. Never summed over images. */
  readonly virtual: UsageFigure
  /** Containerd store: its content blobs, all platforms that are here. Nothing in the classic store. */
  readonly packed: UsageFigure
  /** All its layers, with the `-init` snapshots that lie between them. */
  readonly unpacked: UsageFigure
  /** The part of `unpacked` in layers that at least one other image also uses, by the engine's own rule of who counts. */
  readonly shared: UsageFigure
  /** The part of `packed` in blobs that at least one other image also has. */
  readonly packedShared: UsageFigure
  /** What only this image has: virtual without shared and packedShared. */
  readonly unique: UsageFigure
  /**
   * `Size`. Classic: stored sizes of the layers, apparent. Containerd store: file lengths of the blobs plus allocated
   * bytes of the snapshots.
   */
  readonly engineSize: Figure
  readonly engineSharedSize: Figure
  /** How many containers the engine counts of it; null when it did not say. */
  readonly engineContainers: number | null
  readonly containers: readonly ContainerId[]
  /** Lowest first. */
  readonly layers: readonly ChainId[]
  /** First step first. Empty in the containerd store, where each manifest has its own, and when only the engine knows it. */
  readonly history: readonly HistoryStep[]
  /** Storage driver or snapshotter; null when only the engine knows the image. */
  readonly driver: string | null
  /** Empty in the classic store. */
  readonly manifests: readonly ImageManifest[]
  readonly blobs: readonly Digest[]
}

/** One manifest of an image: a platform, or an attestation about one. */
export interface ImageManifest {
  readonly digest: Digest
  readonly kind: ManifestKind
  readonly platform: string | null
  readonly attests: Digest | null
  /** All its blobs are here. */
  readonly available: boolean
  readonly packed: UsageFigure
  /** Nothing for an attestation, and for a platform that was never unpacked. */
  readonly unpacked: UsageFigure
  readonly layers: readonly ChainId[]
  /** First step first; of a platform that was never unpacked too, as long as its config is here. */
  readonly history: readonly HistoryStep[]
}

/** A file of the content store. */
export interface ContentBlob {
  readonly digest: Digest
  readonly role: BlobRole
  /** Absolute. */
  readonly path: string
  readonly usage: UsageFigure
  readonly engineSize: Figure
  readonly namespaces: readonly string[]
  readonly diffId: DiffId | null
  readonly images: readonly ImageId[]
  readonly buildCacheRecords: readonly string[]
  readonly leases: readonly string[]
}

/** A snapshot of one of containerd's snapshotters. */
export interface Snapshot extends Omit<SnapshotFact, 'engineSize' | 'directory'> {
  /** Absolute path of its files; null for one that has none. */
  readonly directory: string | null
  readonly usage: UsageFigure
  readonly engineSize: Figure
}

export interface Lease {
  readonly id: string
  readonly namespace: string
  readonly temporary: boolean
  readonly expiresAt: string | null
  readonly blobs: readonly Digest[]
  readonly snapshots: readonly string[]
}

export interface Container {
  readonly id: ContainerId
  readonly name: string
  readonly image: string
  readonly imageId: ImageId | null
  readonly state: ContainerState
  readonly createdAt: string | null
  readonly labels: Readonly<Record<string, string>>
  /** Usage of the writable layer, without image layers, volumes, logs and the driver's own files. */
  readonly writable: UsageFigure
  /** Absolute path of the writable layer's files, when known. */
  readonly directory: string | null
  /** ISO 8601: newest change (mtime) of anything in the writable layer, directories included. Null: not known. */
  readonly changedAt: string | null
  readonly engineSizeRw: Figure
  readonly engineSizeRootFs: Figure
  /**
   * Writable layer plus all read-only layers of its image; never summed over containers. Each engine's own rule: the
   * init layer counts in the containerd store, and does not on a classic driver.
   */
  readonly virtual: UsageFigure
  /** The `-init` layer, with the driver's files around it. In no figure of the engine's. */
  readonly init: UsageFigure
  readonly logs: UsageFigure
  /** Where its log goes; null where neither the disk nor the engine says so. */
  readonly logging: LogSettings | null
  /** Its log files on disk: the current one first, then from the newest to the oldest. */
  readonly logFiles: readonly LogFile[]
  /** `containers/<id>/` without its logs. */
  readonly config: UsageFigure
  /** The driver's own files around the writable layer: work, link, lower. */
  readonly surroundings: UsageFigure
  readonly mounts: readonly ContainerMount[]
  /** Names of the volumes that it mounts. */
  readonly volumes: readonly string[]
  /** Lowest first. */
  readonly layers: readonly ChainId[]
}

/** One file of a container's log. */
export interface LogFile {
  readonly name: string
  /** Absolute. */
  readonly path: string
  /** Written to now; the others were rotated. */
  readonly current: boolean
  readonly usage: UsageFigure
  /** ISO 8601, when the file was made; null where the filesystem does not keep it. */
  readonly bornAt: string | null
  /** ISO 8601, when it was written last. Null: not known. */
  readonly changedAt: string | null
}

export interface Volume {
  readonly name: string
  readonly driver: string
  readonly anonymous: boolean
  readonly createdAt: string | null
  readonly labels: Readonly<Record<string, string>>
  /** Of its driver; null when no engine said. */
  readonly options: Readonly<Record<string, string>> | null
  readonly directory: string | null
  /** ISO 8601: newest change (mtime) of anything in it, directories included. Null: not known. */
  readonly changedAt: string | null
  /** Files of `_data`. */
  readonly usage: UsageFigure
  readonly engineSize: Figure
  readonly containers: readonly ContainerId[]
  /** The builder that runs as a container and keeps its build cache in this volume: BuildKit's own name of its node. */
  readonly builder: string | null
}

export interface BuildCacheRecord {
  readonly id: string
  readonly type: string
  readonly description: string
  readonly inUse: boolean | null
  /** It is an image's layer too: on a classic driver removing the record alone frees nothing. */
  readonly shared: boolean | null
  /** Its files may still change. Null when only the engine knows it. */
  readonly mutable: boolean | null
  readonly engineSize: Figure
  /** Files of its directory; when it is an image's layer, those are the layer's, and removing the record alone frees nothing. */
  readonly usage: UsageFigure
  /** Containerd store: its packed form; nothing where there is none. */
  readonly packed: UsageFigure
  readonly blob: Digest | null
  readonly directory: string | null
  readonly chainId: ChainId | null
  /** The image's layer that is another copy of it. */
  readonly copyOf: ChainId | null
  /** Records that it is made on top of, and that stay for as long as it does. */
  readonly parents: readonly string[]
  readonly createdAt: string | null
  readonly lastUsedAt: string | null
  /** ISO 8601: newest change (mtime) of any of its files. Null: not known. */
  readonly changedAt: string | null
  /** How often builds took it. Null: nobody says. */
  readonly usageCount: number | null
}

/** Bytes nobody needs: on disk, and named by no image, container or build cache record, or left over from a removal. */
export interface Orphan {
  readonly path: string
  /** Path of the storage root that it is in. */
  readonly root: string
  readonly reason: OrphanReason
  readonly usage: UsageFigure
  /** ISO 8601: newest change (mtime) of anything in it, directories included. Null: not known. */
  readonly changedAt: string | null
  /**
   * Where it is: itself, or each directory of a driver that is not used any more. None lies in another, and in none of
   * them is anything that somebody needs.
   */
  readonly parts: readonly OrphanPart[]
  /** The first names at its top, sorted, and how many there are in all; null for a file, or where nothing says so. */
  readonly names: readonly string[]
  readonly entries: number | null
  readonly proof: OrphanProof
}

export interface OrphanPart {
  /** Absolute. */
  readonly path: string
  /** Other orphans that lie in it included. */
  readonly usage: UsageFigure
  readonly changedAt: string | null
}

/** A file or directory of the engine's own work: half downloaded layers, loads. */
export interface TemporaryFile {
  /** Absolute. */
  readonly path: string
  readonly root: string
  readonly usage: UsageFigure
  /** ISO 8601: newest change (mtime) of anything in it, directories included. Null: not known. */
  readonly changedAt: string | null
  /** The same of the directory that it lies in and of everything beside it: an engine at work changes something there. */
  readonly allChangedAt: string | null
}

/** Why it is sure that nobody needs it. */
export interface OrphanProof {
  /** Records that could have named it, or held it, and how many of them were looked through. */
  readonly searched: readonly { readonly records: RecordKind; readonly count: number }[]
  /** How often they were looked through, some time apart, with the same outcome. */
  readonly looks: number
  /** The storage driver that is not used any more, of which it was left. */
  readonly leftoverOf: string | null
  /** The container whose directory it is. */
  readonly containerId: ContainerId | null
  /** Log files in it, relative to its path. */
  readonly logFiles: readonly string[]
}

/** Cache IDs of layerdb, mount and init IDs of its mounts, BuildKit's records, configs of containers; containerd's records. */
export type RecordKind =
  | 'layers'
  | 'writable-layers'
  | 'init-layers'
  | 'build-cache'
  | 'container-configs'
  | 'engine-containers'
  | 'snapshots'
  | 'blobs'
  | 'images'
  | 'leases'

export type { Holder }
