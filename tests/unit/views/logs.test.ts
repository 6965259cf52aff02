import { describe, expect, it } from 'vitest'
import { buildInventory } from '../../../src-main/model/build-inventory.ts'
import { exact } from '../../../src-main/model/figure.ts'
import type { LogFileFact, LogSettings } from '../../../src-main/model/observations.ts'
import { LARGE_LOG, viewLogs, type LogsView } from '../../../src-main/views/logs.ts'
import { aContainer } from '../../helpers/builders/disk-says.ts'
import { anEngine, engineContainer } from '../../helpers/builders/engine-says.ts'
import { aRoot, anUnreadableRoot, bytes, held, observed, type Held } from '../../helpers/builders/observed.ts'

const HOUR = 3_600_000
const NOON = Date.UTC(2026, 10, 21, 12)

interface Written {
  readonly name: string
  readonly length: number
  readonly bornAt: number | null
  readonly modifiedAt: number | null
}

const fact = ({ name, bornAt }: Written): LogFileFact => {
  return { containerId: 'c', path: `containers/c/${name}`, current: name.endsWith('.log'), bornAt }
}
const place = ({ name, length, modifiedAt }: Written): Held => {
  const usage = { own: bytes(Math.ceil(length / 4096) * 4096, length), modifiedAt }
  return held(`containers/c/${name}`, { kind: 'container-log', containerId: 'c' }, usage)
}

function logsOf(files: readonly Written[], logging: LogSettings | null = null): LogsView {
  const says = { containers: [aContainer('c', { logging })], logFiles: files.map(fact) }
  return viewLogs(buildInventory(observed({ roots: [aRoot({ says, holds: files.map(place) })] })))
}

const file = (name: string, change: Partial<Written> = {}): Written => {
  return { name, length: 1000, bornAt: NOON - 24 * HOUR, modifiedAt: NOON, ...change }
}

describe('a log', () => {
  it('has each of its files by itself, and their sums', () => {
    const files = [file('c-json.log', { length: 10 }), file('c-json.log.1', { length: 5000, modifiedAt: NOON - HOUR })]
    const [row] = logsOf(files).rows
    expect(
      row?.files.map(({ name, current, usage, changedAt }) => [name, current, usage?.allocated, changedAt]),
    ).toEqual([
      ['c-json.log', true, exact(4096), '2026-11-21T12:00:00.000Z'],
      ['c-json.log.1', false, exact(8192), '2026-11-21T11:00:00.000Z'],
    ])
    expect(row).toMatchObject({
      usage: { allocated: exact(12_288), apparent: exact(5010) },
      changedAt: '2026-11-21T12:00:00.000Z',
      directory: '/var/lib/docker/containers/c',
    })
  })

  it.each([
    ['json-file', {}, { kind: 'none' }],
    ['json-file', { 'max-size': '-1' }, { kind: 'none' }],
    ['json-file', { 'max-size': '10m' }, { kind: 'size', maxSize: '10m', maxFile: '1', ownDefault: false }],
    [
      'json-file',
      { 'max-size': '10m', 'max-file': '3' },
      { kind: 'size', maxSize: '10m', maxFile: '3', ownDefault: false },
    ],
    ['local', {}, { kind: 'size', maxSize: '20m', maxFile: '5', ownDefault: true }],
    ['local', { 'max-size': '1g' }, { kind: 'size', maxSize: '1g', maxFile: '5', ownDefault: false }],
    ['local', { 'max-size': '-1' }, { kind: 'none' }],
    ['journald', {}, { kind: 'elsewhere' }],
    ['none', {}, { kind: 'elsewhere' }],
  ])('of the driver %s with %j is limited by %j', (driver, options, limit) => {
    expect(logsOf([], { driver, options }).rows[0]?.limit).toEqual(limit)
  })

  it('of nobody knows which driver has no limit that is known', () => {
    expect(logsOf([]).rows[0]).toMatchObject({ driver: null, limit: { kind: 'unknown' } })
  })

  it('is warned of where nothing cuts it off and it is large', () => {
    const warns = (length: number, options: Readonly<Record<string, string>>) =>
      logsOf([file('c-json.log', { length })], { driver: 'json-file', options }).rows[0]?.warns
    const limited = { 'max-size': '1g' }
    expect([warns(LARGE_LOG, {}), warns(LARGE_LOG - 8192, {}), warns(LARGE_LOG, limited)]).toEqual([true, false, false])
  })

  it('is asked of the engine where there is no disk', () => {
    const logging = { driver: 'syslog', options: { 'syslog-address': 'udp://x' } }
    const engine = anEngine({ containers: [engineContainer('c', { logging })] })
    const { rows } = viewLogs(buildInventory(observed({ engine, roots: [anUnreadableRoot()] })))
    expect(rows[0]).toMatchObject({ ...logging, files: [], pace: { because: 'no-files' } })
  })
})

describe('the pace of a log', () => {
  const paceOf = (...files: readonly Written[]) => logsOf(files).rows[0]?.pace

  it('is the length of its files over the time from the oldest birth to the newest write', () => {
    const rotated = file('c-json.log.1', { length: 3000, bornAt: NOON - 48 * HOUR, modifiedAt: NOON - 24 * HOUR })
    expect(paceOf(file('c-json.log'), rotated)).toEqual({
      kind: 'known',
      bytesADay: 2000,
      from: '2026-11-19T12:00:00.000Z',
      to: '2026-11-21T12:00:00.000Z',
    })
  })

  it.each([
    ['no-files', []],
    ['compressed', [file('c-json.log'), file('c-json.log.1.gz')]],
    ['no-birth', [file('c-json.log', { bornAt: null })]],
    ['not-read', [file('c-json.log', { modifiedAt: null })]],
    ['copied', [file('c-json.log', { bornAt: NOON + HOUR })]],
    ['too-young', [file('c-json.log', { bornAt: NOON - HOUR + 1 })]],
  ] as const)('is not known for %s', (because, files) => {
    expect(paceOf(...files)).toEqual({ kind: 'unknown', because })
  })
})

describe('a log that was left behind', () => {
  const ID = 'ab'.repeat(32)
  const directory = `containers/${ID}`
  const says = {
    logFiles: [{ containerId: ID, path: `${directory}/${ID}-json.log`, current: true, bornAt: null }],
  }
  const orphan = held(directory, { kind: 'orphan', reason: 'unaccounted' }, { own: bytes(8192, 77), modifiedAt: NOON })
  const view = viewLogs(buildInventory(observed({ roots: [aRoot({ says, holds: [orphan] })] })))

  it('is the whole directory, with its files by name', () => {
    expect(view.rows).toMatchObject([
      {
        id: ID,
        kind: 'left-behind',
        driver: 'json-file',
        usage: { allocated: exact(8192) },
        files: [{ name: `${ID}-json.log`, usage: null }],
        changedAt: '2026-11-21T12:00:00.000Z',
        directory: `/var/lib/docker/${directory}`,
      },
    ])
  })

  it('is in no sum of logs: it stands with the orphans', () => {
    expect(view.total.allocated).toEqual(exact(0))
  })
})
