import { describe, expect, it } from 'vitest'
import { buildInventory } from '../../../src-main/model/build-inventory.ts'
import { exact } from '../../../src-main/model/figure.ts'
import type { Observations } from '../../../src-main/model/observations.ts'
import { buildReclaimGraph } from '../../../src-main/model/reclaim-graph.ts'
import { viewContainerDetail } from '../../../src-main/views/container-detail.ts'
import { aContainer, aLayer, anImage, aVolume, aWritableLayer, mountOf } from '../../helpers/builders/disk-says.ts'
import { aRoot, held, observed } from '../../helpers/builders/observed.ts'

const ROOT = aRoot({
  says: {
    layers: [aLayer('base'), aLayer('top', { parent: 'base' })],
    images: [
      anImage('app', ['base', 'top'], { parentId: 'hidden' }),
      anImage('other', ['base']),
      anImage('hidden', ['base'], { references: [] }),
    ],
    containers: [
      aContainer('c', {
        imageId: 'app',
        mounts: [
          mountOf('data'),
          { type: 'bind', volume: null, source: '/srv/site', destination: '/site' },
          { type: 'tmpfs', volume: null, source: '', destination: '/t' },
        ],
      }),
      aContainer('d', { imageId: 'app', mounts: [mountOf('data')] }),
      aContainer('e', { imageId: 'other' }),
    ],
    writableLayers: ['c', 'd'].map((id) => aWritableLayer(id, { parent: 'top' })),
    volumes: [aVolume('data')],
  },
  holds: [
    held('base', { kind: 'layer', chainId: 'base' }, 70),
    held('top', { kind: 'layer', chainId: 'top' }, 8),
    held('w', { kind: 'writable-layer', containerId: 'c' }, 1000),
    held('l', { kind: 'container-log', containerId: 'c' }, 200),
    held('f', { kind: 'container-config', containerId: 'c' }, 30),
    held('v', { kind: 'volume', name: 'data' }, 5),
  ],
})

function viewOf(observations: Partial<Observations>, id = 'c') {
  const inventory = buildInventory(observed(observations))
  return viewContainerDetail(inventory, buildReclaimGraph(inventory), id)
}

describe('a container’s own page', () => {
  const view = viewOf({ roots: [ROOT] })!

  it('has the layers below it, topmost first, with their steps and who else has them', () => {
    expect(
      view.layers.map(({ chainId, createdBy, usage, sharedWith }) => [chainId, createdBy, usage.allocated, sharedWith]),
    ).toEqual([
      ['top', 'RUN make top', exact(8), []],
      ['base', 'RUN make base', exact(70), ['other:latest']],
    ])
    expect(view.copies).toBeNull()
  })

  it('frees what is its own, and names who else was made from its image', () => {
    expect([view.frees, view.besides]).toEqual([exact(1230), ['d']])
  })

  it('counts a volume it mounts once, and never what is of the host or in memory', () => {
    expect(view.mounts.map(({ type, volume, allocated, containers }) => [type, volume, allocated, containers])).toEqual(
      [
        ['volume', 'data', exact(5), 2],
        ['bind', null, null, 0],
        ['tmpfs', null, null, 0],
      ],
    )
  })

  it('says where the writable layer is, and what becomes of its log', () => {
    expect([view.directory, view.log.id]).toEqual(['/var/lib/docker/overlay2/mount-c/diff', 'c'])
  })

  it('is none for a container that is not there', () => {
    expect(viewOf({ roots: [ROOT] }, 'gone')).toBeNull()
  })
})
