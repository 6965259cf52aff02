import { describe, expect, it } from 'vitest'
import { buildInventory } from '../../../src-main/model/build-inventory.ts'
import { atLeast, exact, unknown } from '../../../src-main/model/figure.ts'
import type { Capacity, Purpose, RootObservation } from '../../../src-main/model/observations.ts'
import { viewFrame } from '../../../src-main/views/frame.ts'
import { anEngine } from '../../helpers/builders/engine-says.ts'
import { fiveContainers } from '../../helpers/builders/five-containers.ts'
import { anUnreadableRoot, aRoot, bytes, held, observed, type RootParts } from '../../helpers/builders/observed.ts'

const frameOf = (roots: readonly RootObservation[], loadLine?: number) =>
  viewFrame(buildInventory(observed({ roots })), loadLine)
const diskOf = (parts: RootParts, loadLine?: number) => frameOf([aRoot(parts)], loadLine).disks[0]!
const capacity = (total: number, free: number): Capacity => ({ total, free, available: free - 1 })
const volume: Purpose = { kind: 'volume', name: 'v' }
const filesystem = (device: string) => ({ type: 'ext4', device, mountPoint: '/' })

describe('a disk', () => {
  it('is used by Docker and by what is not Docker', () => {
    expect(diskOf({ holds: [held('v', volume, 100_000)] })).toEqual({
      filesystem: { type: 'ext4', device: '/dev/sda1', mountPoint: '/' },
      roots: ['/var/lib/docker'],
      capacity: { total: 1_000_000, free: 600_000, available: 550_000 },
      used: 400_000,
      docker: exact(100_000),
      notDocker: 300_000,
      loadLine: { fraction: 0.85, bytes: 850_000, left: 450_000 },
    })
  })

  it('has less than nothing left once it is past its load line', () => {
    expect(diskOf({ capacity: capacity(1000, 100) }).loadLine).toEqual({ fraction: 0.85, bytes: 850, left: -50 })
  })

  it('has the load line that was asked for', () => {
    expect(diskOf({ capacity: capacity(1000, 100) }, 0.95).loadLine).toEqual({ fraction: 0.95, bytes: 950, left: 50 })
  })

  it('does not know what is not Docker until Docker is exact', () => {
    const holds = [held('v', volume, { own: bytes(10), incomplete: 'permission-denied' })]
    const measured = [
      diskOf({ holds }),
      diskOf({ measured: 'partly', holds: [held('v', volume, 10)] }),
      diskOf({ measured: 'not-yet', holds: [held('v', volume, null)] }),
    ]
    expect(measured.map((disk) => [disk.docker, disk.notDocker])).toEqual([
      [atLeast(10, 'permission-denied'), null],
      [atLeast(10, 'not-measured-yet'), null],
      [unknown('not-measured-yet'), null],
    ])
  })

  it('never has less than nothing that is not Docker: it moved on while it was read', () => {
    expect(diskOf({ capacity: capacity(1000, 900), holds: [held('v', volume, 120)] }).notDocker).toBe(0)
  })
})

describe('the disks', () => {
  it('are one for the roots of one filesystem', () => {
    const holds = [held('v', volume, 10)]
    const { disks } = frameOf([aRoot({ holds }), aRoot({ path: '/var/lib/containerd', role: 'containerd', holds })])
    expect(disks.map(({ roots, docker }) => [roots, docker])).toEqual([
      [['/var/lib/docker', '/var/lib/containerd'], exact(20)],
    ])
  })

  it('are two for two filesystems, the fullest first', () => {
    const large = aRoot({ path: '/large', filesystem: filesystem('/dev/sdb'), capacity: capacity(100_000, 80_000) })
    const full = aRoot({ path: '/full', filesystem: filesystem('/dev/sdc'), capacity: capacity(1000, 10) })
    expect(frameOf([large, full]).disks.map((disk) => disk.roots)).toEqual([['/full'], ['/large']])
  })

  it('are two for roots on memory filesystems, whose devices have no names of their own', () => {
    const memory = (mountPoint: string) => ({ type: 'tmpfs', device: 'tmpfs', mountPoint })
    const roots = ['/a', '/b'].map((path) => aRoot({ path, filesystem: memory(path) }))
    expect(frameOf(roots).disks).toHaveLength(2)
  })

  it('are none where nothing could be asked', () => {
    expect(frameOf([anUnreadableRoot()]).disks).toEqual([])
  })
})

describe('the totals of the navigation', () => {
  it('are those of the ledger', () => {
    expect(viewFrame(buildInventory(fiveContainers())).totals).toEqual({
      docker: exact(8_011_776 + 32_768),
      containers: exact(32_768),
      images: exact(8_011_776),
      volumes: exact(0),
      buildCache: exact(0),
      logs: exact(0),
      orphans: exact(0),
    })
  })

  it('are unknown where no root could be read', () => {
    const { totals } = viewFrame(buildInventory(observed({ engine: anEngine(), roots: [anUnreadableRoot()] })))
    expect(Object.values(totals)).toEqual(Array.from({ length: 7 }, () => unknown('no-data-root')))
  })

  it('are unknown where there is no root at all', () => {
    const { totals } = viewFrame(buildInventory(observed({ engine: anEngine() })))
    expect(Object.values(totals)).toEqual(Array.from({ length: 7 }, () => unknown('no-data-root')))
  })
})

describe('the engine', () => {
  it('is summed up', () => {
    const { dataRoot: _1, containers: _2, images: _3, volumes: _4, buildCache: _5, ...rest } = anEngine()
    const { layersSize: _6, sizesKnown: _7, containerdAddress: _8, imagesReclaimable: _9, ...summary } = rest
    expect(viewFrame(buildInventory(observed({ engine: anEngine() }))).engine).toEqual(summary)
  })

  it('that is not there has its reason', () => {
    const { engine, engineBecause } = frameOf([])
    expect([engine, engineBecause]).toEqual([null, 'No engine was asked.'])
  })
})
