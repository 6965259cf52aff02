import { describe, expect, it } from 'vitest'
import { buildInventory } from '../../../src-main/model/build-inventory.ts'
import { atLeast, exact, unknown } from '../../../src-main/model/figure.ts'
import { viewContainers } from '../../../src-main/views/containers.ts'
import { aContainer, aLayer, anImage, aVolume, aWritableLayer, mountOf } from '../../helpers/builders/disk-says.ts'
import { anEngine, engineContainer } from '../../helpers/builders/engine-says.ts'
import { fiveContainers, IMAGE_BYTES } from '../../helpers/builders/five-containers.ts'
import { anUnreadableRoot, aRoot, bytes, held, observed } from '../../helpers/builders/observed.ts'
import { plainStore } from '../../helpers/builders/plain-store.ts'

const viewOf = (change: Parameters<typeof observed>[0]) => viewContainers(buildInventory(observed(change)))

describe('the example of Docker’s documentation', () => {
  const { rows, totals } = viewContainers(buildInventory(fiveContainers()))

  it('has what docker ps -s prints in each row', () => {
    const printed = rows.map((row) => [row.name, row.writable.apparent, row.virtual.apparent])
    expect(printed).toEqual(
      [0, 0, 5, 5, 5].map((written, i) => [`my_container_${i + 1}`, exact(written), exact(IMAGE_BYTES + written)]),
    )
  })

  it('sums what was written, and never virtual sizes', () => {
    expect(totals.writable).toEqual({ allocated: exact(32_768), apparent: exact(15), inodes: 8 })
    expect(Object.keys(totals)).not.toContain('virtual')
  })

  it('has all layers as those of one image', () => {
    expect(rows.map((row) => [row.sharedLayers, row.uniqueLayers])).toEqual(
      Array.from({ length: 5 }, () => [exact(0), exact(8_011_776)]),
    )
  })
})

describe('a row', () => {
  const container = engineContainer('c', { sizeRw: 300, labels: { 'com.docker.compose.project': 'shop' } })
  const places = [
    held('w', { kind: 'writable-layer', containerId: 'c' }, 1000),
    held('l', { kind: 'container-log', containerId: 'c' }, 200),
    held('f', { kind: 'container-config', containerId: 'c' }, 30),
    held('i', { kind: 'init-layer', containerId: 'c' }, 4),
    held('s', { kind: 'writable-layer-surroundings', containerId: 'c' }, 5),
  ]
  const says = { containers: [aContainer('c')], writableLayers: [aWritableLayer('c')] }

  it('owns what exists because of the container alone, and says what the CLI leaves out of it', () => {
    const view = viewOf({ engine: anEngine({ containers: [container] }), roots: [aRoot({ says, holds: places })] })
    expect(view.rows).toMatchObject([{ project: 'shop', own: exact(1239), leftOut: exact(939) }])
    expect(view.totals).toMatchObject({ own: exact(1239), leftOut: exact(939), containers: 1, running: 1 })
  })

  it('does not know what the CLI leaves out without its word', () => {
    const { rows, totals } = viewOf({ roots: [aRoot({ says, holds: places })] })
    expect([rows[0]!.own, rows[0]!.leftOut, totals.leftOut]).toEqual([
      exact(1239),
      unknown('no-engine'),
      unknown('no-engine'),
    ])
  })

  it('owns a lower bound where a place is incomplete, and leaves out at least so much', () => {
    const holds = [
      held('w', { kind: 'writable-layer', containerId: 'c' }, { own: bytes(1000), incomplete: 'read-error' }),
    ]
    const { rows } = viewOf({ engine: anEngine({ containers: [container] }), roots: [aRoot({ says, holds })] })
    expect([rows[0]!.own, rows[0]!.leftOut]).toEqual([atLeast(1000, 'read-error'), atLeast(700, 'read-error')])
  })

  it('tells layers that other images use from those that only its own uses', () => {
    const { rows } = viewOf({
      roots: [
        aRoot({
          says: {
            layers: [aLayer('a'), aLayer('b', { parent: 'a' })],
            images: [
              anImage('i', ['a', 'b'], { parentId: 'hidden' }),
              anImage('j', ['a']),
              anImage('hidden', ['a', 'b'], { references: [] }),
            ],
            containers: [aContainer('c')],
            writableLayers: [aWritableLayer('c', { parent: 'b' })],
          },
          holds: [held('a', { kind: 'layer', chainId: 'a' }, 70), held('b', { kind: 'layer', chainId: 'b' }, 8)],
        }),
      ],
    })
    expect([rows[0]!.sharedLayers, rows[0]!.uniqueLayers]).toEqual([exact(70), exact(8)])
  })

  it('does not know its layers when the chain is broken', () => {
    const says = { containers: [aContainer('c')], writableLayers: [aWritableLayer('c', { parent: 'lost' })] }
    const { rows } = viewOf({ roots: [aRoot({ says })] })
    expect([rows[0]!.sharedLayers, rows[0]!.uniqueLayers]).toEqual([
      unknown('metadata-damaged'),
      unknown('metadata-damaged'),
    ])
  })

  it('of a container that the disk does not know leaves its layers unknown', () => {
    const { rows } = viewOf({ engine: anEngine({ containers: [container] }), roots: [aRoot()] })
    const { sharedLayers, uniqueLayers, own, leftOut } = rows[0]!
    const damaged = unknown('metadata-damaged')
    expect([sharedLayers, uniqueLayers, own, leftOut]).toEqual([damaged, damaged, damaged, damaged])
  })

  it('knows nothing of the disk without a readable root, rather than 0', () => {
    const engine = anEngine({ containers: [container] })
    const { rows } = viewOf({ engine, roots: [anUnreadableRoot()] })
    const { sharedLayers, uniqueLayers, own, leftOut, engineSizeRw } = rows[0]!
    expect([sharedLayers, uniqueLayers, own, leftOut].map((figure) => figure.kind)).toEqual(Array(4).fill('unknown'))
    expect(engineSizeRw).toEqual(exact(300))
  })
})

describe('volumes', () => {
  const view = viewOf({
    roots: [
      aRoot({
        says: {
          containers: [
            aContainer('c', { mounts: [mountOf('both'), mountOf('mine')] }),
            aContainer('d', { mounts: [mountOf('both'), mountOf('gone')] }),
          ],
          volumes: [aVolume('both'), aVolume('mine'), aVolume('nobodys')],
        },
        holds: ['both', 'mine', 'nobodys'].map((name, i) => held(name, { kind: 'volume', name }, 100 + i)),
      }),
    ],
  })

  it('are listed with each container that mounts them, with how many do', () => {
    expect(view.rows.map((row) => row.volumes)).toEqual([
      [
        { name: 'both', anonymous: false, allocated: exact(100), containers: 2 },
        { name: 'mine', anonymous: false, allocated: exact(101), containers: 1 },
      ],
      [
        { name: 'both', anonymous: false, allocated: exact(100), containers: 2 },
        { name: 'gone', anonymous: false, allocated: unknown('metadata-damaged'), containers: 1 },
      ],
    ])
    expect(view.rows.map((row) => row.attached)).toEqual([exact(201), atLeast(100, 'metadata-damaged')])
  })

  it('that two containers mount count once in the total, and those that nobody mounts not at all', () => {
    expect(view.totals.attached).toEqual(atLeast(201, 'metadata-damaged'))
  })

  it('are in no container’s own bytes', () => {
    expect(view.totals.own.kind === 'unknown' ? 0 : view.totals.own.bytes).toBe(0)
  })
})

describe('the totals', () => {
  it('do not claim to know what the CLI leaves out while its word on one container is missing', () => {
    const containers = [engineContainer('c', { sizeRw: 100 }), engineContainer('d', { sizeRw: null })]
    const says = { writableLayers: ['c', 'd'].map((id) => aWritableLayer(id)) }
    const holds = ['c', 'd'].map((containerId) => held(containerId, { kind: 'writable-layer', containerId }, 4096))
    const { totals } = viewOf({ engine: anEngine({ containers }), roots: [aRoot({ says, holds })] })
    expect([totals.own, totals.engineSizeRw, totals.leftOut]).toEqual([
      exact(8192),
      atLeast(100, 'engine-did-not-say'),
      unknown('engine-did-not-say'),
    ])
  })

  it('are measured nothing without containers', () => {
    const { rows, totals } = viewOf({ engine: anEngine(), roots: [aRoot()] })
    expect([rows, totals.containers, totals.own, totals.attached]).toEqual([[], 0, exact(0), exact(0)])
  })
})

describe('the image store', () => {
  it('says what the engine counts, where there is an engine', () => {
    const stores = [{ engine: anEngine() }, plainStore(), {}].map((change) => viewOf(change).imageStore)
    expect(stores).toEqual(['classic', 'containerd', null])
  })
})
