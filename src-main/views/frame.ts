import { diskOfRoot } from '../model/disk-of-root.ts'
import { atMost, bounded, exact, sumFigures, unknown, type Figure } from '../model/figure.ts'
import type { Inventory, StorageRoot } from '../model/inventory.ts'
import type { Capacity, Filesystem } from '../model/observations.ts'
import type { Line } from './category-line.ts'
import { foldLedgers } from './fold-ledgers.ts'

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

/** Docker and disk makers count in decimal; a disk above this share is one big pull away from trouble. Settable later. */
export const DEFAULT_LOAD_LINE = 0.85

export function viewFrame(inventory: Inventory, loadLine: number = DEFAULT_LOAD_LINE): FrameView {
  const lines = foldLedgers(inventory.roots)
  const of = (...names: readonly Line[]) => sumFigures(names.map((name) => lines.get(name)?.allocated ?? exact(0)))
  return {
    engine: engineSummary(inventory),
    engineBecause: inventory.engineBecause,
    disks: viewDisks(inventory.roots, loadLine),
    totals: {
      docker: sumOver(inventory.roots, allocatedOf),
      containers: of('writable-layers'),
      images: of('images-shared', 'images-unique'),
      volumes: of('volumes'),
      buildCache: of('build-cache'),
      logs: of('logs'),
      orphans: of('orphans'),
    },
  }
}

export function engineSummary({ engine }: Inventory): EngineSummary | null {
  if (engine === null) return null
  const { endpoint, name, version, apiVersion, storageDriver, imageStore, rootless, problems } = engine
  return { endpoint, name, version, apiVersion, storageDriver, imageStore, rootless, problems }
}

/** One disk for each filesystem: roots on the same device share its capacity, and their bytes add up. */
export function viewDisks(roots: readonly StorageRoot[], fraction: number): readonly DiskView[] {
  const byDisk = new Map<string, StorageRoot[]>()
  for (const root of roots) {
    const key = diskOfRoot(root)
    byDisk.set(key, [...(byDisk.get(key) ?? []), root])
  }
  return [...byDisk.values()].flatMap((group) => viewDisk(group, fraction)).sort((a, b) => fullness(b) - fullness(a))
}

function fullness({ used, capacity }: DiskView): number {
  return capacity.total === 0 ? 0 : used / capacity.total
}

function viewDisk(roots: readonly StorageRoot[], fraction: number): readonly DiskView[] {
  const capacity = roots[0]?.capacity ?? null
  if (capacity === null) return []
  const used = capacity.total - capacity.free
  const docker = withinUsed(sumFigures(roots.map(allocatedOf)), used)
  const bytes = Math.floor(capacity.total * fraction)
  return [
    {
      filesystem: roots[0]?.filesystem ?? null,
      roots: roots.map((root) => root.path),
      capacity,
      used,
      docker,
      // The disk moved on while it was read: what is left over is then not exact, but never less than nothing.
      notDocker: docker.kind === 'exact' ? Math.max(0, used - docker.bytes) : null,
      loadLine: { fraction, bytes, left: bytes - used },
    },
  ]
}

/** What snapshots count several times cannot be more than the disk holds. */
function withinUsed(docker: Figure, used: number): Figure {
  return docker.kind === 'at-most' ? atMost(Math.min(docker.bytes, used)) : docker
}

/** A sum over all roots; without any there is nothing to sum, which is not 0 bytes. */
export function sumOver(roots: readonly StorageRoot[], pick: (root: StorageRoot) => Figure): Figure {
  return roots.length === 0 ? unknown('no-data-root') : sumFigures(roots.map(pick))
}

/** A root's whole allocated bytes; a lower bound where something was not read, unknown before the walk. */
export function allocatedOf(root: StorageRoot): Figure {
  return boundedBy(root.ledger.total.allocated, root)
}

/** A sum over a root's ledger, as far as it can be trusted. */
export function boundedBy(bytes: number, { ledger, measured }: StorageRoot): Figure {
  if (ledger.because === null) return exact(bytes)
  return measured === 'not-yet' || measured === 'unreadable' ? unknown(ledger.because) : bounded(bytes, ledger.because)
}
