import type { UsageFigure } from '../../../src-main/model/figure.ts'
import type { ContainerRow, ContainersView } from '../../../src-main/views/containers.ts'
import type { OverviewRoot, OverviewView } from '../../../src-main/views/overview.ts'
import { exactly, GB, MB, total } from './figures.ts'
import { ENGINE } from './shown-overview.ts'

/** The same workstation with the containerd image store, whose containerd is the system's and others use it too. */
export function overviewOfStore(view: OverviewView, parts: StoreParts = {}): OverviewView {
  const lines = view.lines.map((line): OverviewView['lines'][number] => {
    switch (line.line) {
      case 'images-shared':
      case 'images-unique': {
        const [layers, content] =
          line.line === 'images-shared'
            ? (['image-shared', 'content-shared'] as const)
            : (['image-unique', 'content-unique'] as const)
        const packed = line.line === 'images-shared' ? 11.2 * GB : 8.7 * GB
        const bytes = line.allocated.kind === 'exact' ? line.allocated.bytes : 0
        return {
          ...line,
          parts: [
            { category: layers, allocated: exactly(bytes - packed) },
            { category: content, allocated: exactly(packed) },
          ],
        }
      }
      case 'others':
        return { ...line, objects: 3, allocated: exactly(0.6 * GB), apparent: exactly(0.5 * GB) }
      case 'metadata':
        return { ...line, allocated: exactly((line.allocated.kind === 'exact' ? line.allocated.bytes : 0) - 0.6 * GB) }
      default:
        return line
    }
  })
  return {
    ...view,
    engine: { ...ENGINE, storageDriver: parts.snapshotter ?? 'overlayfs', imageStore: 'containerd' },
    lines,
    comparisons: view.comparisons.map((one) => {
      if (one.what === 'images') return { ...one, engine: exactly(132.4 * GB + 2.1 * MB) }
      if (one.what === 'containers') return { ...one, engine: one.allocated }
      return one.what === 'build-cache' ? { ...one, engine: exactly(1.9 * GB) } : one
    }),
    layersSize: {
      engine: exactly(132.4 * GB + 2.1 * MB),
      parts: [
        { what: 'image-layers', bytes: exactly(54.9 * GB) },
        { what: 'build-cache', bytes: exactly(28.2 * GB) },
        { what: 'writable-layers', bytes: exactly(29.4 * GB) },
        { what: 'init-layers', bytes: exactly(2.1 * MB) },
        { what: 'other', bytes: exactly(0) },
        { what: 'content', bytes: exactly(19.9 * GB) },
      ],
      countedTwice: exactly(57.6 * GB),
      unexplained: exactly(0),
    },
    roots: twoRoots(view, parts),
    orphans: ORPHANS,
    largest: [...LEFT_OVER, ...view.largest.filter(({ line }) => line !== 'orphans')].sort(bySize),
  }
}

export interface StoreParts {
  readonly snapshotter?: string
}

function twoRoots({ roots: [root], disks }: OverviewView, { snapshotter }: StoreParts): readonly OverviewRoot[] {
  if (root === undefined) return []
  const sharesExtents = snapshotter === 'btrfs'
  const part = (bytes: number, atMost: boolean): UsageFigure => ({
    allocated: atMost ? { kind: 'at-most', bytes, because: 'extents-shared' } : exactly(bytes),
    apparent: exactly(bytes),
    inodes: null,
  })
  return [
    { ...root, total: part(62.3 * GB, false) },
    {
      ...root,
      path: '/var/lib/containerd',
      role: 'containerd',
      filesystem: disks[0]?.filesystem ?? null,
      total: part(151.7 * GB, sharesExtents),
      sharesExtents,
    },
  ]
}

const ORPHANS: OverviewView['orphans'] = [
  { reason: 'unaccounted', collected: false, objects: 2, allocated: exactly(0.9 * GB) },
  { reason: 'unaccounted', collected: true, objects: 1, allocated: exactly(0.4 * GB) },
  { reason: 'unreferenced', collected: true, objects: 10, allocated: exactly(1.5 * GB) },
  { reason: 'leftover-driver', collected: false, objects: 1, allocated: exactly(6.4 * GB) },
]

const LEFT_OVER: OverviewView['largest'] = [
  {
    line: 'orphans',
    owner: { kind: 'driver', id: 'overlay2', name: 'overlay2' },
    allocated: exactly(6.4 * GB),
    orphan: { reason: 'leftover-driver', collected: false },
  },
  {
    line: 'orphans',
    owner: { kind: 'nobody', name: '', id: 'io.containerd.snapshotter.v1.overlayfs/snapshots/1093' },
    allocated: exactly(4.1 * GB),
    orphan: { reason: 'unreferenced', collected: true },
  },
  {
    line: 'images-unique',
    owner: { kind: 'content-blob', id: `sha256:${'4e'.repeat(32)}`, name: 'layer 4e4e4e4e4e4e' },
    allocated: exactly(5.6 * GB),
    orphan: null,
  },
]

type Largest = OverviewView['largest'][number]

function bySize(a: Largest, b: Largest): number {
  const bytes = ({ allocated }: Largest) => (allocated.kind === 'unknown' ? 0 : allocated.bytes)
  return bytes(b) - bytes(a)
}

/** Docker's sizes are blocks there, and virtual sizes hold the init layer. */
export function containersOfStore(view: ContainersView): ContainersView {
  const rows = view.rows.map((row, index): ContainerRow => {
    const { writable, sharedLayers, uniqueLayers, own } = row
    // A running container wrote on while one of the two counted.
    const said = index % 9 === 4 ? total([writable.allocated, exactly(4096)]) : writable.allocated
    const init = exactly(20_480)
    const around: UsageFigure = { allocated: exactly(24_576), apparent: exactly(0), inodes: 11 }
    const leftOut = own.kind === 'exact' && said.kind === 'exact' ? exactly(own.bytes - said.bytes) : own
    return {
      ...row,
      engineSizeRw: said,
      engineSizeRootFs: total([said, sharedLayers, uniqueLayers, init]),
      init: around,
      virtual: { ...row.virtual, allocated: total([writable.allocated, sharedLayers, uniqueLayers, init]) },
      leftOut,
    }
  })
  const sum = (pick: (row: ContainerRow) => ContainerRow['own']) => total(rows.map(pick))
  const totals = {
    ...view.totals,
    engineSizeRw: sum((row) => row.engineSizeRw),
    leftOut: sum((row) => row.leftOut),
  }
  return { ...view, imageStore: 'containerd', rows, totals }
}
