import type { ContainersView } from '../../../src-main/views/containers.ts'
import { REPORT_SCHEMA, type Report, type ReportContainer, type ReportLayer } from '../../../src-main/views/report.ts'
import { exactly, MB } from './figures.ts'

const STEPS: readonly [string, number, number][] = [
  ['/bin/sh -c #(nop) ADD file:6c3d in /', 80, 11],
  ['RUN /bin/sh -c apt-get install build-essential # buildkit', 2300, 6],
  ['RUN /bin/sh -c install-go 1.23 # buildkit', 610, 3],
  ['COPY runner/ /opt/runner # buildkit', 212, 1],
]

/** A report that has what the page asks it for: each container's layers and directory. */
export function reportFor(view: ContainersView): Report {
  return {
    schema: REPORT_SCHEMA,
    takenAt: view.takenAt,
    sample: view.sample,
    stage: 'whole',
    engine: null,
    roots: [],
    containers: view.rows.map(containerOf),
    images: [],
    layers: STEPS.map(layerOf),
    volumes: [],
    buildCache: [],
    blobs: [],
    snapshots: [],
    leases: [],
    orphans: [],
  }
}

function containerOf(row: ContainersView['rows'][number]): ReportContainer {
  const nothing = { allocated: 0, apparent: 0 }
  return {
    id: row.id,
    name: row.name,
    image: row.image,
    imageId: row.imageId,
    state: row.state,
    createdAt: row.createdAt,
    writable: nothing,
    engineSizeRw: 0,
    engineSizeRootFs: 0,
    virtual: nothing,
    init: nothing,
    surroundings: nothing,
    logs: nothing,
    config: nothing,
    volumes: [],
    layers: STEPS.map((_, index) => chainId(index)),
    directory: `/var/lib/docker/overlay2/${row.id}/diff`,
  }
}

function layerOf([createdBy, megabytes, images]: (typeof STEPS)[number], index: number): ReportLayer {
  const bytes = exactly(megabytes * MB)
  return {
    chainId: chainId(index),
    diffId: null,
    cacheId: chainId(index),
    parent: index === 0 ? null : chainId(index - 1),
    directory: `/var/lib/docker/overlay2/${index}/diff`,
    engineSize: megabytes * MB,
    createdBy,
    images: Array.from({ length: images }, (_, n) => `sha256:${n}`),
    containers: [],
    buildCache: [],
    copies: {
      blobs: [],
      packed: { allocated: 0, apparent: 0 },
      records: [],
      cached: { allocated: 0, apparent: 0 },
      freed: { byImages: 0, byBuildCache: 0, byBoth: 0 },
    },
    allocated: bytes.kind === 'exact' ? bytes.bytes : null,
    apparent: megabytes * MB,
  }
}

function chainId(index: number): string {
  return `sha256:${index.toString(16).padStart(64, '5')}`
}
