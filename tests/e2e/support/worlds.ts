import type { AppState, EngineChoice, Failure } from '../../../src-main/contract/app-state.ts'
import type { Inventory } from '../../../src-main/model/inventory.ts'
import type { ContainersView } from '../../../src-main/views/containers.ts'
import type { ImageDetail } from '../../../src-main/views/image-detail.ts'
import type { ImagesView } from '../../../src-main/views/images.ts'
import type { OverviewView } from '../../../src-main/views/overview.ts'
import type { WhatIfObject, WhatIfView } from '../../../src-main/views/what-if.ts'
import { GB, unknownUsageFor } from './figures.ts'
import { containersView, hostileRows, manyRows, plainRows } from './shown-containers.ts'
import { containersOfStore, overviewOfStore } from './shown-store.ts'
import { frameView, halfMeasured, overviewView, unknownEverywhere, type OverviewChoice } from './shown-overview.ts'
import type { ShownFiles } from './answer-files.ts'
import { workstation, type ReclaimWorld } from './shown-reclaim.ts'

/** One state of the application, with the views that go with it. Null: there is no inventory yet. */
export interface World {
  /** The docker CLI's contexts; or the question is never answered, or fails. */
  readonly engines?: readonly EngineChoice[] | 'slow' | 'broken'
  readonly state: AppState
  readonly overview: OverviewView | null
  readonly containers: ContainersView | null
  /** What the lists of volumes, build cache, logs and orphans show; a made-up disk unless it is given. */
  readonly listed?: Inventory
  readonly images?: ImagesView
  readonly imageDetails?: (id: string) => ImageDetail | null
  readonly whatIf?: (objects: readonly WhatIfObject[]) => WhatIfView
  /** What every place of it holds; null or none: there are no files to see. */
  readonly files?: ShownFiles | null
  /** What could go. */
  readonly reclaim?: ReclaimWorld
}

const TAKEN_AT = new Date(new Date().setHours(14, 32, 0, 0)).toISOString()

export const FAILURES = {
  unreachable: {
    code: 'engine-unreachable',
    context: { endpoint: 'unix:///var/run/docker.sock' },
    message: 'connect ECONNREFUSED /var/run/docker.sock',
  },
  noRight: {
    code: 'permission-denied',
    context: { path: '/var/lib/docker' },
    message: "EACCES: permission denied, opendir '/var/lib/docker'",
  },
  /** The same where it can be read in other ways. */
  closed: {
    code: 'permission-denied',
    context: { path: '/var/lib/docker', ways: 'container,sudo,pkexec' },
    message: "EACCES: permission denied, opendir '/var/lib/docker'",
  },
  died: {
    code: 'engine-died',
    context: { endpoint: 'unix:///var/run/docker.sock' },
    message: 'socket hang up',
  },
} as const satisfies Readonly<Record<string, Failure>>

const choice = (name: string, change: Partial<EngineChoice>): EngineChoice => ({
  name,
  description: null,
  endpoint: null,
  current: false,
  problem: null,
  ...change,
})

/** Contexts of a docker CLI, one of which cannot be used. */
export const ENGINES: readonly EngineChoice[] = [
  choice('default', { endpoint: 'unix:///var/run/docker.sock', current: true }),
  choice('build-host', { endpoint: 'ssh://ops@build.example', description: 'The team’s builder' }),
  choice('old-laptop', { problem: 'ca.pem is missing in its TLS files' }),
  choice('rootless', { endpoint: 'unix:///run/user/1000/docker.sock' }),
]

const GAPS: OverviewView['gaps'] = [
  { path: '/var/lib/docker/overlay2/7be1d0c2a4/diff', reason: 'read-error', detail: 'EIO: i/o error, scandir' },
  {
    path: '/var/lib/docker/containers/3c0d51',
    reason: 'permission-denied',
    detail: 'EACCES: permission denied, opendir',
  },
]

function world(choice: Partial<OverviewChoice>, rows: ContainersView['rows'], state: Partial<AppState> = {}): World {
  const overview = overviewView({ takenAt: TAKEN_AT, ...choice })
  const containers = containersView(rows, TAKEN_AT, choice.sample)
  return {
    overview,
    containers,
    state: {
      subject: { kind: 'default' },
      canChoose: false,
      revision: 1,
      source: choice.sample === true ? 'sample' : 'engine',
      stage: overview.stage,
      progress: null,
      takenAt: TAKEN_AT,
      stale: false,
      live: true,
      failures: [],
      frame: frameView(overview, containers.totals.own),
      ...state,
    },
  }
}

function nothing(state: Partial<AppState>): World {
  return {
    overview: null,
    containers: null,
    state: {
      subject: { kind: 'default' },
      canChoose: false,
      revision: 0,
      source: 'none',
      stage: 'starting',
      progress: null,
      takenAt: null,
      stale: false,
      live: false,
      failures: [],
      frame: null,
      ...state,
    },
  }
}

/** Containers before or without a walk: only Docker's figures are there. */
function unmeasuredRows(because: 'not-measured-yet' | 'permission-denied'): ContainersView['rows'] {
  const none = unknownUsageFor(because)
  const unknown = none.allocated
  return plainRows().map((row) => ({
    ...row,
    writable: none,
    virtual: none,
    logs: none,
    config: none,
    init: none,
    surroundings: none,
    sharedLayers: unknown,
    uniqueLayers: unknown,
    attached: row.volumes.length === 0 ? row.attached : unknown,
    volumes: row.volumes.map((volume) => ({ ...volume, allocated: unknown })),
    own: unknown,
    leftOut: unknown,
  }))
}

/** The containerd image store, beside a classic driver that was left behind. */
function storeWorld(snapshotter: string): World {
  const classic = world({}, plainRows())
  const overview = overviewOfStore(overviewView({ takenAt: TAKEN_AT }), { snapshotter })
  const containers = containersOfStore(containersView(plainRows(), TAKEN_AT))
  return {
    overview,
    containers,
    state: { ...classic.state, frame: frameView(overview, containers.totals.own) },
  }
}

/** The engine answers, and its data root is closed to us. */
export function closedWorld(failures: readonly Failure[]): World {
  const doubt = unknownEverywhere('permission-denied') ?? {}
  const gaps = failures.flatMap(({ context: { path }, message }) =>
    typeof path === 'string' ? [{ path, reason: 'permission-denied' as const, detail: message }] : [],
  )
  return world({ doubt, gaps, measured: 'unreadable' }, unmeasuredRows('permission-denied'), { failures })
}

/** Every state that a page can be in. */
export const WORLDS = {
  starting: () => nothing({}),
  metadata: () =>
    world(
      { stage: 'metadata', doubt: unknownEverywhere('not-measured-yet') ?? {}, measured: 'not-yet' },
      unmeasuredRows('not-measured-yet'),
      { stage: 'metadata' },
    ),
  measuring: () =>
    world({ stage: 'measuring', doubt: halfMeasured() ?? {}, measured: 'partly' }, plainRows(), {
      stage: 'measuring',
      progress: { inodes: 498_210, allocated: 106.7 * GB, placesDone: 410, places: 1000 },
    }),
  whole: () => world({}, plainRows()),
  small: () => world({ scale: 88.3e6 / 214e9, disk: { total: 252.4 * GB, used: 17.6 * GB } }, plainRows()),
  over: () => world({ disk: { total: 512 * GB, used: 449.9 * GB } }, plainRows(), { stale: true }),
  cancelled: () =>
    world({ stage: 'cancelled', doubt: halfMeasured('cancelled') ?? {}, measured: 'cancelled' }, plainRows(), {
      stage: 'cancelled',
    }),
  failed: () => nothing({ stage: 'failed', failures: [FAILURES.unreachable] }),
  died: () => world({}, plainRows(), { stale: true, live: false, failures: [FAILURES.died] }),
  'no-right': () => closedWorld([FAILURES.noRight]),
  closed: () => closedWorld([FAILURES.closed]),
  'disk-alone': () =>
    world({ engine: null }, plainRows(), { source: 'disk', live: false, failures: [FAILURES.unreachable] }),
  sample: () =>
    world({ sample: true, scale: 88.3e6 / 214e9, disk: { total: 252.4 * GB, used: 17.6 * GB } }, plainRows(), {
      live: false,
      failures: [FAILURES.unreachable],
    }),
  gaps: () =>
    world(
      {
        gaps: GAPS,
        doubt: { 'writable-layers': { kind: 'at-least', bytes: 24.1 * GB, because: 'read-error' } },
      },
      plainRows(),
    ),
  containerd: () => storeWorld('overlayfs'),
  btrfs: () => storeWorld('btrfs'),
  empty: () => world({}, []),
  many: () => world({}, manyRows(10_000)),
  hostile: () => world({}, hostileRows()),
} as const satisfies Readonly<Record<string, () => World>>

/** A measured world with what could go in it. */
export function reclaimWorld(change: Partial<ReclaimWorld> = {}, from: WorldName = 'whole'): World {
  return { ...WORLDS[from](), reclaim: workstation(change) }
}

export type WorldName = keyof typeof WORLDS
