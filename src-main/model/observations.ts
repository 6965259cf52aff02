import type { DiskUsage } from './disk-usage.ts'
import type { Because } from './figure.ts'
import type { Gap } from './gap.ts'
import type { CacheId, ChainId, ContainerId, DiffId, Digest, ImageId } from './identifiers.ts'

/** Everything the sources hand over for one inventory. Facts as one source reported them; no derived numbers. */
export interface Observations {
  /** ISO 8601, when collecting began. */
  readonly takenAt: string
  /** The bundled recording, not this machine. */
  readonly sample: boolean
  readonly engine: EngineObservation | null
  /** Why there is no engine, when there is none. One sentence for a person. */
  readonly engineBecause: string | null
  readonly roots: readonly RootObservation[]
}

// ---- what the engine says -------------------------------------------------------------------------------------

export type ContainerState =
  'created' | 'running' | 'paused' | 'restarting' | 'removing' | 'exited' | 'dead' | 'unknown'

export interface EngineObservation {
  readonly endpoint: string
  /** Name of the host that the engine runs on (`/info` Name). */
  readonly name: string
  readonly version: string
  readonly apiVersion: string
  readonly storageDriver: string
  readonly imageStore: 'classic' | 'containerd'
  readonly rootless: boolean
  /** `DockerRootDir`, on the engine's host. */
  readonly dataRoot: string
  /** `/info` Containerd.Address: the socket of the containerd that it uses, its own or the system's. Null before 28. */
  readonly containerdAddress: string | null
  readonly containers: readonly EngineContainer[]
  readonly images: readonly EngineImage[]
  readonly volumes: readonly EngineVolume[]
  readonly buildCache: readonly EngineBuildCacheRecord[]
  /** `/system/df` LayersSize: what `docker system df` totals images with. Null until it answered. */
  readonly layersSize: number | null
  /** `ImageUsage.Reclaimable` of `/system/df`. Null below API 1.52, where the docker CLI works it out. */
  readonly imagesReclaimable: number | null
  /** Whether sizes (`size=1`, `/system/df`) have been asked for and answered. */
  readonly sizesKnown: boolean
  /** Requests that failed or answered nonsense, in words. The rest is still there. */
  readonly problems: readonly string[]
}

export interface EngineContainer {
  readonly id: ContainerId
  readonly name: string
  /** Image reference as the user wrote it. */
  readonly image: string
  readonly imageId: ImageId | null
  readonly state: ContainerState
  /** ISO 8601. */
  readonly createdAt: string | null
  readonly labels: Readonly<Record<string, string>>
  /** `SizeRw`: apparent bytes of the writable layer; an absent field of an answer with sizes means 0. Null: not asked or failed. */
  readonly sizeRw: number | null
  /** `SizeRootFs`: SizeRw plus the stored sizes of the image's layers, without the init layer. */
  readonly sizeRootFs: number | null
  readonly mounts: readonly ContainerMount[]
  /** `HostConfig.LogConfig` of one container's answer, asked only where no disk says it. Null: not asked, or not said. */
  readonly logging: LogSettings | null
}

/** Where a container's log goes. The engine fills in its own defaults when it makes the container. */
export interface LogSettings {
  /** `json-file`, `local`, `journald`, `none` … */
  readonly driver: string
  /** As written: `max-size`, `max-file`, `compress` and what else the driver knows. */
  readonly options: Readonly<Record<string, string>>
}

export interface ContainerMount {
  readonly type: 'volume' | 'bind' | 'tmpfs' | 'other'
  /** Volume name, for a volume. */
  readonly volume: string | null
  readonly source: string
  readonly destination: string
}

export interface EngineImage {
  readonly id: ImageId
  readonly references: readonly string[]
  readonly createdAt: string | null
  readonly parentId: ImageId | null
  /** A hidden parent that the legacy builder left: listed with `all=1` only. */
  readonly intermediate: boolean
  /** Classic: stored sizes of its layers. Containerd store: blobs that are there plus blocks of what is unpacked. */
  readonly size: number | null
  readonly sharedSize: number | null
  /** `Containers`: how many use it, stopped ones too. Some engines say so in `/system/df` only. */
  readonly containers: number | null
  readonly labels: Readonly<Record<string, string>>
  /** `RepoDigests`, all of them. Null: an older recording does not say. */
  readonly repoDigests: readonly string[] | null
  /** Containerd store, API 1.47 and later (`manifests=1`); empty where the engine does not say. */
  readonly manifests: readonly EngineManifest[]
}

/** A line of `docker history`, asked for when somebody looks at an image that only the engine knows. */
export interface EngineHistoryStep {
  /** The image that ends with it; null for `<missing>`. */
  readonly image: ImageId | null
  readonly references: readonly string[]
  readonly createdAt: string | null
  readonly createdBy: string
  readonly comment: string
  /** Bytes of the layer that it made, by the engine's rule; 0 too for a step that made none. */
  readonly size: number | null
}

/** One manifest of an image, as the engine lists it. Bytes as the engine counts them. */
export interface EngineManifest {
  readonly digest: Digest
  readonly kind: ManifestKind
  /** `linux/arm64/v8`; null for an attestation. */
  readonly platform: string | null
  /** All of its blobs are here. */
  readonly available: boolean
  /** `Size.Content`: its blobs, file lengths. */
  readonly content: number | null
  /** `ImageData.Size.Unpacked`: its snapshots, blocks. */
  readonly unpacked: number | null
}

export type ManifestKind = 'image' | 'attestation' | 'unknown'

export interface EngineVolume {
  readonly name: string
  readonly driver: string
  readonly mountpoint: string
  readonly createdAt: string | null
  readonly labels: Readonly<Record<string, string>>
  /** Of its driver: a device or a type to mount, a quota. Empty without any. */
  readonly options: Readonly<Record<string, string>>
  /** `UsageData.Size`: apparent bytes. */
  readonly size: number | null
}

export interface EngineBuildCacheRecord {
  readonly id: string
  readonly type: string
  readonly description: string
  readonly inUse: boolean
  readonly shared: boolean
  readonly size: number | null
  readonly createdAt: string | null
  readonly lastUsedAt: string | null
  /** How often builds took it. Null: the engine does not say. */
  readonly usageCount: number | null
  /** IDs of the records that it was made from: `Parents`, `Parent` before 23. Some may be listed by nobody. */
  readonly parents: readonly string[]
}

// ---- what the disk says ---------------------------------------------------------------------------------------

export type RootRole = 'data-root' | 'containerd'

export interface RootObservation {
  /** Absolute, symlinks resolved. */
  readonly path: string
  readonly role: RootRole
  readonly filesystem: Filesystem | null
  readonly capacity: Capacity | null
  readonly survey: RootSurvey
  /** One for each place of the survey, same order; null while not measured. */
  readonly usages: readonly (PlaceUsage | null)[]
  /** How far the walk got. `unreadable`: the root itself could not be opened. */
  readonly measured: 'not-yet' | 'partly' | 'whole' | 'cancelled' | 'unreadable'
  readonly gaps: readonly Gap[]
  /** How often its metadata was looked through, some time apart: what is called an orphan was one each time. */
  readonly looks: number
}

export interface Filesystem {
  /** `ext4`, `xfs`, `btrfs` … from the mount table. */
  readonly type: string
  readonly device: string
  readonly mountPoint: string
}

/** The filesystem that a root lies on, from statfs. Bytes. */
export interface Capacity {
  readonly total: number
  /** Free blocks, the reserved ones included: total - free is what `df` calls used. */
  readonly free: number
  /** What an ordinary process can still write. */
  readonly available: number
}

/** What metadata alone says about a root: who owns which path. Read before the walk, without measuring anything. */
export interface RootSurvey {
  readonly layers: readonly LayerFact[]
  readonly writableLayers: readonly WritableLayerFact[]
  readonly images: readonly DiskImage[]
  readonly containers: readonly DiskContainer[]
  readonly volumes: readonly DiskVolume[]
  readonly buildCache: readonly DiskBuildCacheRecord[]
  /** Those in directories that no container has any more too. */
  readonly logFiles: readonly LogFileFact[]
  /** What is at the top of each place that is an orphan. */
  readonly orphans: readonly OrphanFact[]
  /** Containerd store only, like the two below. */
  readonly snapshots: readonly SnapshotFact[]
  readonly blobs: readonly ContentBlobFact[]
  readonly leases: readonly LeaseFact[]
  /** A path belongs to the deepest place that contains it. The first place is the root itself. */
  readonly places: readonly Place[]
}

export const EMPTY_SURVEY: RootSurvey = Object.freeze({
  layers: [],
  writableLayers: [],
  images: [],
  containers: [],
  volumes: [],
  buildCache: [],
  logFiles: [],
  orphans: [],
  snapshots: [],
  blobs: [],
  leases: [],
  places: [],
})

/**
 * One read-only layer. Source: `image/<driver>/layerdb/sha256/<chain id>/` of a classic driver; the committed snapshot
 * that is named like the chain ID in the containerd store.
 */
export interface LayerFact {
  readonly chainId: ChainId
  readonly diffId: DiffId | null
  readonly cacheId: CacheId
  readonly parent: ChainId | null
  /**
   * What was recorded when the layer was made, and is never recomputed. Classic: the `size` file, apparent bytes.
   * Containerd store: `size` of the snapshot, allocated bytes with directories. Null: missing or damaged.
   */
  readonly engineSize: number | null
  /** Directory with the layer's files, relative to the root. */
  readonly directory: string
  /** Storage driver or snapshotter. */
  readonly driver: string
  /**
   * Containerd store: the container whose `-init` snapshot lies between this layer and its parent. A layer that the
   * legacy builder or a commit made keeps it for ever. Null: the parent is next.
   */
  readonly initOf: ContainerId | null
}

/** A container's own layer. Source: `image/<driver>/layerdb/mounts/<container>/`; the active snapshot of that name. */
export interface WritableLayerFact {
  readonly containerId: ContainerId
  readonly directory: string
  /** Chain ID of the image's top layer; null for an image without layers. */
  readonly parent: ChainId | null
  readonly driver: string
}

/** Source: `image/<driver>/imagedb` and `repositories.json`; `meta.db` and the blobs that it names. */
export interface DiskImage {
  readonly id: ImageId
  readonly references: readonly string[]
  readonly createdAt: string | null
  /** `imagedb/metadata/<id>/parent`: legacy builder only. */
  readonly parentId: ImageId | null
  readonly diffIds: readonly DiffId[]
  /** Chain ID of each layer, lowest first. */
  readonly chainIds: readonly ChainId[]
  /** Dockerfile step of each layer, lowest first; null where the history does not say. */
  readonly createdBy: readonly (string | null)[]
  /** First step first. Empty in the containerd store, where each manifest has its own. */
  readonly history: readonly HistoryStep[]
  /** Storage driver or snapshotter that keeps it. */
  readonly driver: string
  /**
   * Containerd store: its manifests, those of platforms that are not here too. Empty in the classic store. `chainIds`
   * are then the layers of all platforms that are unpacked, each once.
   */
  readonly manifests: readonly DiskManifest[]
  /** Blobs that are here and that its index, manifests and configs name, each once: what the engine counts as content. */
  readonly content: readonly Digest[]
  /** Blobs that are held through labels only, such as the legacy builder's container config. */
  readonly attached: readonly Digest[]
  /** Containerd store: some of it could not be read, so that it may have more layers and blobs. */
  readonly incomplete: boolean
}

/** A step of an image's history, as its config has it (`history`): what `docker history` has a line for. */
export interface HistoryStep {
  readonly createdAt: string | null
  /** The instruction; empty where the builder wrote none. */
  readonly createdBy: string
  readonly comment: string
  /** It changed nothing but the config. */
  readonly emptyLayer: boolean
  /** The layer that it made, by the engine's rule: steps that made one have the layers in turn. Null: it made none. */
  readonly chainId: ChainId | null
}

/** One manifest of an image in the containerd store. Source: the blob itself. */
export interface DiskManifest {
  readonly digest: Digest
  readonly kind: ManifestKind
  /** `linux/arm64/v8`; null for an attestation. */
  readonly platform: string | null
  /** For an attestation: the manifest that it is about. */
  readonly attests: Digest | null
  /** All blobs that it names are here. */
  readonly available: boolean
  /** Blobs that are here: itself, its config, its layers as stored. */
  readonly content: readonly Digest[]
  /** Chain ID of each layer, lowest first; empty when the config is not here. */
  readonly chainIds: readonly ChainId[]
  /** First step first; empty when the config is not here. */
  readonly history: readonly HistoryStep[]
  /** Digest of each layer as stored, lowest first: the packed form of the chain ID at the same place. */
  readonly layerDigests: readonly Digest[]
  /** A snapshot of its top layer is here. */
  readonly unpacked: boolean
  /** It, its config or a blob of it should be here and could not be read: it may have more. */
  readonly incomplete: boolean
}

/** Source: `containers/<id>/config.v2.json`. */
export interface DiskContainer {
  /** `Driver`: the storage driver or snapshotter that keeps its layer. Null where the config does not say. */
  readonly driver: string | null
  readonly id: ContainerId
  readonly name: string
  readonly image: string
  readonly imageId: ImageId | null
  readonly state: ContainerState
  readonly createdAt: string | null
  readonly labels: Readonly<Record<string, string>>
  readonly mounts: readonly ContainerMount[]
  /** `hostconfig.json` LogConfig, beside the config. Null where it does not say. */
  readonly logging: LogSettings | null
}

/** One file of a container's log. Source: `containers/<id>/<id>-json.log*`, `containers/<id>/local-logs/`. */
export interface LogFileFact {
  readonly containerId: ContainerId
  /** Relative to the root. A place of its own, unless no container has the directory any more. */
  readonly path: string
  /** Written to now; the others were rotated. */
  readonly current: boolean
  /** Milliseconds since 1970, when the file was made; null where the filesystem does not keep it. A copy of a root loses it. */
  readonly bornAt: number | null
}

/** What is at the top of an orphan. */
export interface OrphanFact {
  /** Of the place, relative to the root. */
  readonly path: string
  /** The first few names, sorted; below the directory in which the driver keeps a layer's files where it has one. */
  readonly names: readonly string[]
  /** How many there are in all. Null for a single file. */
  readonly entries: number | null
}

export interface DiskVolume {
  readonly name: string
  /** `volumes/<name>/_data`, relative to the root. */
  readonly directory: string
  /**
   * Its files are not in `_data`: that is a mount point, or becomes one as soon as a container uses the volume, because
   * its options name a device or a type. Source: the mount table, and `opts.json` beside `_data`.
   */
  readonly mountedElsewhere: boolean
}

/**
 * Source: `buildkit/metadata_v2.db` joined with `buildkit/snapshots.db` and layerdb; in the containerd store
 * `buildkit/containerd-<snapshotter>/metadata_v2.db`, whose snapshots may lie in another root.
 */
export interface DiskBuildCacheRecord {
  readonly id: string
  readonly type: string
  readonly description: string
  /** Directory with its files, relative to the root; null when it has none of its own. */
  readonly directory: string | null
  /** The image layer that it is, when it is one: then it costs nothing by itself. */
  readonly chainId: ChainId | null
  /** Containerd store: name of the snapshot with its files. Null on a classic driver. */
  readonly snapshot: string | null
  /** Containerd store: digest of its packed form. */
  readonly blob: Digest | null
  /** Containerd store: the chain ID of what it makes. An image's layer of that chain ID is another copy of it. */
  readonly makes: ChainId | null
  /** Its files may still change: a build context, a cache mount, the result of a step that nobody has frozen. */
  readonly mutable: boolean
  /** Records that it is made on top of: BuildKit keeps them for as long as it is there. */
  readonly parents: readonly string[]
  readonly createdAt: string | null
  readonly lastUsedAt: string | null
  /** How often builds took it (`cache.usageCount`); null where nothing is written down. */
  readonly usageCount: number | null
}

/** A snapshot of one of containerd's snapshotters. Source: `meta.db` joined with the snapshotter's `metadata.db`. */
export interface SnapshotFact {
  readonly snapshotter: string
  readonly namespace: string
  /** As the client named it: a chain ID, a container ID, `<container ID>-init`, BuildKit's key, `<key>-view`. */
  readonly name: string
  /** Name of its directory; says nothing by itself. */
  readonly number: number
  readonly kind: 'view' | 'active' | 'committed'
  /** Name of the snapshot below it, in the same namespace. */
  readonly parent: string | null
  /** Allocated bytes, directories included, recorded when it was committed; null for views and active ones. */
  readonly engineSize: number | null
  /** Directory with its files, relative to the root; null for one that has none (a view of `native`). */
  readonly directory: string | null
}

/** A file of the content store. Source: `meta.db`, every namespace, and the blobs themselves where they are JSON. */
export interface ContentBlobFact {
  readonly digest: Digest
  /** Relative to the root. */
  readonly path: string
  /** File length as recorded. */
  readonly size: number | null
  readonly role: BlobRole
  /** containerd's namespaces that know it: `moby` for images, `moby_history` for logs and provenance of builds. */
  readonly namespaces: readonly string[]
  /** `containerd.io/uncompressed`: the diff ID of the layer that it is the packed form of. */
  readonly diffId: DiffId | null
}

export type BlobRole = 'index' | 'manifest' | 'config' | 'layer' | 'attestation' | 'other'

/** What keeps content and snapshots from being collected. Source: `meta.db`. */
export interface LeaseFact {
  readonly id: string
  readonly namespace: string
  /** Of a build, pull or load that may still run (`buildkit/lease.temporary`), or with an end. */
  readonly temporary: boolean
  /** ISO 8601 (`containerd.io/gc.expire`); null: it does not end by itself. */
  readonly expiresAt: string | null
  /** Blobs that it keeps, through references too. */
  readonly blobs: readonly Digest[]
  /** Names of snapshots that it keeps, through references too, without those below them: chains may be long. */
  readonly snapshots: readonly string[]
}

/**
 * Why nobody needs it.
 * `unaccounted`: on disk, and no record names it. `unreferenced`: recorded, and nothing holds it; containerd's collector
 * takes it at its next run, and an unaccounted directory of a snapshotter with it. `removing`: the engine has marked it
 * for removal and did not finish. `leftover-driver`: of a storage driver that this engine does not use any more.
 */
export type OrphanReason = 'unaccounted' | 'unreferenced' | 'removing' | 'leftover-driver'

/** What the files at a place are for. The inventory turns this into a ledger category, an owner and holders. */
export type Purpose =
  | { readonly kind: 'layer'; readonly chainId: ChainId }
  | { readonly kind: 'layer-surroundings'; readonly chainId: ChainId }
  | { readonly kind: 'writable-layer'; readonly containerId: ContainerId }
  | { readonly kind: 'writable-layer-surroundings'; readonly containerId: ContainerId }
  | { readonly kind: 'init-layer'; readonly containerId: ContainerId }
  /** What a snapshotter keeps around it. A classic driver's init layer is one place with all that is around it. */
  | { readonly kind: 'init-layer-surroundings'; readonly containerId: ContainerId }
  /** `snapshotKey` finds records in other roots too; `recordIds` are those that are known to have this directory. */
  | { readonly kind: 'build-cache'; readonly recordIds: readonly string[]; readonly snapshotKey: string }
  | { readonly kind: 'build-cache-surroundings'; readonly recordIds: readonly string[]; readonly snapshotKey: string }
  /** Who holds it is for the inventory to find: images, build cache records and leases may be in several roots. */
  | { readonly kind: 'content-blob'; readonly digest: Digest }
  /** Content and snapshots that only a namespace other than Docker's knows: Kubernetes, nerdctl. */
  | { readonly kind: 'other-namespace'; readonly namespace: string }
  | { readonly kind: 'container-log'; readonly containerId: ContainerId }
  | { readonly kind: 'container-config'; readonly containerId: ContainerId }
  | { readonly kind: 'volume'; readonly name: string }
  | { readonly kind: 'volume-surroundings'; readonly name: string }
  | { readonly kind: 'area'; readonly area: string; readonly category: AreaCategory }
  | { readonly kind: 'orphan'; readonly reason: Exclude<OrphanReason, 'leftover-driver'> }
  /** Anything of a driver that the engine does not use any more: one orphan for each driver. */
  | { readonly kind: 'leftover-driver'; readonly driver: string }
  /** Of the container that reads this very root for us. It is gone before anybody reads the figures: in no ledger. */
  | { readonly kind: 'own-scan' }
  /** Nothing that we know explains it: shown as unattributed. */
  | { readonly kind: 'unexplained' }

/** Categories of parts of a root that belong to the engine and to no single object. */
export type AreaCategory =
  'layer-metadata' | 'build-history' | 'engine-metadata' | 'temporary-files' | 'swarm' | 'plugins'

export interface Place {
  /** Relative to the root, '' for the root itself. A directory or a single file. */
  readonly path: string
  readonly purpose: Purpose
  /**
   * Set when what is here can never change: the key under which its usage is remembered. A second walk with the
   * same key, device and inode of the directory does not walk it again.
   */
  readonly immutableKey: string | null
}

/** Why a place could not be read whole. */
export type Incomplete = Extract<
  Because,
  'permission-denied' | 'read-error' | 'changed-while-reading' | 'mounted-elsewhere'
>

export interface PlaceUsage {
  /** Of this place alone, each inode once within it. What Docker compares with. */
  readonly own: DiskUsage
  /**
   * The part of `own` that another place accounts for, because the same inode is hard linked there too.
   * The ledger counts own - elsewhere, so that each inode of a root is counted once.
   */
  readonly elsewhere: DiskUsage
  /**
   * Newest change (mtime) of any inode in it, directories and the place itself included. Whole milliseconds since 1970,
   * as whoever wrote it set them: an unpacked archive brings its times along. Null: nothing was read, or an older
   * recording does not say; of an incomplete place there may be newer ones.
   */
  readonly modifiedAt: number | null
  /** Something inside could not be read: `own` is a lower bound, and with no inodes nothing is known at all. */
  readonly incomplete: Incomplete | null
  /** Taken from an earlier walk. */
  readonly remembered: boolean
}
