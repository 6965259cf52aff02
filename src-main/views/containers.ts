import type { Figure, UsageFigure } from '../model/figure.ts'
import type { ContainerState } from '../model/observations.ts'

export interface ContainersView {
  readonly takenAt: string
  readonly sample: boolean
  readonly rows: readonly ContainerRow[]
  readonly totals: ContainerTotals
}

export interface ContainerRow {
  readonly id: string
  readonly name: string
  readonly image: string
  readonly imageId: string | null
  readonly state: ContainerState
  readonly createdAt: string | null
  /** Compose project (`com.docker.compose.project`), null outside one. */
  readonly project: string | null
  /** The writable layer. Apparent is what `docker ps -s` prints as SIZE. */
  readonly writable: UsageFigure
  readonly engineSizeRw: Figure
  readonly engineSizeRootFs: Figure
  /** Writable layer plus the image's layers. Never summed over containers. */
  readonly virtual: UsageFigure
  /** Allocated bytes of the image's layers that other images use too, and of those that only this image uses. */
  readonly sharedLayers: Figure
  readonly uniqueLayers: Figure
  readonly logs: UsageFigure
  readonly config: UsageFigure
  /** Init layer and the driver's own files around the writable layer. */
  readonly init: UsageFigure
  readonly surroundings: UsageFigure
  readonly volumes: readonly AttachedVolume[]
  /** Allocated bytes of the attached volumes, each once. */
  readonly attached: Figure
  /** Allocated bytes that exist because of this container alone: writable + logs + config + init + surroundings. */
  readonly own: Figure
  /** own minus what `docker ps -s` says: what the CLI leaves out. */
  readonly leftOut: Figure
}

export interface AttachedVolume {
  readonly name: string
  readonly anonymous: boolean
  readonly allocated: Figure
  /** How many containers mount it, this one included. */
  readonly containers: number
}

/** Sums over all containers. Virtual is absent on purpose: shared layers would count many times. */
export interface ContainerTotals {
  readonly containers: number
  readonly running: number
  readonly writable: UsageFigure
  readonly engineSizeRw: Figure
  readonly logs: UsageFigure
  readonly config: UsageFigure
  readonly init: UsageFigure
  readonly surroundings: UsageFigure
  /** Allocated bytes of all volumes that some container mounts, each volume once. */
  readonly attached: Figure
  readonly own: Figure
  readonly leftOut: Figure
}
