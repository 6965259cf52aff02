import type { DiskUsage } from './disk-usage.ts'
import type { Because } from './figure.ts'
import type { Gap } from './gap.ts'
import type { CacheId, ChainId, ContainerId, DiffId, ImageId } from './identifiers.ts'

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
  readonly containers: readonly EngineContainer[]
  readonly images: readonly EngineImage[]
  readonly volumes: readonly EngineVolume[]
  readonly buildCache: readonly EngineBuildCacheRecord[]
  /** `/system/df` LayersSize: what `docker system df` totals images with. Null until it answered. */
  readonly layersSize: number | null
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
  readonly size: number | null
  readonly sharedSize: number | null
}

export interface EngineVolume {
  readonly name: string
  readonly driver: string
  readonly mountpoint: string
  readonly createdAt: string | null
  readonly labels: Readonly<Record<string, string>>
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
  places: [],
})

/** One read-only layer of a classic driver. Source: `image/<driver>/layerdb/sha256/<chain id>/`. */
export interface LayerFact {
  readonly chainId: ChainId
  readonly diffId: DiffId | null
  readonly cacheId: CacheId
  readonly parent: ChainId | null
  /** `size` file: apparent bytes at creation, never recomputed by the engine. Null: missing or damaged. */
  readonly engineSize: number | null
  /** Directory with the layer's files, relative to the root. */
  readonly directory: string
  readonly driver: string
}

/** A container's own layer. Source: `image/<driver>/layerdb/mounts/<container>/`. */
export interface WritableLayerFact {
  readonly containerId: ContainerId
  readonly directory: string
  /** Chain ID of the image's top layer; null for an image without layers. */
  readonly parent: ChainId | null
  readonly driver: string
}

/** Source: `image/<driver>/imagedb` and `repositories.json`. */
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
}

/** Source: `containers/<id>/config.v2.json`. */
export interface DiskContainer {
  readonly id: ContainerId
  readonly name: string
  readonly image: string
  readonly imageId: ImageId | null
  readonly state: ContainerState
  readonly createdAt: string | null
  readonly labels: Readonly<Record<string, string>>
  readonly mounts: readonly ContainerMount[]
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

/** Source: `buildkit/metadata_v2.db` joined with `buildkit/snapshots.db` and layerdb. */
export interface DiskBuildCacheRecord {
  readonly id: string
  readonly type: string
  readonly description: string
  /** Directory with its files, relative to the root; null when it has none of its own. */
  readonly directory: string | null
  /** The image layer that it is, when it is one: then it costs nothing by itself. */
  readonly chainId: ChainId | null
  readonly createdAt: string | null
  readonly lastUsedAt: string | null
}

/**
 * Why nobody needs it: no record names it, or the engine has already marked it for removal and did not finish.
 */
export type OrphanReason = 'unaccounted' | 'removing'

/** What the files at a place are for. The inventory turns this into a ledger category, an owner and holders. */
export type Purpose =
  | { readonly kind: 'layer'; readonly chainId: ChainId }
  | { readonly kind: 'layer-surroundings'; readonly chainId: ChainId }
  | { readonly kind: 'writable-layer'; readonly containerId: ContainerId }
  | { readonly kind: 'writable-layer-surroundings'; readonly containerId: ContainerId }
  | { readonly kind: 'init-layer'; readonly containerId: ContainerId }
  | { readonly kind: 'build-cache'; readonly recordIds: readonly string[]; readonly snapshotKey: string }
  | { readonly kind: 'build-cache-surroundings'; readonly recordIds: readonly string[]; readonly snapshotKey: string }
  | { readonly kind: 'container-log'; readonly containerId: ContainerId }
  | { readonly kind: 'container-config'; readonly containerId: ContainerId }
  | { readonly kind: 'volume'; readonly name: string }
  | { readonly kind: 'volume-surroundings'; readonly name: string }
  | { readonly kind: 'area'; readonly area: string; readonly category: AreaCategory }
  | { readonly kind: 'orphan'; readonly reason: OrphanReason }
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
  /** Something inside could not be read: `own` is a lower bound, and with no inodes nothing is known at all. */
  readonly incomplete: Incomplete | null
  /** Taken from an earlier walk. */
  readonly remembered: boolean
}
