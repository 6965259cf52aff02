import { expect, it } from 'vitest'
import { exact } from '../../../src-main/model/figure.ts'
import type { Inventory } from '../../../src-main/model/inventory.ts'
import type { ContainerMount } from '../../../src-main/model/observations.ts'
import { adviseOn } from '../../../src-main/prune/advice.ts'
import { aContainer, aRecord, aVolume, aWritableLayer } from '../../helpers/builders/disk-says.ts'
import { anEngine } from '../../helpers/builders/engine-says.ts'
import { groundsOf } from '../../helpers/builders/grounds.ts'
import { aRoot, held, type Held } from '../../helpers/builders/observed.ts'

const GB = 1_000_000_000
const COMPOSE = { 'com.docker.compose.project': 'shop', 'com.docker.compose.service': 'web' }

const inventoryOf = (says: NonNullable<Parameters<typeof aRoot>[0]>['says'], ...holds: readonly Held[]): Inventory =>
  groundsOf({ engine: anEngine(), roots: [aRoot({ says: says ?? {}, holds })] }).inventory

const logOf = (containerId: string, bytes: number) =>
  held(`${containerId}-log`, { kind: 'container-log', containerId }, bytes)

it('limits logs that nothing cuts off, for the engine and for each container', () => {
  const logging = { driver: 'json-file', options: {} }
  const limited = { driver: 'json-file', options: { 'max-size': '10m' } }
  const inventory = inventoryOf(
    {
      containers: [
        aContainer('web', { logging, labels: COMPOSE }),
        aContainer('job', { logging }),
        aContainer('small', { logging }),
        aContainer('limited', { logging: limited }),
        aContainer('local', { logging: { driver: 'local', options: {} } }),
      ],
    },
    ...[logOf('web', GB), logOf('job', 2 * GB), logOf('small', 1000), logOf('limited', GB), logOf('local', GB)],
  )
  expect(adviseOn(inventory)).toEqual([
    {
      about: 'log-limit',
      name: '',
      allocated: exact(3 * GB),
      place: '/etc/docker/daemon.json',
      lines: `{
  "log-driver": "json-file",
  "log-opts": {
    "max-size": "10m",
    "max-file": "3"
  }
}`,
    },
    {
      about: 'log-limit',
      name: 'job',
      allocated: exact(2 * GB),
      place: 'docker run',
      lines: '--log-driver json-file --log-opt max-size=10m --log-opt max-file=3',
    },
    {
      about: 'log-limit',
      name: 'web',
      allocated: exact(GB),
      place: 'compose.yaml',
      lines: `services:
  web:
    logging:
      driver: json-file
      options:
        max-size: "10m"
        max-file: "3"`,
    },
  ])
})

it('gives what grows in a container a volume', () => {
  const inventory = inventoryOf(
    {
      containers: [aContainer('web', { labels: COMPOSE }), aContainer('job')],
      writableLayers: [aWritableLayer('web'), aWritableLayer('job')],
    },
    held('web', { kind: 'writable-layer', containerId: 'web' }, 2 * GB),
    held('job', { kind: 'writable-layer', containerId: 'job' }, GB),
  )
  const placeholder = '/PATH-THAT-GROWS'
  expect(adviseOn(inventory).map(({ about, place, lines, growing }) => ({ about, place, lines, growing }))).toEqual([
    {
      ...{ about: 'writable-growth', growing: { container: 'web', placeholder } },
      place: 'compose.yaml',
      lines: `services:
  web:
    volumes:
      - web-data:/PATH-THAT-GROWS
volumes:
  web-data:`,
    },
    {
      about: 'writable-growth',
      growing: { container: 'job', placeholder },
      place: 'docker run',
      lines: '-v job-data:/PATH-THAT-GROWS',
    },
  ])
})

it('does not look for what grows in full copies, which hold the image’s files too', () => {
  const native = { directory: 'io.containerd.snapshotter.v1.native/snapshots/5', driver: 'native' }
  const inventory = inventoryOf(
    { containers: [aContainer('copy')], writableLayers: [aWritableLayer('copy', native)] },
    held('copy', { kind: 'writable-layer', containerId: 'copy' }, 2 * GB),
  )
  expect(adviseOn(inventory).map(({ growing }) => growing)).toEqual([
    { container: null, placeholder: '/PATH-THAT-GROWS' },
  ])
})

it('keeps out of a context what no build needs, and out of layers what is loaded down again', () => {
  const record = (id: string, bytes: number) =>
    held(id, { kind: 'build-cache', recordIds: [id], snapshotKey: id }, bytes)
  const inventory = inventoryOf(
    {
      buildCache: [
        aRecord('context', { type: 'source.local' }),
        aRecord('apt', { description: 'mount / from exec /bin/sh -c apt-get update && apt-get install -y git' }),
        aRecord('npm', { description: '[web 2/4] RUN npm ci' }),
        aRecord('npm-old', { description: '[web 2/4] RUN npm install' }),
        aRecord('mount', { type: 'exec.cachemount', description: 'cached mount /root/.npm from npm ' }),
      ],
    },
    ...[record('context', GB), record('apt', GB), record('npm', 2 * GB), record('npm-old', 5), record('mount', 9 * GB)],
  )
  expect(adviseOn(inventory).map(({ place, lines, allocated }) => [place, lines, allocated])).toEqual([
    ['.dockerignore', expect.stringMatching(/^\.git\nnode_modules\n/), exact(GB)],
    [
      'Dockerfile',
      `RUN \\
    --mount=type=cache,target=/var/cache/apt,sharing=locked \\
    --mount=type=cache,target=/var/lib/apt,sharing=locked \\
    apt-get update && apt-get install -y git`,
      exact(GB),
    ],
    ['Dockerfile', 'RUN \\\n    --mount=type=cache,target=/root/.npm \\\n    npm ci', exact(2 * GB + 5)],
  ])
})

it('has the command of a registry that runs here, for its own version', () => {
  const mount = (volume: string): ContainerMount => ({
    ...{ type: 'volume', volume, source: '', destination: '/var/lib/registry' },
  })
  const registry = (name: string, image: string, change: Parameters<typeof aContainer>[1] = {}) =>
    aContainer(name, { image, ...change })
  const inventory = inventoryOf(
    {
      containers: [
        registry('old', 'registry:2.8', { mounts: [mount('blobs')] }),
        registry('new', 'docker.io/library/registry:3'),
        registry('newest', 'registry'),
        registry('off', 'registry:2', { state: 'exited' }),
        registry('other', 'acme/registry:2'),
      ],
      volumes: [aVolume('blobs')],
    },
    held('blobs', { kind: 'volume', name: 'blobs' }, 700),
  )
  const command = (name: string, config: string) =>
    `docker exec ${name} registry garbage-collect --delete-untagged ${config}`
  expect(adviseOn(inventory).map(({ name, place, lines }) => [name, place, lines])).toEqual([
    ['new', 'sh', command('new', '/etc/distribution/config.yml')],
    ['newest', 'sh', command('newest', '/etc/distribution/config.yml')],
    ['old', 'sh', command('old', '/etc/docker/registry/config.yml')],
  ])
  expect(adviseOn(inventory)[2]?.allocated).toEqual(exact(700))
})

it('has nothing to say where nothing is large', () => {
  expect(adviseOn(inventoryOf({ containers: [aContainer('web')] }))).toEqual([])
})
