import type { ChainId, Digest, ImageId } from './identifiers.ts'
import type { DiskContainer, DiskManifest, EngineContainer, EngineImage, HistoryStep } from './observations.ts'

/** An image as engine and disk together know it. */
export interface KnownImage {
  readonly id: ImageId
  readonly references: readonly string[]
  readonly createdAt: string | null
  /** A hidden parent left by the legacy builder. */
  readonly intermediate: boolean
  readonly chainIds: readonly ChainId[]
  readonly createdBy: readonly (string | null)[]
  readonly history: readonly HistoryStep[]
  readonly parentId: ImageId | null
  /** A root's metadata knows it, and so its layers. */
  readonly onDisk: boolean
  readonly driver: string | null
  /** Containerd store only. */
  readonly manifests: readonly DiskManifest[]
  readonly content: readonly Digest[]
  readonly attached: readonly Digest[]
  /** See `DiskImage`. */
  readonly incomplete: boolean
  readonly engine: EngineImage | null
}

/** A container as engine and disk together know it. */
export interface KnownContainer extends DiskContainer {
  /** A root's metadata knows it, by its config or by its writable layer. */
  readonly onDisk: boolean
  readonly engine: EngineContainer | null
  readonly chainIds: readonly ChainId[]
}
