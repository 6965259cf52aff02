import { mkdirSync, rmdirSync, symlinkSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { createNodeDiskReader } from '../../../../src-main/sources/disk/node-disk-reader.ts'
import { surveyRoot } from '../../../../src-main/sources/survey-root.ts'
import { gapsOf, makeDataRoot, purposeOf, survey, surveyOf } from '../data-root.ts'

describe('a volume', () => {
  it.each(['data', 'with space', 'new\nline', 'ünïcödé 🚢', '-rf', '...', 'a'.repeat(255)])(
    'named %j is found with its files',
    async (name) => {
      const root = makeDataRoot()
      root.write(`volumes/${name}/_data/file`, 'x')
      const surveyed = await survey(root)
      const directory = `volumes/${name}/_data`
      expect(surveyed.survey.volumes).toEqual([{ name, directory, mountedElsewhere: false }])
      expect(purposeOf(surveyed, directory)).toEqual({ kind: 'volume', name })
      expect(purposeOf(surveyed, `volumes/${name}`)).toEqual({ kind: 'volume-surroundings', name })
      expect(surveyed.gaps).toEqual([])
    },
  )

  it('with something mounted on it is not of this root', async () => {
    const root = makeDataRoot()
    root.directory('volumes/remote/_data')
    root.directory('volumes/local/_data')
    const reader = createNodeDiskReader()
    const mounted = `${root.path}/volumes/remote/_data`
    const mounts = { ...reader.mounts(), below: () => [mounted] }
    const surveyed = await surveyRoot({ ...reader, mounts: () => mounts }, surveyOf(root.path))
    expect(surveyed.survey.volumes.map(({ name, mountedElsewhere }) => [name, mountedElsewhere])).toEqual([
      ['local', false],
      ['remote', true],
    ])
    expect(purposeOf(surveyed, 'volumes/remote/_data')).toBeUndefined()
  })
})

describe('a volume with options', () => {
  const mount = { MountType: '', MountOpts: '', MountDevice: '', Quota: { Size: 0 } }

  it.each([
    [{ ...mount, MountType: 'none', MountOpts: 'bind', MountDevice: '/srv/photos' }, true],
    [{ ...mount, MountType: 'tmpfs', MountDevice: 'tmpfs' }, true],
    [{ ...mount, MountDevice: '/srv/photos' }, true],
    [{ ...mount, Quota: { Size: 5_000_000 } }, false],
  ])('such as %j, which no container uses, is elsewhere: %s', async (options, elsewhere) => {
    const root = makeDataRoot()
    root.directory('volumes/v/_data')
    root.write('volumes/v/opts.json', JSON.stringify(options))
    const surveyed = await survey(root)
    expect(surveyed.survey.volumes).toMatchObject([{ name: 'v', mountedElsewhere: elsewhere }])
    expect(purposeOf(surveyed, 'volumes/v/_data')?.kind).toBe(elsewhere ? undefined : 'volume')
    expect(surveyed.gaps).toEqual([])
  })

  it('that are damaged has a gap, and the files that are there', async () => {
    const root = makeDataRoot()
    root.directory('volumes/v/_data')
    root.write('volumes/v/opts.json', '{"MountTy')
    const surveyed = await survey(root)
    expect(surveyed.survey.volumes).toMatchObject([{ mountedElsewhere: false }])
    expect(gapsOf(surveyed, root)).toEqual(['damaged volumes/v/opts.json'])
  })
})

describe('what is no volume beside them', () => {
  it('belongs to the engine', async () => {
    const root = makeDataRoot()
    root.write('volumes/metadata.db')
    symlinkSync('/etc', `${root.path}/volumes/link`)
    const surveyed = await survey(root)
    expect(surveyed.survey.volumes).toEqual([])
    expect(purposeOf(surveyed, 'volumes')).toMatchObject({ kind: 'area', category: 'engine-metadata' })
  })

  it('is not followed when it is all of volumes/', async () => {
    const root = makeDataRoot()
    mkdirSync(`${root.path}/elsewhere/name/_data`, { recursive: true })
    rmdirSync(`${root.path}/volumes`)
    symlinkSync(`${root.path}/elsewhere`, `${root.path}/volumes`)
    const surveyed = await survey(root)
    expect(surveyed.survey.volumes).toEqual([])
    expect(gapsOf(surveyed, root)).toEqual(['not-a-directory volumes'])
  })
})
