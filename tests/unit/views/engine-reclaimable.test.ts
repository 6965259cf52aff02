import { describe, expect, it } from 'vitest'
import { buildInventory } from '../../../src-main/model/build-inventory.ts'
import type { Inventory } from '../../../src-main/model/inventory.ts'
import { buildReclaimGraph } from '../../../src-main/model/reclaim-graph.ts'
import { exact, unknown } from '../../../src-main/model/figure.ts'
import type { EngineObservation, Observations } from '../../../src-main/model/observations.ts'
import { imagesFormula } from '../../../src-main/views/engine-reclaimable.ts'
import { viewComparison } from '../../../src-main/views/ledger-comparison.ts'
import { aContainer, aLayer, anImage, aVolume, aWritableLayer } from '../../helpers/builders/disk-says.ts'
import {
  anEngine,
  engineContainer,
  engineImage,
  engineRecord,
  engineVolume,
} from '../../helpers/builders/engine-says.ts'
import { aRoot, held, observed } from '../../helpers/builders/observed.ts'

const compare = (inventory: Inventory) => viewComparison(inventory, buildReclaimGraph(inventory))

/**
 * Three images on a shared layer of 500: `used` adds 120 and has a stopped container; `old` and `older` add 80 and 60, and
 * share another layer of 40.
 */
function world(change: Partial<EngineObservation> = {}): Observations {
  const sizes = { base: 500, used: 120, between: 40, old: 80, older: 60 } as const
  const layers = (['base', 'used', 'between', 'old', 'older'] as const).map((name) =>
    aLayer(name, {
      engineSize: sizes[name],
      parent: name === 'base' ? null : name === 'old' || name === 'older' ? 'between' : 'base',
    }),
  )
  return observed({
    engine: anEngine({
      layersSize: 800,
      images: [
        engineImage('used', { size: 620, sharedSize: 500, containers: 1 }),
        engineImage('old', { size: 620, sharedSize: 540, containers: 0 }),
        engineImage('older', { size: 600, sharedSize: 540, containers: 0 }),
      ],
      containers: [
        engineContainer('stopped', { imageId: 'used', state: 'exited', sizeRw: 7 }),
        engineContainer('paused', { imageId: 'used', state: 'paused', sizeRw: 3 }),
      ],
      volumes: [
        engineVolume('mounted', { size: 11 }),
        engineVolume('loose', { size: 13 }),
        engineVolume('with-options', { size: null }),
      ],
      buildCache: [
        engineRecord('idle', { size: 17 }),
        engineRecord('busy', { size: 19, inUse: true }),
        engineRecord('of-image', { size: 23, shared: true }),
      ],
      ...change,
    }),
    roots: [
      aRoot({
        says: {
          layers,
          images: [
            anImage('used', ['base', 'used']),
            anImage('old', ['base', 'between', 'old']),
            anImage('older', ['base', 'between', 'older']),
          ],
          containers: [
            aContainer('stopped', {
              imageId: 'used',
              mounts: [{ type: 'volume', volume: 'mounted', source: '', destination: '/v' }],
            }),
            aContainer('paused', { imageId: 'used' }),
          ],
          writableLayers: [aWritableLayer('stopped', { parent: 'used' }), aWritableLayer('paused', { parent: 'used' })],
          volumes: [aVolume('mounted'), aVolume('loose')],
        },
        holds: [
          ...Object.entries(sizes).map(([chainId, bytes]) =>
            held(`overlay2/cache-${chainId}/diff`, { kind: 'layer', chainId }, bytes),
          ),
          held('overlay2/mount-stopped/diff', { kind: 'writable-layer', containerId: 'stopped' }, 7),
          held('overlay2/mount-paused/diff', { kind: 'writable-layer', containerId: 'paused' }, 3),
          held('containers/stopped/log', { kind: 'container-log', containerId: 'stopped' }, 100),
          held('volumes/mounted/_data', { kind: 'volume', name: 'mounted' }, 11),
          held('volumes/loose/_data', { kind: 'volume', name: 'loose' }, 13),
        ],
      }),
    ],
  })
}

const reclaimableOf = (observations: Observations) =>
  Object.fromEntries(
    compare(buildInventory(observations))!.compared.map(({ what, reclaimable }) => [what, reclaimable]),
  )

describe('RECLAIMABLE of images', () => {
  it.each([
    ['20.10.24', 'all-but-used-unique', 800 - 120],
    ['28.5.2+dfsg4', 'all-but-used-unique', 800 - 120],
    ['29.0.0', 'all-but-unused-unique', 800 - 80 - 60],
    ['29.3.1', 'all-but-unused-unique', 800 - 80 - 60],
    ['29.4.0', 'unused-unique', 80 + 60],
    ['30.1.0', 'unused-unique', 80 + 60],
    ['dev', 'unused-unique', 80 + 60],
  ] as const)('is worked out as version %s does: %s', (version, formula, bytes) => {
    expect(reclaimableOf(world({ version }))['images']).toMatchObject({ formula, engine: exact(bytes) })
  })

  it('is never what would really go: both unused images with the layer that they share', () => {
    expect(reclaimableOf(world())['images']?.frees).toEqual(exact(80 + 60 + 40))
  })

  it('is the engine’s own word where it has one', () => {
    const said = world({ version: '29.5.0', apiVersion: '1.52', imagesReclaimable: 123 })
    expect(reclaimableOf(said)['images']?.engine).toEqual(exact(123))
  })

  it('has the per cent that Docker prints, cut off', () => {
    expect(reclaimableOf(world({ layersSize: 799 }))['images']?.percent).toBe(84)
  })

  it('leaves out an image whose shared size the engine did not say', () => {
    const images = [engineImage('used', { size: 620, sharedSize: null, containers: 1 })]
    expect(reclaimableOf(world({ images }))['images']?.engine).toEqual(exact(800))
  })

  it('takes our own count of containers where the engine gave none', () => {
    const images = [
      engineImage('used', { size: 620, sharedSize: 500 }),
      engineImage('old', { size: 620, sharedSize: 540 }),
    ]
    expect(reclaimableOf(world({ images }))['images']?.engine).toEqual(exact(800 - 120))
  })

  it('waits for sizes', () => {
    const early = world({ sizesKnown: false, layersSize: null })
    expect(reclaimableOf(early)['images']?.engine).toEqual(unknown('not-measured-yet'))
  })
})

it.each([
  ['28.5.2', 'all-but-used-unique'],
  ['29.0.0-rc.1', 'all-but-unused-unique'],
  ['29.4.0', 'unused-unique'],
] as const)('the formula of %s is %s', (version, formula) => {
  expect(imagesFormula({ version })).toBe(formula)
})

describe('RECLAIMABLE of the others', () => {
  it('counts containers that are not running, paused ones being active; their logs would go too', () => {
    expect(reclaimableOf(world())['containers']).toEqual({
      formula: 'not-running',
      engine: exact(7),
      percent: 70,
      frees: exact(107),
    })
  })

  it('counts volumes that no container mounts and that have a size', () => {
    // The one with options may be anywhere.
    expect(reclaimableOf(world())['volumes']).toMatchObject({
      ...{ engine: exact(13), percent: 54 },
      frees: { kind: 'at-least', bytes: 13 },
    })
  })

  it.each(['28.5.2', '29.4.0'])(
    'counts records that are neither in use nor images’, and no per cent: %s',
    (version) => {
      expect(reclaimableOf(world({ version }))['build-cache']).toMatchObject({ engine: exact(17), percent: null })
    },
  )
})
