import { describe, expect, it } from 'vitest'
import { buildInventory } from '../../../src-main/model/build-inventory.ts'
import { bytesOf, exact } from '../../../src-main/model/figure.ts'
import { buildReclaimGraph } from '../../../src-main/model/reclaim-graph.ts'
import type { Preset } from '../../../src-main/prune/choice.ts'
import { findCandidates } from '../../../src-main/prune/find-candidates.ts'
import { choosePreset } from '../../../src-main/prune/preset.ts'
import type { PruneGrounds } from '../../../src-main/prune/prune-kind.ts'
import { aContainer, aLayer, anImage, aRecord, aVolume, aWritableLayer } from '../../helpers/builders/disk-says.ts'
import { anEngine, engineRecord, engineVolume } from '../../helpers/builders/engine-says.ts'
import { groundsOf } from '../../helpers/builders/grounds.ts'
import { aRoot, held } from '../../helpers/builders/observed.ts'
import { seeded } from '../../helpers/builders/seeded.ts'
import { randomStore } from '../model/random-store.ts'

const NOW = Date.parse('2026-11-21T08:00:00Z')
const day = (of: number) => `2026-11-0${of}T00:00:00.000Z`

function choose(grounds: PruneGrounds, preset: Preset) {
  const offered = findCandidates(grounds)
  const { chosen, ...rest } = choosePreset(grounds, preset, {
    offered,
    candidates: [...offered.candidates.values()],
    now: NOW,
  })
  return { ...rest, chosen, keys: chosen.map(({ key }) => key) }
}

/** 5 free. Images of 100, 30 and 20 that share 1000, the first the oldest; an orphan of 7; a container and two volumes. */
function world() {
  const image = (id: string, of: number) => anImage(id, ['base', id], { createdAt: day(of) })
  const layers = ['one', 'two', 'six'].map((id) => aLayer(id, { parent: 'base' }))
  return groundsOf({
    engine: anEngine({ volumes: [engineVolume('named'), engineVolume('a'.repeat(64))] }),
    roots: [
      aRoot({
        capacity: { total: 10_000, free: 20, available: 5 },
        says: {
          layers: [aLayer('base'), ...layers],
          images: [image('one', 1), image('two', 2), image('six', 6)],
          containers: [aContainer('job', { state: 'exited' })],
          writableLayers: [aWritableLayer('job')],
          volumes: [aVolume('named'), aVolume('a'.repeat(64))],
        },
        holds: [
          held('base', { kind: 'layer', chainId: 'base' }, 1000),
          held('one', { kind: 'layer', chainId: 'one' }, 100),
          held('two', { kind: 'layer', chainId: 'two' }, 30),
          held('six', { kind: 'layer', chainId: 'six' }, 20),
          held('lost', { kind: 'orphan', reason: 'unaccounted' }, 7),
          held('job', { kind: 'writable-layer', containerId: 'job' }, 400),
          held('named', { kind: 'volume', name: 'named' }, 5000),
          held('nameless', { kind: 'volume', name: 'a'.repeat(64) }, 300),
        ],
      }),
    ],
  })
}

const LOST = 'path /var/lib/docker/lost'
const until = (bytes: number) => choose(world(), { kind: 'until-free', bytes })

describe('presets', () => {
  it('are what is safe, and what can be built again too', () => {
    expect(choose(world(), { kind: 'safe' })).toMatchObject({ preset: 'safe', keys: [LOST], frees: exact(7) })
    const rebuildable = choose(world(), { kind: 'rebuildable' })
    expect(rebuildable).toMatchObject({ frees: exact(1157) })
    expect([...rebuildable.keys].sort()).toEqual(['image one', 'image six', 'image two', LOST].sort())
  })

  it('have nothing that cannot go', () => {
    const says = { buildCache: [aRecord('below'), aRecord('above', { parents: ['below'] })] }
    const buildCache = [engineRecord('below'), engineRecord('above', { inUse: true })]
    const grounds = groundsOf({ engine: anEngine({ buildCache }), roots: [aRoot({ says })] })
    expect(choose(grounds, { kind: 'rebuildable' }).keys).toEqual([])
  })
})

describe('as much as it takes', () => {
  it('is nothing where there is room, or where nobody knows', () => {
    expect(until(5)).toMatchObject({ preset: 'until-free', keys: [], frees: exact(0), short: 0 })
    expect(choose(groundsOf({}), { kind: 'until-free', bytes: 5 })).toMatchObject({ keys: [], short: null })
  })

  it('takes the safest first, then the oldest', () => {
    expect(until(12)).toMatchObject({ keys: [LOST], frees: exact(7) })
    expect(until(13)).toMatchObject({ keys: [LOST, 'image one'], frees: exact(107) })
  })

  it('takes no more of what it took last than it needs', () => {
    // The orphan stays in it: what is safe costs nobody anything.
    expect(until(5 + 7 + 130).keys).toEqual([LOST, 'image one', 'image two'])
    expect(until(5 + 7 + 20 + 100 + 30 + 1000).keys).toEqual([LOST, 'image one', 'image two', 'image six'])
  })

  it('takes data last, never what has to be asked for, and all it may where that is not enough', () => {
    expect(until(5 + 1157 + 350).keys.slice(4)).toEqual(['container job'])
    expect(until(9000).keys).not.toContain('volume named')
    expect(until(9000)).toMatchObject({ frees: exact(1857) })
  })

  it('says whether that is enough, and how much is lacking', () => {
    expect(until(12).short).toBe(0)
    expect(until(5 + 1857).short).toBe(0)
    expect(until(5 + 1857 + 3).short).toBe(3)
    expect(choose(world(), { kind: 'safe' }).short).toBeNull()
  })

  it('removes at once what would wait in a quarantine, which is not free', () => {
    expect(choose(world(), { kind: 'safe' }).chosen).toEqual([{ key: LOST, way: 'quarantine' }])
    expect(until(12).chosen).toEqual([{ key: LOST, way: 'remove' }])
  })

  it('counts only what comes back to the disk of the first root', () => {
    const disk = (device: string, available = 5) => ({
      path: `/${device}`,
      filesystem: { type: 'ext4', device: `/dev/${device}`, mountPoint: `/${device}` },
      capacity: { total: 10_000, free: available, available },
    })
    const layersOn = (root: Parameters<typeof aRoot>[0]) =>
      groundsOf({
        engine: anEngine(),
        roots: [
          aRoot({ ...disk('sda'), holds: [held('lost', { kind: 'orphan', reason: 'unaccounted' }, 7)] }),
          aRoot({
            ...root,
            says: { layers: [aLayer('one')], images: [anImage('one', ['one'])] },
            holds: [
              held('one', { kind: 'layer', chainId: 'one' }, 100),
              held('old', { kind: 'orphan', reason: 'unaccounted' }, 9),
            ],
          }),
        ],
      })
    const elsewhere = layersOn(disk('sdb'))
    expect(choose(elsewhere, { kind: 'rebuildable' })).toMatchObject({ frees: exact(116) })
    const result = choose(elsewhere, { kind: 'until-free', bytes: 50 })
    expect(result).toMatchObject({ keys: ['path /sda/lost'], frees: exact(7), short: 38 })
    const together = layersOn({ ...disk('sda'), path: '/sda/containerd', role: 'containerd' })
    expect(choose(together, { kind: 'until-free', bytes: 50 })).toMatchObject({ frees: exact(116), short: 0 })
  })

  it.each([...Array(40).keys()])(
    'is enough, and without any of what it took last it is not, of random store %i',
    (seed) => {
      const { observations } = randomStore(seeded(seed))
      const inventory = buildInventory(observations)
      const grounds = { inventory, graph: buildReclaimGraph(inventory) }
      const most = bytesOf(choose(grounds, { kind: 'rebuildable' }).frees) ?? 0
      const free = inventory.roots[0]?.capacity?.available ?? 0
      const { keys, frees } = choose(grounds, { kind: 'until-free', bytes: free + Math.ceil(most / 2) })
      expect(bytesOf(frees)).toBeGreaterThanOrEqual(Math.ceil(most / 2))
      expect(new Set(keys).size).toBe(keys.length)
    },
  )
})
