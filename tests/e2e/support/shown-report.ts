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
    layers: STEPS.map((step, index) => layerOf(step, index, view.imageStore === 'containerd')),
    volumes: [],
    buildCache: [],
    blobs: view.imageStore === 'containerd' ? STEPS.map(blobOf) : [],
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
    logging: null,
    logFiles: [],
    changedAt: null,
    config: nothing,
    volumes: [],
    layers: STEPS.map((_, index) => chainId(index)),
    directory: `/var/lib/docker/overlay2/${row.id}/diff`,
  }
}

type Step = (typeof STEPS)[number]

const packedOf = ([, megabytes]: Step): number => Math.round(megabytes * 0.38 * MB)

function blobOf(step: Step, index: number): Report['blobs'][number] {
  return {
    digest: digest(index),
    role: 'layer',
    path: `/var/lib/containerd/io.containerd.content.v1.content/blobs/sha256/${index}`,
    engineSize: packedOf(step),
    namespaces: ['moby'],
    diffId: null,
    images: [],
    buildCache: [],
    leases: [],
    allocated: packedOf(step),
    apparent: packedOf(step),
  }
}

/** The upper ones were built here: the build cache has them once more. */
function copiesOf(step: Step, index: number, stored: boolean): ReportLayer['copies'] {
  const nothing = { allocated: 0, apparent: 0 }
  const bytes = step[1] * MB
  const built = stored && index >= 2
  const cached = built ? bytes : 0
  const packed = stored ? packedOf(step) : 0
  return {
    blobs: stored ? [digest(index)] : [],
    packed: stored ? { allocated: packed, apparent: packed } : nothing,
    records: built ? [`record ${index}`] : [],
    cached: { allocated: cached, apparent: cached },
    freed: { byImages: index === 3 ? bytes + packed : 0, byBuildCache: cached, byBoth: bytes + packed + cached },
  }
}

function layerOf(step: Step, index: number, stored: boolean): ReportLayer {
  const [createdBy, megabytes, images] = step
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
    copies: copiesOf(step, index, stored),
    allocated: bytes.kind === 'exact' ? bytes.bytes : null,
    apparent: megabytes * MB,
  }
}

function digest(index: number): string {
  return `sha256:${index.toString(16).padStart(64, 'd')}`
}

function chainId(index: number): string {
  return `sha256:${index.toString(16).padStart(64, '5')}`
}
