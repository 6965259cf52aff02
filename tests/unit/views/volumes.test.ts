import { describe, expect, it } from 'vitest'
import { buildInventory } from '../../../src-main/model/build-inventory.ts'
import { unknown } from '../../../src-main/model/figure.ts'
import type { DiskVolume, EngineContainer, EngineVolume, Observations } from '../../../src-main/model/observations.ts'
import { viewVolumes, type VolumeRow } from '../../../src-main/views/volumes.ts'
import { aVolume, mountOf } from '../../helpers/builders/disk-says.ts'
import { anEngine, engineContainer, engineVolume } from '../../helpers/builders/engine-says.ts'
import { anUnreadableRoot, aRoot, bytes, held, observed, type Held } from '../../helpers/builders/observed.ts'

interface Parts {
  readonly said?: readonly EngineVolume[]
  readonly containers?: readonly EngineContainer[]
  readonly found?: readonly DiskVolume[]
  readonly holds?: readonly Held[]
  readonly change?: Partial<Observations>
}

function rowsOf({ said = [], containers = [], found = [], holds = [], change = {} }: Parts): readonly VolumeRow[] {
  const engine = anEngine({ volumes: said, containers })
  return viewVolumes(
    buildInventory(observed({ engine, roots: [aRoot({ says: { volumes: found }, holds })], ...change })),
  ).rows
}

const volumePlace = (name: string, usage: Parameters<typeof held>[2]) =>
  held(`volumes/${name}/_data`, { kind: 'volume', name }, usage)

describe('a volume', () => {
  it('has its users with their states, and each place where they mount it', () => {
    const twice = [mountOf('data'), { ...mountOf('data'), destination: '/again' }, mountOf('other')]
    const containers = [
      engineContainer('b', { name: 'web', state: 'running', mounts: twice }),
      engineContainer('a', { name: 'job', state: 'exited', mounts: [mountOf('data')] }),
    ]
    const [row] = rowsOf({ said: [engineVolume('data')], containers, found: [aVolume('data')] })
    expect(row?.users).toEqual([
      { id: 'a', name: 'job', state: 'exited', destinations: ['/mnt/data'] },
      { id: 'b', name: 'web', state: 'running', destinations: ['/mnt/data', '/again'] },
    ])
    expect(row?.state).toBe('in-use')
  })

  it.each([
    [[], 'dangling'],
    [['exited', 'created'], 'kept'],
    [['exited', 'paused'], 'in-use'],
    [['restarting'], 'in-use'],
  ] as const)('that is used by containers that are %j is %s', (states, state) => {
    const containers = states.map((each, i) => engineContainer(`c${i}`, { state: each, mounts: [mountOf('v')] }))
    expect(rowsOf({ said: [engineVolume('v')], containers })[0]?.state).toBe(state)
  })

  it('belongs to the project of its label, else to that of a container', () => {
    const label = { 'com.docker.compose.project': 'shop' }
    const containers = [
      engineContainer('c', { labels: { 'com.docker.compose.project': 'blog' }, mounts: [mountOf('b')] }),
    ]
    const said = [engineVolume('a', { labels: label }), engineVolume('b'), engineVolume('c')]
    expect(rowsOf({ said, containers }).map(({ project }) => project)).toEqual(['shop', 'blog', null])
  })

  it.each([
    [bytes(4096, 5), 5, [{ what: 'blocks', bytes: 4091 }]],
    [bytes(4096, 1_000_000), 1_000_000, [{ what: 'holes', bytes: 995_904 }]],
    [bytes(4096, 4096), 4096, []],
    [
      bytes(8192, 5),
      7,
      [
        { what: 'blocks', bytes: 8187 },
        { what: 'engine-more', bytes: 2 },
      ],
    ],
    [bytes(4096, 4096), 4000, [{ what: 'engine-less', bytes: 96 }]],
  ])('of %j, of which the engine says %d, says what lies between', (own, size, between) => {
    const said = [engineVolume('v', { size })]
    const [row] = rowsOf({ said, found: [aVolume('v')], holds: [volumePlace('v', { own })] })
    expect(row?.between).toEqual(between)
  })

  it('that was not read whole is compared with nothing, and its last change is not known', () => {
    const usage = { own: bytes(4096, 9), modifiedAt: 5, incomplete: 'permission-denied' } as const
    const [row] = rowsOf({
      found: [aVolume('v')],
      said: [engineVolume('v', { size: 1 })],
      holds: [volumePlace('v', usage)],
    })
    expect([row?.between, row?.changedAt]).toEqual([[], null])
  })

  it('changed when the newest of its files did', () => {
    const holds = [volumePlace('v', { own: bytes(4096), modifiedAt: Date.UTC(2021, 4, 1) })]
    expect(rowsOf({ found: [aVolume('v')], holds })[0]?.changedAt).toBe('2021-05-01T00:00:00.000Z')
    const never = [volumePlace('v', { own: bytes(4096), modifiedAt: 9e15 })]
    expect(rowsOf({ found: [aVolume('v')], holds: never })[0]?.changedAt).toBe(null)
  })

  it('is told by the engine alone where no root can be read', () => {
    const [row] = rowsOf({
      said: [engineVolume('v', { size: 7, options: { type: 'nfs' } })],
      change: { roots: [anUnreadableRoot()] },
    })
    expect(row).toMatchObject({
      usage: { allocated: unknown('no-data-root') },
      options: { type: 'nfs' },
      changedAt: null,
      between: [],
    })
  })

  it('names the builder that keeps its cache there', () => {
    expect(rowsOf({ said: [engineVolume('buildx_buildkit_big0_state')] })[0]?.builder).toBe('big0')
  })
})
