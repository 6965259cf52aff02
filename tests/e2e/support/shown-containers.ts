import type { AttachedVolume, ContainerRow, ContainersView } from '../../../src-main/views/containers.ts'
import { exactly, GB, KB, MB, total, unknownUsageFor, usage } from './figures.ts'

/** Project, name, state, image, writable MB, image GB, of it shared GB, log MB, volume GB. */
type Plain = readonly [string, string, ContainerRow['state'], string, number, number, number, number, number]

const PLAIN: readonly Plain[] = [
  ['shop', 'shop-api-1', 'running', 'acme/shop-api:3.14', 2140, 1.31, 1.14, 312, 0],
  ['shop', 'shop-api-2', 'running', 'acme/shop-api:3.14', 1980, 1.31, 1.14, 305, 0],
  ['shop', 'shop-worker-1', 'running', 'acme/shop-api:3.14', 1310, 1.31, 1.14, 188, 0],
  ['shop', 'shop-search-1', 'running', 'opensearch:2.17', 940, 1.62, 0, 122, 4.6],
  ['shop', 'shop-db-1', 'running', 'postgres:16', 63, 0.43, 0.07, 41, 12.4],
  ['shop', 'shop-mail-1', 'exited', 'axllent/mailpit:1.20', 12, 0.05, 0, 3, 0],
  ['shop', 'shop-proxy-1', 'running', 'nginx:1.27', 2, 0.19, 0.07, 8210, 0],
  ['shop', 'shop-cache-1', 'running', 'redis:7.4', 0, 0.12, 0.07, 9, 0.1],
  ['ci', 'ci-runner-3', 'running', 'acme/ci-runner:4.2', 6810, 6.32, 5.48, 455, 0],
  ['ci', 'ci-runner-1', 'running', 'acme/ci-runner:4.2', 3120, 6.32, 5.48, 114, 0],
  ['ci', 'ci-runner-2', 'paused', 'acme/ci-runner:4.2', 2860, 6.32, 5.48, 101, 0],
  ['ci', 'ci-nightly-1', 'exited', 'acme/ci-runner:4.1', 2210, 6.27, 5.48, 340, 0],
  ['ci', 'ci-dind-1', 'running', 'docker:28-dind', 214, 0.38, 0, 73, 1.2],
  ['ci', 'ci-registry-1', 'running', 'registry:2', 1, 0.03, 0, 64, 5.9],
  ['ml', 'ml-train-7', 'exited', 'acme/ml-train:2.2', 2460, 13.9, 13.28, 96, 0],
  ['ml', 'ml-notebook-1', 'running', 'acme/ml-notebook:1.9', 1290, 14.66, 13.28, 22, 0.1],
  ['ml', 'ml-label-1', 'dead', 'acme/ml-label:0.3', 710, 9.98, 9.08, 48, 0],
  ['ml', 'ml-minio-1', 'restarting', 'minio:2024-11', 1, 0.17, 0, 14, 3.3],
  ['metrics', 'metrics-grafana-1', 'running', 'grafana:11.3', 44, 0.49, 0, 17, 0.1],
  ['metrics', 'metrics-loki-1', 'running', 'loki:3.2', 6, 0.12, 0, 38, 0.2],
  ['metrics', 'metrics-prometheus-1', 'running', 'prometheus:2.55', 1, 0.29, 0, 21, 2.6],
  ['analytics', 'analytics-airflow-worker-1', 'running', 'acme/airflow:2.10', 255, 2.41, 1.91, 121, 0],
  ['analytics', 'analytics-clickhouse-1', 'running', 'clickhouse:24.10', 18, 0.93, 0, 88, 2.1],
  ['', 'api-db-test', 'running', 'postgres:16', 1120, 0.43, 0.07, 88, 0],
  ['', 'pg-upgrade', 'exited', 'postgres:15', 540, 0.42, 0.07, 212, 0],
  ['', 'scratch', 'created', 'debian:12-slim', 0, 0.07, 0.07, 0, 0],
]

export function plainRows(): readonly ContainerRow[] {
  return PLAIN.map((plain, index) => rowOf(plain, index))
}

/** As many containers as asked for, all different. */
export function manyRows(count: number): readonly ContainerRow[] {
  return Array.from({ length: count }, (_, index) => {
    const [project, name, state, image, writable, all, shared, log, volume] = PLAIN[index % PLAIN.length]!
    const round = Math.floor(index / PLAIN.length)
    const plain: Plain = [project, `${name}-${round}`, state, image, writable / (1 + round), all, shared, log, volume]
    return rowOf(plain, index)
  })
}

/** Names and images that would be markup if they were not text, and figures that nobody knows. */
export function hostileRows(): readonly ContainerRow[] {
  const rows = [...plainRows()]
  const [first, second, third] = rows
  rows.splice(
    0,
    3,
    { ...first!, name: '<script>window.broken = 1</script>', image: '<img src=x onerror="window.broken = 2">' },
    {
      ...second!,
      name: `${'very-long-name-'.repeat(9)}end`,
      project: '"><b onclick=alert(1)>&amp; {{ 7 * 7 }}',
    },
    {
      ...third!,
      writable: unknownUsageFor('permission-denied'),
      logs: unknownUsageFor('read-error'),
      own: { kind: 'at-least', bytes: 57_344, because: 'permission-denied' },
      leftOut: { kind: 'unknown', because: 'permission-denied' },
      virtual: { ...third!.virtual, allocated: { kind: 'at-least', bytes: 1.31 * GB, because: 'permission-denied' } },
      engineSizeRw: { kind: 'unknown', because: 'engine-did-not-say' },
    },
  )
  return rows
}

export function containersView(rows: readonly ContainerRow[], takenAt: string, sample = false): ContainersView {
  const sum = (part: 'writable' | 'logs' | 'config' | 'init' | 'surroundings') => ({
    allocated: total(rows.map((row) => row[part].allocated)),
    apparent: total(rows.map((row) => row[part].apparent)),
    inodes: null,
  })
  const volumes = new Map(rows.flatMap((row) => row.volumes.map((volume) => [volume.name, volume.allocated] as const)))
  return {
    takenAt,
    sample,
    imageStore: 'classic',
    rows,
    totals: {
      containers: rows.length,
      running: rows.filter(({ state }) => ['running', 'paused', 'restarting'].includes(state)).length,
      writable: sum('writable'),
      engineSizeRw: total(rows.map((row) => row.engineSizeRw)),
      logs: sum('logs'),
      config: sum('config'),
      init: sum('init'),
      surroundings: sum('surroundings'),
      attached: total([...volumes.values()]),
      own: total(rows.map((row) => row.own)),
      leftOut: total(rows.map((row) => row.leftOut)),
    },
  }
}

function rowOf(plain: Plain, index: number): ContainerRow {
  const [project, name, state, image, writableMb, allGb, sharedGb, logMb, volumeGb] = plain
  const writable = usage(writableMb * MB, writableMb === 0 ? 0 : 40 + index)
  const logs = usage(logMb * MB, 1)
  const [config, init, surroundings] = [usage(11 * KB, 8), usage(0, 9), usage(300, 6)]
  const own = total([writable, logs, config, init, surroundings].map(({ allocated }) => allocated))
  const said = writableMb * MB + (index % 9 === 4 ? 4096 : 0)
  return {
    id: (index + 1).toString(16).padStart(12, 'a').padEnd(64, '0'),
    name,
    image,
    imageId: `sha256:${(index % 20).toString(16).padStart(64, '7')}`,
    state,
    createdAt: '2026-11-02T08:15:00.000Z',
    changedAt: null,
    project: project === '' ? null : project,
    writable,
    engineSizeRw: exactly(said),
    engineSizeRootFs: exactly(said + allGb * GB * 0.99),
    virtual: usage(writableMb * MB + allGb * GB, 30_000),
    sharedLayers: exactly(sharedGb * GB),
    uniqueLayers: exactly((allGb - sharedGb) * GB),
    logs,
    config,
    init,
    surroundings,
    volumes: volumesOf(name, volumeGb),
    attached: exactly(volumeGb * GB),
    own,
    leftOut: own.kind === 'exact' ? exactly(own.bytes - said) : own,
  }
}

function volumesOf(name: string, gigabytes: number): readonly AttachedVolume[] {
  if (gigabytes === 0) return []
  const share = gigabytes * GB
  return [
    { name: `${name}_state`, anonymous: false, allocated: exactly(share * 0.9), containers: 2 },
    { name: 'f'.repeat(64), anonymous: true, allocated: exactly(share * 0.1), containers: 1 },
  ]
}
