import { mkdirSync, rmSync, unlinkSync } from 'node:fs'
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
    const logs = [`${id}-json.log`, `${id}-json.log.1`, `${id}-json.log.2.gz`, 'local-logs/container.log']
    for (const log of [...logs, 'hosts', 'json.log']) root.write(`containers/${id}/${log}`, 'x')
    const surveyed = await survey(root)
    const found = surveyed.survey.places.filter(({ purpose }) => purpose.kind === 'container-log').map((p) => p.path)
    expect(found).toEqual([...logs.slice(0, 3), 'local-logs'].map((log) => `containers/${id}/${log}`))
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
    expect((await survey(root)).survey.containers).toEqual([{ ...unknown, id, driver: null, labels: {} }])
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
