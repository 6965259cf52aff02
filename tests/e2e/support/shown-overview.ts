import type { Figure } from '../../../src-main/model/figure.ts'
import type { DiskView, EngineSummary, FrameView } from '../../../src-main/views/frame.ts'
import { LINES, type Line } from '../../../src-main/views/category-line.ts'
import type { OverviewLine, OverviewView } from '../../../src-main/views/overview.ts'
import { atLeast, exactly, GB, MB, total, unknownFor } from './figures.ts'

export const ENGINE: EngineSummary = {
  endpoint: 'unix:///var/run/docker.sock',
  name: 'workstation',
  version: '28.5.2',
  apiVersion: '1.51',
  storageDriver: 'overlay2',
  imageStore: 'classic',
  rootless: false,
  problems: [],
}

/** Bytes of each line, in the order of the ledger. */
type Cargo = Readonly<Record<Line | 'unattributed', number>>

const WORKSTATION: Cargo = {
  'images-shared': 41_203_118_080,
  'images-unique': 33_587_404_800,
  'writable-layers': 29_402_910_720,
  volumes: 47_811_923_968,
  'build-cache': 37_988_163_584,
  logs: 12_097_130_496,
  metadata: 2_302_525_440,
  others: 0,
  orphans: 9_204_629_504,
  unattributed: 402_653_184,
}

/** What `docker system df` and the layer records say. */
const SAID: Partial<Cargo> = {
  'images-shared': 40.1 * GB,
  'images-unique': 32.8 * GB,
  'writable-layers': 27.6 * GB,
  volumes: 52.3 * GB,
  'build-cache': 51.7 * GB,
}

export interface ShownDisk {
  readonly total: number
  readonly used: number
}

const LARGE_DISK: ShownDisk = { total: 512 * GB, used: 421.4 * GB }

export interface OverviewChoice {
  readonly takenAt: string
  readonly stage?: OverviewView['stage']
  readonly disk?: ShownDisk
  /** Factor on all bytes of Docker's part. */
  readonly scale?: number
  /** Lines that are not exact, and what is known of them. */
  readonly doubt?: Partial<Record<Line | 'unattributed', Figure>>
  readonly gaps?: OverviewView['gaps']
  readonly sample?: boolean
  readonly engine?: EngineSummary | null
  readonly measured?: OverviewView['roots'][number]['measured']
}

export function overviewView(choice: OverviewChoice): OverviewView {
  const { scale = 1, stage = 'whole', doubt = {}, measured = 'whole', engine = ENGINE } = choice
  const lines = LINES.map((line): OverviewLine => lineOf(line, doubt[line], scale))
  const unattributed = doubt.unattributed ?? exactly(WORKSTATION.unattributed * scale)
  const docker = total([...lines.map(({ allocated }) => allocated), unattributed])
  const disk = diskView(choice.disk ?? LARGE_DISK, docker)
  const isWhole = stage === 'whole' && docker.kind === 'exact'
  return {
    takenAt: choice.takenAt,
    sample: choice.sample ?? false,
    stage,
    engine,
    engineBecause: engine === null ? 'No engine answers at unix:///var/run/docker.sock.' : null,
    disks: [disk],
    lines,
    unattributed,
    docker: {
      allocated: docker,
      apparent: total(lines.map(({ apparent }) => apparent)),
      inodes: isWhole ? 1_310_422 : null,
    },
    roots: [
      {
        path: '/var/lib/docker',
        role: 'data-root',
        measured,
        filesystem: disk.filesystem,
        total: { allocated: docker, apparent: docker, inodes: null },
        entries: total(lines.map(({ allocated }) => allocated)),
        unattributed,
        difference: isWhole ? 0 : null,
        sharesExtents: false,
      },
    ],
    largest: measured === 'whole' ? largest(scale) : [],
    comparisons: engine === null ? [] : comparisons(lines, scale),
    layersSize: engine === null ? null : layersSize(scale),
    orphans: measured === 'whole' ? orphans(lines) : [],
    gaps: choice.gaps ?? [],
  }
}

/** Everything but the engine's own words unknown, as without a data root. */
export function unknownEverywhere(because: 'not-measured-yet' | 'permission-denied'): OverviewChoice['doubt'] {
  return Object.fromEntries([...LINES, 'unattributed'].map((line) => [line, unknownFor(because)]))
}

/** Half-way through a walk that goes on, or that was stopped there. */
export function halfMeasured(because: 'not-measured-yet' | 'cancelled' = 'not-measured-yet'): OverviewChoice['doubt'] {
  return {
    'writable-layers': atLeast(18.2 * GB, because),
    volumes: unknownFor(because),
    'build-cache': unknownFor(because),
    metadata: atLeast(1.6 * GB, because),
    orphans: unknownFor(because),
    unattributed: unknownFor(because),
  }
}

export function frameView(view: OverviewView, containers: Figure): FrameView {
  const line = (wanted: Line): Figure =>
    view.lines.find((one) => one.line === wanted)?.allocated ?? unknownFor('no-data-root')
  return {
    engine: view.engine,
    engineBecause: view.engineBecause,
    disks: view.disks,
    totals: {
      docker: view.docker.allocated,
      containers,
      images: total([line('images-shared'), line('images-unique')]),
      volumes: line('volumes'),
      buildCache: line('build-cache'),
      logs: line('logs'),
      orphans: line('orphans'),
    },
  }
}

function lineOf(line: Line, doubt: Figure | undefined, scale: number): OverviewLine {
  const bytes = Math.round(WORKSTATION[line] * scale)
  const said = SAID[line]
  return {
    line,
    allocated: doubt ?? exactly(bytes),
    apparent: doubt ?? exactly(bytes * 0.97),
    inodes: doubt === undefined ? Math.round(bytes / 90_000) : null,
    objects: bytes === 0 ? 0 : line === 'orphans' ? 14 : 94,
    engineSays: said === undefined ? null : Math.round(said * scale),
    parts:
      line === 'metadata'
        ? [
            { category: 'layer-metadata', allocated: exactly(bytes * 0.8) },
            { category: 'container-config', allocated: exactly(bytes * 0.2) },
          ]
        : [],
  }
}

function diskView(disk: ShownDisk, docker: Figure): DiskView {
  const fraction = 0.85
  return {
    filesystem: { type: 'ext4', device: '/dev/nvme0n1p2', mountPoint: '/' },
    roots: ['/var/lib/docker'],
    capacity: { total: disk.total, free: disk.total - disk.used, available: (disk.total - disk.used) * 0.89 },
    used: disk.used,
    docker,
    notDocker: docker.kind === 'exact' ? disk.used - docker.bytes : null,
    loadLine: {
      fraction,
      bytes: Math.round(disk.total * fraction),
      left: Math.round(disk.total * fraction) - disk.used,
    },
  }
}

function comparisons(lines: readonly OverviewLine[], scale: number): OverviewView['comparisons'] {
  const of = (...wanted: readonly Line[]): Figure =>
    total(lines.filter(({ line }) => wanted.includes(line)).map(({ allocated }) => allocated))
  return [
    { what: 'images', engine: exactly(72.9 * GB * scale), allocated: of('images-shared', 'images-unique') },
    { what: 'containers', engine: exactly(27.6 * GB * scale), allocated: of('writable-layers') },
    { what: 'volumes', engine: exactly(52.3 * GB * scale), allocated: of('volumes') },
    { what: 'build-cache', engine: exactly(51.7 * GB * scale), allocated: of('build-cache') },
  ]
}

function layersSize(scale: number): OverviewView['layersSize'] {
  const engine = exactly(72.9 * GB * scale)
  const none = exactly(0)
  return { engine, parts: [{ what: 'image-layers', bytes: engine }], countedTwice: none, unexplained: none }
}

function orphans(lines: readonly OverviewLine[]): OverviewView['orphans'] {
  const allocated = lines.find(({ line }) => line === 'orphans')?.allocated ?? exactly(0)
  return [{ reason: 'unaccounted', collected: false, objects: 14, allocated }]
}

function largest(scale: number): OverviewView['largest'] {
  const object = (
    line: Line,
    owner: OverviewView['largest'][number]['owner'],
    megabytes: number,
  ): OverviewView['largest'][number] => ({
    line,
    owner,
    allocated: exactly(megabytes * MB * scale),
    orphan: line === 'orphans' ? { reason: 'unaccounted', collected: false } : null,
  })
  const container = (name: string, index: number) =>
    ({ kind: 'container', name, id: index.toString(16).padStart(12, 'a').padEnd(64, '0') }) as const
  const layer = (name: string) => ({ kind: 'layer', name, id: `sha256:${name}` }) as const
  return [
    object('volumes', { kind: 'volume', name: 'shop_pgdata', id: 'shop_pgdata' }, 12_400),
    object('logs', container('shop-proxy-1', 7), 8210),
    object('images-shared', layer('RUN apt-get install cuda-runtime-12-6'), 7100),
    object('writable-layers', container('ci-runner-3', 9), 6810),
    object('images-shared', layer('RUN apt-get install cuda-runtime-12-4'), 6800),
    object('volumes', { kind: 'volume', name: 'ci_registry', id: 'ci_registry' }, 5900),
    object('build-cache', { kind: 'build-cache-record', name: '[build 4/9] RUN cargo build', id: 'b1' }, 4900),
    object('orphans', { kind: 'nobody', name: '', id: '/var/lib/docker/overlay2/7be1d0c2a4' }, 4200),
  ]
}
