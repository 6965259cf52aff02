import type { UsageFigure, Figure } from './figure.ts'
import type { Gap } from './gap.ts'
import type { CacheId, ChainId, ContainerId, DiffId, ImageId } from './identifiers.ts'
import type { Holder, Ledger } from './ledger.ts'
import type { Capacity, ContainerMount, ContainerState, Filesystem, OrphanReason, RootRole } from './observations.ts'

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
  readonly orphans: readonly Orphan[]
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
  readonly problems: readonly string[]
}

/** A directory tree on one filesystem that a ledger accounts for. */
export interface StorageRoot {
  readonly path: string
  readonly role: RootRole
  readonly filesystem: Filesystem | null
  readonly capacity: Capacity | null
  readonly measured: 'not-yet' | 'partly' | 'whole' | 'cancelled' | 'unreadable'
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
  /** The layer's files (overlay2: `diff/`), without the driver's own files beside them. */
  readonly usage: UsageFigure
  /** layerdb's `size`: apparent bytes when the layer was made. */
  readonly engineSize: Figure
  /** The Dockerfile step that made it, from the image's history. */
  readonly createdBy: string | null
  /** Images that have it in their chain; intermediate ones included. */
  readonly images: readonly ImageId[]
  readonly containers: readonly ContainerId[]
  readonly buildCacheRecords: readonly string[]
}

export interface Image {
  readonly id: ImageId
  readonly references: readonly string[]
  readonly createdAt: string | null
  readonly intermediate: boolean
  readonly dangling: boolean
  /** All its layers. Never summed over images. */
  readonly virtual: UsageFigure
  /** The part of virtual in layers that at least one other image also uses, by the engine's own rule of who counts. */
  readonly shared: UsageFigure
  readonly unique: UsageFigure
  readonly engineSize: Figure
  readonly engineSharedSize: Figure
  readonly containers: readonly ContainerId[]
  /** Lowest first. */
  readonly layers: readonly ChainId[]
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
  readonly engineSizeRw: Figure
  readonly engineSizeRootFs: Figure
  /** Writable layer plus all read-only layers of its image; never summed over containers. */
  readonly virtual: UsageFigure
  /** The `-init` layer, with the driver's files around it. In no figure of the engine's. */
  readonly init: UsageFigure
  readonly logs: UsageFigure
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

export interface Volume {
  readonly name: string
  readonly driver: string
  readonly anonymous: boolean
  readonly createdAt: string | null
  readonly labels: Readonly<Record<string, string>>
  readonly directory: string | null
  /** Files of `_data`. */
  readonly usage: UsageFigure
  readonly engineSize: Figure
  readonly containers: readonly ContainerId[]
}

export interface BuildCacheRecord {
  readonly id: string
  readonly type: string
  readonly description: string
  readonly inUse: boolean | null
  /** It is an image's layer too: removing the record alone frees nothing. */
  readonly shared: boolean | null
  readonly engineSize: Figure
  /** Files of its directory; when it is an image's layer, those are the layer's, and removing the record alone frees nothing. */
  readonly usage: UsageFigure
  readonly directory: string | null
  readonly chainId: ChainId | null
  readonly createdAt: string | null
  readonly lastUsedAt: string | null
}

/** Bytes nobody needs: on disk, and named by no image, container or build cache record, or left over from a removal. */
export interface Orphan {
  readonly path: string
  readonly reason: OrphanReason
  readonly usage: UsageFigure
}

export type { Holder }
