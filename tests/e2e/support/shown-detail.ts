import type { ContainerDetailView, DetailLayer } from '../../../src-main/views/container-detail.ts'
import type { ContainerRow, ContainersView } from '../../../src-main/views/containers.ts'
import type { LogRow } from '../../../src-main/views/logs.ts'
import { exactly, MB, usage } from './figures.ts'

/** Step, MB, images. Lowest first. */
type Step = readonly [string, number, number]

const STEPS: readonly Step[] = [
  ['/bin/sh -c #(nop) ADD file:6c3d in /', 80, 11],
  ['RUN /bin/sh -c apt-get install build-essential # buildkit', 2300, 6],
  ['RUN /bin/sh -c install-go 1.23 # buildkit', 610, 3],
  ['COPY runner/ /opt/runner # buildkit', 212, 1],
]

/** What a made-up container's page shows beside its row; null when there is no such container. */
export function detailFor({ takenAt, rows, imageStore }: ContainersView, id: string): ContainerDetailView | null {
  const row = rows.find((candidate) => candidate.id === id)
  if (row === undefined) return null
  const stored = imageStore === 'containerd'
  const packed = STEPS.reduce((sum, step) => sum + packedOf(step), 0)
  const cached = STEPS.slice(2).reduce((sum, [, megabytes]) => sum + megabytes * MB, 0)
  return {
    takenAt,
    id,
    layers: STEPS.map((step, index) => layerOf(step, index, stored)).reverse(),
    copies: stored ? { packed: exactly(packed), cached: exactly(cached) } : null,
    directory: `/var/lib/docker/overlay2/${id}/diff`,
    frees: row.own,
    log: logOf(row),
    besides: rows.filter((other) => other.id !== id && other.image === row.image).map(({ name }) => name),
    mounts: [
      ...row.volumes.map(({ name, anonymous, allocated, containers }) => ({
        type: 'volume' as const,
        volume: name,
        source: `/var/lib/docker/volumes/${name}/_data`,
        destination: '/data',
        allocated,
        anonymous,
        containers,
      })),
      {
        type: 'bind',
        volume: null,
        source: '/var/run/docker.sock',
        destination: '/var/run/docker.sock',
        allocated: null,
        anonymous: false,
        containers: 0,
      },
    ],
  }
}

/** Three files, of which two were rotated. */
function logOf({ id, name, state, project, logs }: ContainerRow): LogRow {
  const bytes = logs.allocated.kind === 'unknown' ? 0 : logs.allocated.bytes
  const files = [0.56, 0.22, 0.22].map((share, index) => ({
    name: `${id.slice(0, 12)}-json.log${index === 0 ? '' : `.${index}`}`,
    path: `/var/lib/docker/containers/${id}/${id}-json.log${index === 0 ? '' : `.${index}`}`,
    current: index === 0,
    usage: usage(bytes * share, 1),
    bornAt: null,
    changedAt: null,
  }))
  return {
    ...{ id, name, kind: 'container', state, project, driver: 'json-file', options: {}, warns: false, usage: logs },
    limit: { kind: 'size', maxSize: '100m', maxFile: '3', ownDefault: false },
    ...{ files: bytes === 0 ? [] : files, pace: { kind: 'unknown', because: 'left-behind' }, changedAt: null },
    directory: `/var/lib/docker/containers/${id}`,
  }
}

const packedOf = ([, megabytes]: Step): number => Math.round(megabytes * 0.38 * MB)

/** The upper ones were built here: the build cache has them once more. */
function layerOf(step: Step, index: number, stored: boolean): DetailLayer {
  const [createdBy, megabytes, images] = step
  const built = stored && index >= 2
  const bytes = megabytes * MB
  const cached = built ? bytes : 0
  const packed = stored ? packedOf(step) : 0
  return {
    chainId: `sha256:${index.toString(16).padStart(64, '5')}`,
    createdBy,
    usage: { ...usage(bytes), allocated: exactly(bytes) },
    initOf: null,
    directory: `/var/lib/docker/overlay2/${index}/diff`,
    sharedWith: Array.from({ length: images - 1 }, (_, n) => `acme/image-${n}:1`),
    packed: stored ? exactly(packed) : null,
    cached: built ? exactly(cached) : null,
    freed: {
      byImages: exactly(index === 3 ? bytes + packed : 0),
      byBuildCache: exactly(cached),
      byBoth: exactly(bytes + packed + cached),
    },
  }
}
