import { NO_USAGE, type DiskUsage } from '../../../src-main/model/disk-usage.ts'
import type {
  Observations,
  PlaceUsage,
  Purpose,
  RootObservation,
  RootSurvey,
} from '../../../src-main/model/observations.ts'

/** A place of a root with what the walk found there; null: nothing was found, or it was not walked. */
export interface Held {
  readonly path: string
  readonly purpose: Purpose
  readonly usage: PlaceUsage | null
}

/** What a place holds: bytes on disk, or usage in full. Without more, file lengths are the same and it is one inode. */
export function held(path: string, purpose: Purpose, usage: number | Partial<PlaceUsage> | null): Held {
  if (usage === null) return { path, purpose, usage }
  const known = typeof usage === 'number' ? { own: bytes(usage) } : usage
  return {
    path,
    purpose,
    usage: { own: NO_USAGE, elsewhere: NO_USAGE, modifiedAt: null, incomplete: null, remembered: false, ...known },
  }
}

export function bytes(allocated: number, apparent = allocated, inodes = 1): DiskUsage {
  return { allocated, apparent, inodes }
}

export interface RootParts extends Partial<Omit<RootObservation, 'survey' | 'usages'>> {
  readonly says?: Partial<Omit<RootSurvey, 'places'>>
  readonly holds?: readonly Held[]
}

/** A data root that was read whole, on an ext4 of its own. */
export function aRoot({ says = {}, holds = [], ...change }: RootParts = {}): RootObservation {
  return {
    path: '/var/lib/docker',
    role: 'data-root',
    filesystem: { type: 'ext4', device: '/dev/sda1', mountPoint: '/' },
    capacity: { total: 1_000_000, free: 600_000, available: 550_000 },
    measured: 'whole',
    gaps: [],
    looks: 1,
    ...change,
    survey: {
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
      ...says,
      places: holds.map(({ path, purpose }) => ({ path, purpose, immutableKey: null })),
    },
    usages: holds.map(({ usage }) => usage),
  }
}

/** A root that could not be opened: nothing is known of what it holds. */
export function anUnreadableRoot(): RootObservation {
  const gap = { path: '/var/lib/docker', reason: 'permission-denied', detail: 'it is not open to us' } as const
  return aRoot({ measured: 'unreadable', filesystem: null, capacity: null, gaps: [gap] })
}

export function observed(change: Partial<Observations> = {}): Observations {
  const engineBecause = (change.engine ?? null) === null ? 'No engine was asked.' : null
  return {
    takenAt: '2026-11-21T08:00:00.000Z',
    sample: false,
    engine: null,
    engineBecause,
    roots: [],
    ...change,
  }
}
