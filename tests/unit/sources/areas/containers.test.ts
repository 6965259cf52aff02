import { mkdirSync, rmSync, statSync, unlinkSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { DiskReader } from '../../../../src-main/sources/disk/disk-reader.ts'
import { createNodeDiskReader } from '../../../../src-main/sources/disk/node-disk-reader.ts'
import { surveyRoot } from '../../../../src-main/sources/survey-root.ts'
import { gapsOf, hex, makeDataRoot, orphansOf, purposeOf, survey, surveyOf } from '../data-root.ts'

describe('a container', () => {
  it('is what its config and its host config say', async () => {
    const root = makeDataRoot()
    const { id } = root.addContainer('one', undefined, {
      Created: '2026-11-20T23:33:35.5Z',
      Driver: 'overlay2',
      Image: `sha256:${hex('image')}`,
      State: { Running: true, StartedAt: '2026-11-20T23:33:36Z' },
      Config: { Image: 'acme/app:1', Labels: { part: 'web', number: 7 } },
      MountPoints: {
        '/v': { Type: 'volume', Name: 'data', Source: '/root/volumes/data/_data', Destination: '/v' },
        '/b': { Type: 'bind', Source: '/srv/b', Destination: '/b' },
        '/n': { Type: 'npipe', Source: '', Destination: '/n' },
      },
    })
    const LogConfig = { Type: 'json-file', Config: { 'max-size': '10m', 'max-file': '3', odd: 7 } }
    root.write(`containers/${id}/hostconfig.json`, JSON.stringify({ LogConfig }))
    const surveyed = await survey(root)
    expect(surveyed.survey.containers).toEqual([
      {
        id,
        driver: 'overlay2',
        name: 'one',
        image: 'acme/app:1',
        imageId: `sha256:${hex('image')}`,
        state: 'running',
        createdAt: '2026-11-20T23:33:35.5Z',
        labels: { part: 'web' },
        mounts: [
          { type: 'volume', volume: 'data', source: '/root/volumes/data/_data', destination: '/v' },
          { type: 'bind', volume: null, source: '/srv/b', destination: '/b' },
          { type: 'other', volume: null, source: '', destination: '/n' },
        ],
        logging: { driver: 'json-file', options: { 'max-size': '10m', 'max-file': '3' } },
      },
    ])
    expect(surveyed.gaps).toEqual([])
  })

  it.each([
    [{ RemovalInProgress: true, Dead: true }, 'removing'],
    [{ Dead: true }, 'dead'],
    [{ Restarting: true, Running: true }, 'restarting'],
    [{ Paused: true, Running: true }, 'paused'],
    [{ Running: false, StartedAt: '2026-11-20T23:33:36Z' }, 'exited'],
    [{ Running: false, StartedAt: '0001-01-01T00:00:00Z' }, 'created'],
    ['nonsense', 'unknown'],
  ])('with the state %j is %s', async (State, state) => {
    const root = makeDataRoot()
    root.addContainer('one', undefined, { State })
    expect((await survey(root)).survey.containers[0]?.state).toBe(state)
  })

  it('has its logs apart: the first, the rotated and those of the local driver', async () => {
    const root = makeDataRoot()
    const { id } = root.addContainer('one')
    const json = ['json.log', 'json.log.1', 'json.log.2.gz', 'json.log.10'].map((name) => `${id}-${name}`)
    const local = ['container.log', 'container.log.1', 'container.log.2.gz'].map((name) => `local-logs/${name}`)
    const logs = [...json, 'container-cached.log', 'container-cached.log.1', ...local]
    for (const log of [...logs, 'hosts', 'json.log', 'local-logs/other']) root.write(`containers/${id}/${log}`, 'x')
    const surveyed = await survey(root)
    const found = surveyed.survey.places.filter(({ purpose }) => purpose.kind === 'container-log').map((p) => p.path)
    expect(found).toEqual(['local-logs', ...logs].map((log) => `containers/${id}/${log}`))
    expect(surveyed.survey.logFiles.map(({ path, current }) => [path, current])).toEqual(
      logs.map((log) => [`containers/${id}/${log}`, log.endsWith('.log')]),
    )
    const born = statSync(`${root.path}/containers/${id}/${id}-json.log`).birthtimeMs
    expect(surveyed.survey.logFiles[0]).toMatchObject({ containerId: id, bornAt: born > 0 ? born : null })
    expect(purposeOf(surveyed, `containers/${id}`)).toEqual({ kind: 'container-config', containerId: id })
  })
})

describe('a container config that cannot be understood', () => {
  it.each(['', '{"ID":"half', '[]', 'null', '7', '\0\0\0'])('like %j is a gap, and nobody is accused', async (text) => {
    const root = makeDataRoot()
    const whole = root.addContainer('whole')
    const { id } = root.addContainer('damaged')
    root.write(`containers/${id}/config.v2.json`, text)
    const surveyed = await survey(root)
    expect(gapsOf(surveyed, root)).toEqual([`damaged containers/${id}/config.v2.json`])
    expect(surveyed.survey.containers.map((container) => container.id)).toEqual([whole.id])
    expect(surveyed.survey.writableLayers).toHaveLength(2)
    expect(orphansOf(surveyed)).toEqual([])
  })

  it('as its fields are all of the wrong type gives what can be told without them', async () => {
    const root = makeDataRoot()
    const nonsense = {
      Name: 7,
      Driver: 3,
      Image: {},
      Created: 'yesterday',
      Config: [],
      State: 'up',
      MountPoints: [1, null],
    }
    const { id } = root.addContainer('one', undefined, nonsense)
    const unknown = { name: id.slice(0, 12), image: '', imageId: null, state: 'unknown', createdAt: null, mounts: [] }
    const nothing = { driver: null, labels: {}, logging: null }
    expect((await survey(root)).survey.containers).toEqual([{ ...unknown, id, ...nothing }])
  })
})

describe('a directory of containers/ without a config', () => {
  it('is an orphan', async () => {
    const root = makeDataRoot()
    root.addContainer('whole')
    const { id } = root.addContainer('left')
    unlinkSync(`${root.path}/containers/${id}/config.v2.json`)
    expect(orphansOf(await survey(root))).toEqual([[`containers/${id}`, 'unaccounted']])
  })

  it('is told with what is in it, and with its logs, which are no places of their own', async () => {
    const root = makeDataRoot()
    const { id } = root.addContainer('left')
    unlinkSync(`${root.path}/containers/${id}/config.v2.json`)
    for (const name of ['hosts', `${id}-json.log`]) root.write(`containers/${id}/${name}`, 'x')
    const { survey: found } = await survey(root)
    const path = `containers/${id}`
    expect(found.orphans).toEqual([{ path, names: [`${id}-json.log`, 'hosts'], entries: 2 }])
    expect(found.logFiles.map((file) => file.path)).toEqual([`${path}/${id}-json.log`])
    expect(found.places.filter(({ purpose }) => purpose.kind === 'container-log')).toEqual([])
  })

  it('is left alone when it has not the name of a container', async () => {
    const root = makeDataRoot()
    mkdirSync(`${root.path}/containers/backup of mine`)
    const surveyed = await survey(root)
    expect([orphansOf(surveyed), surveyed.survey.containers]).toEqual([[], []])
  })

  it('is nothing when it goes while it is read', async () => {
    const root = makeDataRoot()
    const { id } = root.addContainer('going')
    const reader = createNodeDiskReader()
    const removing: DiskReader = {
      ...reader,
      list(path) {
        if (path === `${root.path}/containers/${id}`) rmSync(path, { recursive: true })
        return reader.list(path)
      },
    }
    const surveyed = await surveyRoot(removing, surveyOf(root.path))
    expect([orphansOf(surveyed), surveyed.survey.containers, surveyed.gaps]).toEqual([[], [], []])
  })
})
