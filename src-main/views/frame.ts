import type { Figure } from '../model/figure.ts'
import type { Capacity, Filesystem } from '../model/observations.ts'

/** What stands around every page: which engine, and the disk with its load line. */
export interface FrameView {
  readonly engine: EngineSummary | null
  /** Why there is no engine; one sentence. */
  readonly engineBecause: string | null
  /** One per filesystem that holds a storage root; the fullest first. */
  readonly disks: readonly DiskView[]
  /** Allocated bytes behind each page of the navigation. */
  readonly totals: {
    readonly docker: Figure
    readonly containers: Figure
    readonly images: Figure
    readonly volumes: Figure
    readonly buildCache: Figure
    readonly logs: Figure
    readonly orphans: Figure
  }
}

export interface EngineSummary {
  readonly endpoint: string
  readonly name: string
  readonly version: string
  readonly apiVersion: string
  readonly storageDriver: string
  readonly imageStore: 'classic' | 'containerd'
  readonly rootless: boolean
  readonly problems: readonly string[]
}

/** A filesystem, Docker's part of it, and the mark that says how full it may get. */
export interface DiskView {
  readonly filesystem: Filesystem | null
  readonly roots: readonly string[]
  readonly capacity: Capacity
  /** total - free: reserved blocks count as free here, as in `df`. */
  readonly used: number
  /** Allocated bytes of all storage roots on it. */
  readonly docker: Figure
  /** used - docker; null while docker is not exact. */
  readonly notDocker: number | null
  readonly loadLine: {
    /** Share of the total that may be used. */
    readonly fraction: number
    readonly bytes: number
    /** Bytes until the load line; negative once it is passed. */
    readonly left: number
  }
}
