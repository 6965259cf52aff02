import { mkdirSync, renameSync, rmSync, symlinkSync, truncateSync, utimesSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import type { DiskReader } from '../../../../src-main/sources/disk/disk-reader.ts'
import { createNodeDiskReader } from '../../../../src-main/sources/disk/node-disk-reader.ts'
import { surveyRoot } from '../../../../src-main/sources/survey-root.ts'
import { makeBolt } from '../bolt/make-bolt.ts'
import { BEING_MADE, gapsOf, hex, LAYERDB, makeDataRoot, orphansOf, purposeOf, survey, surveyOf } from '../data-root.ts'

const STRANGER = `overlay2/${hex('stranger')}`
/** Seconds. */
const DAY = 24 * 3600
const OVERLAY2_AREA = { kind: 'area', area: 'overlay2', category: 'layer-metadata' }

describe('a directory of overlay2 that no record has', () => {
  it('is an orphan', async () => {
    const root = makeDataRoot()
    root.addContainer('one', root.addLayer('base'))
    root.write(`${STRANGER}/diff/left`, 'over')
    expect(orphansOf(await survey(root))).toEqual([[STRANGER, 'unaccounted']])
  })

  it('is said to be half removed when its layer record is', async () => {
    const root = makeDataRoot()
    const { record, cacheId } = root.addLayer('base')
    renameSync(`${root.path}/${record}`, `${root.path}/${record}-2130473651-removing`)
    expect(orphansOf(await survey(root))).toEqual([[`overlay2/${cacheId}`, 'removing']])
  })

  it('is nobody to accuse when it is a file, a symlink or the short names', async () => {
    const root = makeDataRoot()
    root.write('overlay2/backingFsBlockDev')
    symlinkSync('/etc', `${root.path}/${STRANGER}`)
    const surveyed = await survey(root)
    expect(orphansOf(surveyed)).toEqual([])
    for (const path of ['overlay2/l', 'overlay2/backingFsBlockDev', STRANGER])
      expect(purposeOf(surveyed, path)).toEqual(OVERLAY2_AREA)
  })

  it('is not accused while the build cache cannot be read', async () => {
    const root = makeDataRoot()
    root.directory(STRANGER)
    root.write('buildkit/snapshots.db', makeBolt({ key: { committed: hex('stranger') } }))
    truncateSync(`${root.path}/buildkit/snapshots.db`, 6000)
    const surveyed = await survey(root)
    expect(gapsOf(surveyed, root)).toEqual(['damaged buildkit/snapshots.db'])
    expect(purposeOf(surveyed, STRANGER)).toEqual({ kind: 'unexplained' })
  })

  it('is the build cache of the snapshot that names it', async () => {
    const root = makeDataRoot()
    root.directory(STRANGER)
    root.write('buildkit/snapshots.db', makeBolt({ key: { committed: hex('stranger') } }))
    expect(purposeOf(await survey(root), `${STRANGER}/diff`)).toEqual({
      kind: 'build-cache',
      recordIds: [],
      snapshotKey: 'key',
    })
  })
})

/** The engine makes the directory, then the write set, and names the directory in it only when all is unpacked. */
describe('a layer that is being unpacked', () => {
  const WRITE_SET = `${LAYERDB}/tmp/write-set-123`

  it('is not accused while its write set has no cache ID yet', async () => {
    const root = makeDataRoot()
    root.write(`${STRANGER}/diff/half`, 'un')
    root.write(`${WRITE_SET}/tar-split.json.gz`)
    expect(purposeOf(await survey(root), STRANGER)).toEqual(BEING_MADE)
  })

  it('is known by the cache ID in its write set, whenever that was made, while it is written to', async () => {
    const root = makeDataRoot()
    root.directory(STRANGER)
    root.write(`${WRITE_SET}/cache-id`, hex('stranger'))
    root.write(`${WRITE_SET}/tar-split.json.gz`)
    for (const old of [WRITE_SET, `${WRITE_SET}/cache-id`]) setAge(root.path, old, 1)
    expect(purposeOf(await survey(root), STRANGER)).toEqual(BEING_MADE)
  })

  it.each([
    [50, false],
    [70, true],
  ])(
    'is given up when nothing was written for an hour: after %i minutes it is an orphan: %s',
    async (minutes, given) => {
      for (const cacheId of [null, hex('stranger')]) {
        const root = makeDataRoot()
        root.directory(STRANGER)
        setAge(root.path, STRANGER, (minutes * 60 + 1) / DAY)
        root.write(`${WRITE_SET}/tar-split.json.gz`)
        if (cacheId !== null) root.write(`${WRITE_SET}/cache-id`, cacheId)
        for (const name of ['/tar-split.json.gz', ...(cacheId === null ? [] : ['/cache-id']), ''])
          setAge(root.path, WRITE_SET + name, (minutes * 60) / DAY)
        expect(orphansOf(await survey(root))).toEqual(given ? [[STRANGER, 'unaccounted']] : [])
      }
    },
  )

  it('does not protect what was there long before it', async () => {
    const root = makeDataRoot()
    root.directory(STRANGER)
    setAge(root.path, STRANGER, 1)
    root.directory(WRITE_SET)
    expect(orphansOf(await survey(root))).toEqual([[STRANGER, 'unaccounted']])
  })

  it('does not protect what came after it: a write set of last year is an interrupted pull', async () => {
    const root = makeDataRoot()
    root.directory(WRITE_SET)
    await wait(20)
    root.directory(STRANGER)
    expect(orphansOf(await survey(root))).toEqual([[STRANGER, 'unaccounted']])
    setAge(root.path, WRITE_SET, 365)
    expect(orphansOf(await survey(root))).toEqual([[STRANGER, 'unaccounted']])
  })

  it('is found when its record is completed during the survey', async () => {
    const root = makeDataRoot()
    const { record, cacheId } = root.addLayer('base')
    renameSync(`${root.path}/${record}`, `${root.path}/${WRITE_SET}`)
    const reader = createNodeDiskReader()
    const completing: DiskReader = {
      ...reader,
      list(path) {
        const entries = reader.list(path)
        if (path === `${root.path}/${LAYERDB}/sha256`) renameSync(`${root.path}/${WRITE_SET}`, `${root.path}/${record}`)
        return entries
      },
    }
    const surveyed = await surveyRoot(completing, surveyOf(root.path))
    expect(purposeOf(surveyed, `overlay2/${cacheId}`)).toEqual(BEING_MADE)
  })
})

describe('the directory of overlay2 itself', () => {
  it('keeps what layerdb says when it was emptied by hand', async () => {
    const root = makeDataRoot()
    const { chainId, cacheId } = root.addLayer('base')
    rmSync(`${root.path}/overlay2`, { recursive: true })
    mkdirSync(`${root.path}/overlay2`)
    const surveyed = await survey(root)
    expect(surveyed.survey.layers).toMatchObject([{ chainId, cacheId }])
    expect(purposeOf(surveyed, 'overlay2')).toEqual(OVERLAY2_AREA)
  })

  it('is a gap when it is a symlink, and is not followed', async () => {
    const [root, elsewhere] = [makeDataRoot(), makeDataRoot()]
    elsewhere.directory(STRANGER)
    root.addContainer('one', root.addLayer('base'))
    rmSync(`${root.path}/overlay2`, { recursive: true })
    symlinkSync(`${elsewhere.path}/overlay2`, `${root.path}/overlay2`)
    const surveyed = await survey(root)
    expect(gapsOf(surveyed, root)).toEqual(['not-a-directory overlay2'])
    expect(purposeOf(surveyed, 'overlay2')).toEqual({ kind: 'unexplained' })
    expect(surveyed.survey.places.filter(({ path }) => path.startsWith('overlay2/'))).toEqual([])
    expect(surveyed.survey.containers.map((container) => container.name)).toEqual(['one'])
  })
})

/** As a copy of a root has it: birth is now, and the last change is what it was. */
function setAge(root: string, path: string, days: number): void {
  const time = Date.now() / 1000 - days * DAY
  utimesSync(`${root}/${path}`, time, time)
}
