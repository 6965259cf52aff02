import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Report } from '../../src-main/contract/report.ts'
import { du } from '../helpers/du.ts'
import type { DuUsage } from '../helpers/du.ts'
import { digestOf } from '../helpers/listing.ts'
import { takeIncompleteReport, takeReport } from '../helpers/plimsoll.ts'
import { unpackWorld } from '../helpers/recorded-world.ts'
import type { RecordedWorld } from '../helpers/recorded-world.ts'

/** A recorded world, its report, and what du finds. */
function readOnce(name: string) {
  const read: { world?: RecordedWorld; report?: Report; truth?: DuUsage; untouched?: boolean } = {}
  beforeAll(async () => {
    const world = await unpackWorld(name)
    read.world = world
    const before = await digestOf(world.dataRoot)
    const take = name.endsWith('-vfs') ? takeIncompleteReport : takeReport
    read.report = await take('--data-root', world.dataRoot)
    read.untouched = (await digestOf(world.dataRoot)) === before
    read.truth = await du(world.dataRoot)
  }, 60_000)
  afterAll(() => read.world?.[Symbol.asyncDispose]())
  return {
    world: () => read.world!,
    report: () => read.report!,
    truth: () => read.truth!,
    untouched: () => read.untouched,
  }
}

describe.each(['20.10-overlay2', '20.10-vfs', '28.5-containerd'])('the recorded world %s', (name) => {
  const { report, truth, untouched } = readOnce(name)

  it('is accounted for to the byte and inode', () => {
    const { entries, unattributed, allocated, inodes } = report().roots[0]!
    const sum = entries.reduce((total, entry) => total + entry.allocated, 0)
    expect(sum + unattributed.allocated!).toBe(truth().allocated)
    expect({ allocated, inodes }).toEqual(truth())
  })

  it('accuses nobody', () => {
    expect(report().orphans).toEqual([])
  })

  it('is not changed by being read', () => {
    expect(untouched()).toBe(true)
  })
})

describe.each(['20.10-overlay2', '28.5-containerd'])('the recorded world %s', (name) => {
  const { report } = readOnce(name)

  it('has no unattributed bytes and no gaps', () => {
    const { unattributed, gaps } = report().roots[0]!
    expect({ unattributed: unattributed.allocated, gaps }).toEqual({ unattributed: 0, gaps: [] })
  })
})

describe('the recorded world 20.10-overlay2', () => {
  const { world, report } = readOnce('20.10-overlay2')

  it('has the sizes of containers that the engine gave', () => {
    const measured = report().containers.map((c) => [c.id, c.writable.apparent, c.virtual.apparent])
    const said = world().containers.map((c) => [c.Id, c.SizeRw ?? 0, c.SizeRootFs])
    expect(measured.toSorted()).toEqual(said.toSorted())
  })

  it('has the sizes of images that the engine gave', () => {
    const ids = world().usage.Images.map((image) => image.Id)
    const measured = report()
      .images.filter((image) => ids.includes(image.id))
      .map((image) => [image.id, image.virtual.apparent])
    expect(measured.toSorted()).toEqual(
      world()
        .usage.Images.map((image) => [image.Id, image.Size])
        .toSorted(),
    )
  })

  it('has the sizes of volumes that the engine gave', () => {
    const measured = report().volumes.map((volume) => [volume.name, volume.apparent])
    const said = world().usage.Volumes.map((volume) => [volume.Name, volume.UsageData.Size])
    expect(measured.toSorted()).toEqual(said.toSorted())
  })
})

describe.each([['20.10-vfs', 'vfs']])('the recorded world %s, whose driver is not read yet', (name, directory) => {
  const { world, report } = readOnce(name)

  it('says so at the place of the driver', () => {
    const gaps = report().roots[0]!.gaps.filter((gap) => gap.reason === 'driver-not-supported')
    expect(gaps.some((gap) => gap.path.startsWith(`${world().dataRoot}/${directory}`))).toBe(true)
  })

  it('knows the containers and leaves the sizes of their layers unknown, not 0', () => {
    const sizes = report().containers.map(({ name, writable, virtual, init }) => [
      name,
      [writable, virtual, init].map((amount) => amount.allocated),
      writable.because,
    ])
    const names = world().containers.map((c) => c.Names[0]!.slice(1))
    const unknown = names.map((container) => [container, [null, null, null], 'driver-not-supported'])
    expect(sizes.toSorted()).toEqual(unknown.toSorted())
  })
})
