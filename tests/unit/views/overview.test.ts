import { describe, expect, it } from 'vitest'
import { buildInventory } from '../../../src-main/model/build-inventory.ts'
import { atLeast, exact, unknown } from '../../../src-main/model/figure.ts'
import type { Purpose } from '../../../src-main/model/observations.ts'
import { LINES } from '../../../src-main/views/category-line.ts'
import { viewOverview } from '../../../src-main/views/overview.ts'
import { aContainer, aLayer, anImage, aVolume } from '../../helpers/builders/disk-says.ts'
import {
  anEngine,
  engineContainer,
  engineImage,
  engineRecord,
  engineVolume,
} from '../../helpers/builders/engine-says.ts'
import { fiveContainers, IMAGE_BYTES } from '../../helpers/builders/five-containers.ts'
import { anUnreadableRoot, aRoot, bytes, held, observed } from '../../helpers/builders/observed.ts'
import { PARTS, plainStore, SNAPSHOTS } from '../../helpers/builders/plain-store.ts'

const overviewOf = (change: Parameters<typeof observed>[0]) => viewOverview(buildInventory(observed(change)))
const volume = (name: string): Purpose => ({ kind: 'volume', name })
const gap = { path: '/var/lib/docker/vfs', reason: 'driver-not-supported', detail: 'not read yet' } as const

describe('the lines', () => {
  it.each([
    ['of an empty root', { roots: [aRoot()] }],
    ['without a root', {}],
    ['of an unreadable root', { roots: [anUnreadableRoot()] }],
    ['of a full one', fiveContainers()],
  ])('are always all, in their order: %s', (_, observations) => {
    expect(overviewOf(observations).lines.map((line) => line.line)).toEqual(LINES)
  })

  it('fold categories, and keep them as parts', () => {
    const overview = overviewOf({
      roots: [
        aRoot({
          says: { containers: [aContainer('c')] },
          holds: [
            held('c', { kind: 'container-config', containerId: 'c' }, { own: bytes(10, 8, 2) }),
            held('i', { kind: 'init-layer', containerId: 'c' }, { own: bytes(20, 16, 3) }),
            held('s', { kind: 'area', area: 'swarm', category: 'swarm' }, 5),
          ],
        }),
      ],
    })
    expect(overview.lines.find((line) => line.line === 'metadata')).toEqual({
      ...{ line: 'metadata', allocated: exact(35), apparent: exact(29), inodes: 6, objects: 2, engineSays: null },
      parts: [
        { category: 'container-config', allocated: exact(10) },
        { category: 'init-layer', allocated: exact(20) },
        { category: 'swarm', allocated: exact(5) },
      ],
    })
  })

  it('are measured nothing where a whole root holds nothing', () => {
    const { lines } = overviewOf({ roots: [aRoot()] })
    expect(lines.map((line) => line.allocated)).toEqual(LINES.map(() => exact(0)))
  })

  it.each([
    ['without a root', {}],
    ['of an unreadable root', { roots: [anUnreadableRoot()] }],
  ])('are unknown %s', (_, observations) => {
    const { lines, docker } = overviewOf(observations)
    const expected = LINES.map(() => unknown('no-data-root'))
    expect([lines.map((line) => line.allocated), lines.map((line) => line.inodes)]).toEqual([
      expected,
      LINES.map(() => null),
    ])
    expect(docker.allocated).toEqual(unknown('no-data-root'))
  })

  it('are unknown where the driver that keeps them is not read, and known where it is not needed', () => {
    const { lines } = overviewOf({ roots: [aRoot({ gaps: [gap], holds: [held('v', volume('v'), 7)] })] })
    const figures = Object.fromEntries(lines.map((line) => [line.line, line.allocated]))
    const unread = unknown('driver-not-supported')
    expect(figures).toMatchObject({
      'images-shared': unread,
      'images-unique': unread,
      'writable-layers': unread,
      'build-cache': unread,
      volumes: exact(7),
      logs: exact(0),
    })
  })

  it('add up with unattributed to the whole, across roots', () => {
    const holds = [held('v', volume('v'), 7), held('x', { kind: 'unexplained' }, 3)] as const
    const { lines, unattributed, docker } = overviewOf({
      roots: [aRoot({ holds }), aRoot({ path: '/var/lib/containerd', role: 'containerd', holds })],
    })
    expect(lines.find((line) => line.line === 'volumes')!.allocated).toEqual(exact(14))
    expect([unattributed, docker.allocated]).toEqual([exact(6), exact(20)])
  })

  it('stay exact where another line is incomplete', () => {
    const holds = [
      held('v', volume('v'), { own: bytes(7), incomplete: 'permission-denied' }),
      held('l', { kind: 'container-log', containerId: 'c' }, 4),
    ]
    const { lines, docker } = overviewOf({ roots: [aRoot({ holds })] })
    const figure = (name: string) => lines.find((line) => line.line === name)!.allocated
    expect([figure('volumes'), figure('logs')]).toEqual([atLeast(7, 'permission-denied'), exact(4)])
    expect(docker.allocated).toEqual(atLeast(11, 'permission-denied'))
  })
})

describe('while the walk is under way', () => {
  const atWork = (measured: 'not-yet' | 'partly' | 'cancelled', done: number | null) =>
    overviewOf({
      roots: [
        aRoot({
          measured,
          says: { volumes: [aVolume('v'), aVolume('w')] },
          holds: [held('v', volume('v'), done), held('w', volume('w'), null)],
        }),
      ],
    })
  const volumes = (overview: ReturnType<typeof atWork>) => overview.lines.find((line) => line.line === 'volumes')!

  it('a line is unknown before anything of it is measured', () => {
    const overview = atWork('not-yet', null)
    expect(volumes(overview)).toMatchObject({ allocated: unknown('not-measured-yet'), inodes: null })
    expect([overview.stage, overview.roots[0]!.difference]).toEqual(['metadata', null])
    expect(overview.docker).toEqual({
      allocated: unknown('not-measured-yet'),
      apparent: unknown('not-measured-yet'),
      inodes: null,
    })
  })

  it('a line is a lower bound while something of it is missing', () => {
    const overview = atWork('partly', 7)
    expect(volumes(overview).allocated).toEqual(atLeast(7, 'not-measured-yet'))
    expect([overview.stage, overview.roots[0]!.total.allocated]).toEqual(['measuring', atLeast(7, 'not-measured-yet')])
  })

  it('a cancelled walk leaves lower bounds', () => {
    const overview = atWork('cancelled', 7)
    expect(volumes(overview).allocated).toEqual(atLeast(7, 'cancelled'))
    expect([overview.stage, overview.docker.allocated]).toEqual(['cancelled', atLeast(7, 'cancelled')])
  })
})

describe('a root', () => {
  it('that was read whole has no difference', () => {
    const holds = [held('v', volume('v'), 7), held('x', { kind: 'unexplained' }, 3)]
    expect(overviewOf({ roots: [aRoot({ holds })] }).roots).toMatchObject([
      { entries: exact(7), unattributed: exact(3), total: { allocated: exact(10) }, difference: 0 },
    ])
  })
})

describe('the roots', () => {
  it('say where a snapshot’s blocks count in others too', () => {
    const inventory = buildInventory(observed({ roots: [aRoot(), aRoot({ path: '/other' })] }))
    const roots = inventory.roots.map((root) => ({ ...root, sharesExtents: root.path === '/other' }))
    expect(viewOverview({ ...inventory, roots }).roots.map((root) => root.sharesExtents)).toEqual([false, true])
  })
})

describe('what the engine’s size of images is', () => {
  it('is taken apart where there is an engine', () => {
    const { layersSize } = overviewOf(plainStore())
    expect(layersSize?.countedTwice).toEqual(exact(PARTS.buildCache + SNAPSHOTS.web))
    expect(overviewOf({ roots: [aRoot()] }).layersSize).toBeNull()
  })

  it('holds the packed content too, beside each line of images', () => {
    const { lines } = overviewOf(plainStore())
    const said = lines.filter(({ line }) => line.startsWith('images-')).map(({ engineSays }) => engineSays ?? 0)
    expect(said.reduce((sum, bytes) => sum + bytes)).toBe(PARTS.images - SNAPSHOTS['gone-init'] + PARTS.content)
  })
})

describe('what the engine says', () => {
  const engine = anEngine({
    containers: [engineContainer('c', { sizeRw: 5 }), engineContainer('d', { sizeRw: 6 })],
    images: [engineImage('i', { size: 100 })],
    volumes: [engineVolume('v', { size: 7 }), engineVolume('far', { size: null })],
    buildCache: [engineRecord('r', { size: 9 }), engineRecord('s', { size: 1000, shared: true })],
    layersSize: 100,
  })
  const saysOf = (overview: ReturnType<typeof overviewOf>) =>
    Object.fromEntries(overview.lines.map((line) => [line.line, line.engineSays]))

  it('stands beside each line that it has a word on', () => {
    expect(saysOf(overviewOf({ engine }))).toEqual({
      'images-shared': null,
      'images-unique': 100,
      'writable-layers': 11,
      volumes: 7,
      'build-cache': 9,
      logs: null,
      metadata: null,
      others: null,
      orphans: null,
    })
  })

  it('is the stored sizes of layers, once each, where layers are known', () => {
    const says = {
      layers: [aLayer('a', { engineSize: 80 }), aLayer('b', { engineSize: 15 }), aLayer('lost', { engineSize: 1 })],
      images: [anImage('i', ['a', 'b']), anImage('j', ['a'])],
    }
    const found = saysOf(overviewOf({ engine, roots: [aRoot({ says })] }))
    expect([found['images-shared'], found['images-unique']]).toEqual([80, 15])
  })

  it('is nothing at all without an engine, rather than 0', () => {
    const found = saysOf(overviewOf({ roots: [aRoot()] }))
    expect(Object.values(found)).toEqual(LINES.map(() => null))
  })

  it('is compared with the ledger as docker system df sums it', () => {
    const { comparisons } = overviewOf(fiveContainers())
    expect(comparisons).toEqual([
      { what: 'images', engine: exact(IMAGE_BYTES), allocated: exact(8_011_776) },
      { what: 'containers', engine: exact(15), allocated: exact(2 * 4096 + 3 * 8192) },
      { what: 'volumes', engine: exact(0), allocated: exact(0) },
      { what: 'build-cache', engine: exact(0), allocated: exact(0) },
    ])
  })

  it('leaves shared records out of the build cache, and what has no size out of every sum, as it prints them', () => {
    const { comparisons } = overviewOf({ engine })
    const said = Object.fromEntries(comparisons.map((each) => [each.what, each.engine]))
    expect(said).toEqual({
      images: exact(100),
      containers: exact(11),
      volumes: exact(7),
      'build-cache': exact(9),
    })
  })

  it('is compared with nothing without an engine', () => {
    expect(overviewOf({ roots: [aRoot()] }).comparisons).toEqual([])
  })
})

describe('the largest objects', () => {
  it('are twelve at most, largest first, then by ID, and none of the engine’s own', () => {
    const names = ['b', 'a', ...Array.from({ length: 14 }, (_, i) => `v${i}`)]
    const holds = [
      ...names.map((name, i) => held(name, volume(name), i < 2 ? 500 : 100 - i)),
      held('engine', { kind: 'area', area: 'engine', category: 'engine-metadata' }, 9999),
      held('empty', volume('empty'), 0),
      held('o', { kind: 'orphan', reason: 'unaccounted' }, { own: bytes(300), incomplete: 'read-error' }),
    ]
    const { largest } = overviewOf({ roots: [aRoot({ holds })] })
    expect(largest).toHaveLength(12)
    expect(largest.slice(0, 4).map((each) => [each.owner.id, each.line, each.allocated])).toEqual([
      ['a', 'volumes', exact(500)],
      ['b', 'volumes', exact(500)],
      ['o', 'orphans', atLeast(300, 'read-error')],
      ['v0', 'volumes', exact(98)],
    ])
  })

  it('leave out what is not measured', () => {
    const root = aRoot({ measured: 'not-yet', holds: [held('v', volume('v'), null)] })
    expect(overviewOf({ roots: [root] }).largest).toEqual([])
  })
})
