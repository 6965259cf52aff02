import { expect, it } from 'vitest'
import { exact } from '../../../../src-main/model/figure.ts'
import type { ContainerState } from '../../../../src-main/model/observations.ts'
import { containerLogs } from '../../../../src-main/prune/kinds/container-logs.ts'
import { aContainer } from '../../../helpers/builders/disk-says.ts'
import { groundsOf } from '../../../helpers/builders/grounds.ts'
import { aRoot, held } from '../../../helpers/builders/observed.ts'

interface Logs {
  readonly driver: string | null
  readonly state?: ContainerState
  /** Bytes of each file, the current one first. */
  readonly files: Readonly<Record<string, number>>
}

function world({ driver, state = 'running', files }: Logs) {
  const names = Object.keys(files)
  const path = (name: string) => `containers/web/${name}`
  return {
    roots: [
      aRoot({
        says: {
          containers: [aContainer('web', { state, logging: driver === null ? null : { driver, options: {} } })],
          logFiles: names.map((name, i) => ({ containerId: 'web', path: path(name), current: i === 0, bornAt: null })),
        },
        holds: names.map((name) => held(path(name), { kind: 'container-log', containerId: 'web' }, files[name] ?? 0)),
      }),
    ],
  }
}

const find = (logs: Logs) => containerLogs.candidates(groundsOf(world(logs))).map(({ name, ways }) => [name, ...ways])

it('cuts the file that json-file writes to, and removes what it rotated', () => {
  const files = { 'web-json.log': 100, 'web-json.log.1': 20, 'web-json.log.2.gz': 3 }
  expect(find({ driver: 'json-file', files })).toEqual([
    ['web/web-json.log', 'truncate', 'compress'],
    ['web/web-json.log.1', 'remove', 'compress'],
    ['web/web-json.log.2.gz', 'remove', 'compress'],
  ])
})

it('never cuts the file of the local driver: half a record is none', () => {
  expect(find({ driver: 'local', files: { 'container.log': 100, 'container.log.1': 20 } })).toEqual([
    ['web/container.log.1', 'remove', 'compress'],
  ])
})

it('cuts nothing of a container whose driver nobody knows, or that is being removed', () => {
  expect(find({ driver: null, files: { 'web-json.log': 100 } })).toEqual([])
  expect(find({ driver: 'journald', files: { 'container-cached.log': 100 } })).toEqual([])
  expect(find({ driver: 'json-file', state: 'removing', files: { 'web-json.log': 1, 'web-json.log.1': 1 } })).toEqual(
    [],
  )
})

it('leaves out what is empty, and what is being packed', () => {
  expect(find({ driver: 'json-file', files: { 'web-json.log': 0, 'web-json.log.tmp': 5 } })).toEqual([])
})

it('has the file by its absolute path in its root, and all its bytes', () => {
  const [found] = containerLogs.candidates(groundsOf(world({ driver: 'json-file', files: { 'web-json.log': 100 } })))
  expect(found).toMatchObject({
    target: {
      type: 'log-file',
      containerId: 'web',
      path: '/var/lib/docker/containers/web/web-json.log',
      root: '/var/lib/docker',
      current: true,
    },
    why: { because: 'log-current', with: 'web' },
    risk: 'data',
    alone: exact(100),
  })
})
