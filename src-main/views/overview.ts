import type { Figure, UsageFigure } from '../model/figure.ts'
import type { Gap } from '../model/gap.ts'
import type { StorageRoot } from '../model/inventory.ts'
import type { Category } from '../model/category.ts'
import type { Owner } from '../model/ledger.ts'
import type { Filesystem, RootRole } from '../model/observations.ts'
import type { Line } from './category-line.ts'
import type { DiskView, EngineSummary } from './frame.ts'

export interface OverviewView {
  readonly takenAt: string
  readonly sample: boolean
  readonly stage: 'metadata' | 'measuring' | 'whole' | 'cancelled'
  readonly engine: EngineSummary | null
  readonly engineBecause: string | null
  readonly disks: readonly DiskView[]
  /** The ledger of all roots, folded; always all lines, in their order. */
  readonly lines: readonly OverviewLine[]
  readonly unattributed: Figure
  /** All lines plus unattributed. */
  readonly docker: UsageFigure
  readonly roots: readonly OverviewRoot[]
  /** Single objects by allocated bytes, largest first, at most twelve. */
  readonly largest: readonly LargestObject[]
  /** What the engine's own figures say beside ours. */
  readonly comparisons: readonly Comparison[]
  readonly gaps: readonly Gap[]
}

export interface OverviewLine {
  readonly line: Line
  readonly allocated: Figure
  readonly apparent: Figure
  readonly inodes: number | null
  /** Ledger entries in it. */
  readonly objects: number
  /** What the engine says of it, for as long as allocated is not exact; null when it says nothing comparable. */
  readonly engineSays: number | null
  /** The categories folded into it that hold anything. */
  readonly parts: readonly { readonly category: Category; readonly allocated: Figure }[]
}

export interface OverviewRoot {
  readonly path: string
  readonly role: RootRole
  readonly measured: StorageRoot['measured']
  readonly filesystem: Filesystem | null
  readonly total: UsageFigure
  readonly entries: Figure
  readonly unattributed: Figure
  /** total - entries - unattributed: 0 whenever the root was read whole. Null until then. */
  readonly difference: number | null
}

export interface LargestObject {
  readonly owner: Owner
  readonly line: Line
  readonly allocated: Figure
}

/** One of the engine's sums beside ours of the same objects, with the reason why they differ. */
export interface Comparison {
  readonly what: 'images' | 'containers' | 'volumes' | 'build-cache'
  /** What `docker system df` prints as SIZE. */
  readonly engine: Figure
  /** Allocated bytes in the ledger. */
  readonly allocated: Figure
}
