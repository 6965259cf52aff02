import { unlinkSync } from 'node:fs'
import { dirname } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { SurveyContext } from '../../../../src-main/sources/survey/survey-context.ts'
import { createNodeDiskReader } from '../../../../src-main/sources/disk/node-disk-reader.ts'
import { isFresh } from '../../../../src-main/sources/survey/is-fresh.ts'
import { makeOld } from '../../../helpers/make-old.ts'
import { blobPath, ContainerdRoot, goTime, SNAPSHOTTERS } from '../containerd/containerd-root.ts'
import { BEING_MADE, hex, makeDataRoot, orphansOf, purposeOf, survey } from '../data-root.ts'

const TEMPORARY = { kind: 'area', area: 'being-made', category: 'temporary-files' }
const MINUTE = 60_000
/** Just before and just after five minutes, with room for a slow test. */
const [BEFORE, AFTER] = [4 * MINUTE, 6 * MINUTE]

describe('isFresh', () => {
  it('is so for five minutes, and of what is gone or has a time to come', () => {
    const root = makeDataRoot()
    const at = (now: number, path = root.path) => {
      const reader = { ...createNodeDiskReader(), now: () => Date.now() + now }
      const context: SurveyContext = { reader, root: root.path, signal: undefined, gap: () => undefined }
      return isFresh(context, path)
    }
    expect([at(-MINUTE), at(BEFORE), at(AFTER), at(AFTER, `${root.path}/gone`)]).toEqual([true, true, false, true])
  })
})

describe('without a record, and fresh', () => {
  it('a directory of overlay2 is being made', async () => {
    const root = makeDataRoot()
    const stranger = `overlay2/${hex('stranger')}`
    root.directory(`${stranger}/diff`)
    expect(purposeOf(await survey(root, Date.now() + BEFORE), stranger)).toEqual(BEING_MADE)
    expect(orphansOf(await survey(root, Date.now() + AFTER))).toEqual([[stranger, 'unaccounted']])
  })

  it('a container is being made, or removed: its config goes first and its log last', async () => {
    const root = makeDataRoot()
    const { id } = root.addContainer('one')
    const container = `containers/${id}`
    makeOld(`${root.path}/${container}`)
    unlinkSync(`${root.path}/${container}/config.v2.json`)
    expect(purposeOf(await survey(root, Date.now() + BEFORE), container)).toEqual(TEMPORARY)
    expect(orphansOf(await survey(root, Date.now() + AFTER))).toEqual([[container, 'unaccounted']])
  })

  it('a snapshot or a blob is being made', async () => {
    const root = new ContainerdRoot()
    const [stranger, blob] = [`${SNAPSHOTTERS}.overlayfs/snapshots/7`, blobPath(`sha256:${hex('stranger')}`)]
    root.directory(`${stranger}/fs`)
    root.write(blob, 'stranger')
    const young = await root.survey({ now: Date.now() + BEFORE })
    expect([young.orphans, young.purposeOf(stranger), young.purposeOf(blob)]).toEqual([[], TEMPORARY, TEMPORARY])
    const old = await root.survey({ now: Date.now() + AFTER })
    expect(old.orphans.toSorted()).toEqual([
      [blob, 'unaccounted'],
      [stranger, 'unaccounted'],
    ])
  })

  it.each(['native', 'btrfs'])('a snapshot of %s is, with the times of the one below it', async (snapshotter) => {
    const root = new ContainerdRoot({ snapshotter })
    root.snapshot({ name: 'a' })
    root.snapshot({ name: 'b', labels: { 'containerd.io/gc.root': '1' } })
    const [lost, next, copied] = ['0', '3', 'new-1'].map((name) => `${SNAPSHOTTERS}.${snapshotter}/snapshots/${name}`)
    for (const path of [lost!, next!, copied!]) root.directory(path)
    makeOld(...[lost!, next!, copied!].map((path) => `${root.path}/${path}`))
    const young = await root.survey({ now: Date.now() + BEFORE })
    expect([next!, copied!].map(young.purposeOf)).toEqual([TEMPORARY, TEMPORARY])
    expect(young.orphans).toEqual([[lost, 'unaccounted']])
    makeOld(dirname(`${root.path}/${lost!}`))
    const old = (await root.survey({ now: Date.now() + BEFORE })).orphans
    expect(old.map(([path]) => path)).toEqual(expect.arrayContaining([lost, next, copied]))
  })
})

describe('kept by nothing, and fresh', () => {
  it('a snapshot or a blob waits for the one who made it to say so', async () => {
    const root = new ContainerdRoot()
    const number = root.snapshot({ name: 'left' })
    const [snapshot, blob] = [`${SNAPSHOTTERS}.overlayfs/snapshots/${number}`, blobPath(root.blob('left'))]
    const young = await root.survey({ now: Date.now() + BEFORE })
    expect([young.orphans, young.purposeOf(snapshot), young.purposeOf(blob)]).toEqual([[], TEMPORARY, TEMPORARY])
    expect((await root.survey({ now: Date.now() + AFTER })).orphans.map(([, reason]) => reason)).toEqual([
      'unreferenced',
      'unreferenced',
    ])
  })

  it('a snapshot that took long to unpack is as old as its record', async () => {
    const root = new ContainerdRoot()
    const number = root.snapshot({ name: 'left', more: { createdat: goTime(new Date()) } })
    const snapshot = `${SNAPSHOTTERS}.overlayfs/snapshots/${number}`
    root.save()
    makeOld(`${root.path}/${snapshot}`)
    const at = async (now: number) => (await root.look({ now: Date.now() + now })).orphans
    expect([await at(BEFORE), await at(AFTER)]).toEqual([[], [[snapshot, 'unreferenced']]])
  })
})
