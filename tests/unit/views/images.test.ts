import { describe, expect, it } from 'vitest'
import { buildInventory } from '../../../src-main/model/build-inventory.ts'
import { exact, unknown } from '../../../src-main/model/figure.ts'
import type { Observations } from '../../../src-main/model/observations.ts'
import { viewImages } from '../../../src-main/views/images.ts'
import { aManifest } from '../../helpers/builders/containerd-says.ts'
import { aContainer, aLayer, anImage } from '../../helpers/builders/disk-says.ts'
import { anEngine, engineImage } from '../../helpers/builders/engine-says.ts'
import { anUnreadableRoot, aRoot, held, observed } from '../../helpers/builders/observed.ts'
import { plainStore } from '../../helpers/builders/plain-store.ts'

function world(change: Partial<Observations> = {}): Observations {
  const says = {
    layers: [aLayer('base'), aLayer('top', { parent: 'base' })],
    images: [
      anImage('plain', ['base']),
      anImage('used', ['base', 'top'], { references: ['registry:5000/acme/used:2', 'acme/used:latest'] }),
      anImage('lost', ['base'], { references: [] }),
      anImage('step', ['base'], { references: [] }),
      anImage('child', ['base'], { parentId: 'step', references: ['acme/child@sha256:00'] }),
    ],
    containers: [aContainer('web', { imageId: 'used' })],
  }
  const holds = [
    held('base', { kind: 'layer', chainId: 'base' }, 100),
    held('top', { kind: 'layer', chainId: 'top' }, 7),
  ]
  return observed({ roots: [aRoot({ says, holds })], ...change })
}

const view = (observations: Observations) => viewImages(buildInventory(observations))

describe('the images', () => {
  it('are used, unused, dangling, or hidden parents', () => {
    const { rows, totals } = view(world())
    expect(rows.map(({ id, use }) => [id, use])).toEqual([
      ['child', 'unused'],
      ['lost', 'dangling'],
      ['plain', 'unused'],
      ['step', 'intermediate'],
      ['used', 'used'],
    ])
    expect(totals).toMatchObject({ images: 4, used: 1, unused: 2, dangling: 1, intermediate: 1, layers: 2 })
  })

  it('have their repository without tag, digest and port', () => {
    const names = view(world()).rows.map(({ name, repository, tags }) => [name, repository, tags])
    expect(names).toEqual([
      ['acme/child@sha256:00', 'acme/child', []],
      ['<none> lost', null, []],
      ['plain:latest', 'plain', ['latest']],
      ['<none> step', null, []],
      ['acme/used:latest', 'acme/used', ['latest', '2']],
    ])
  })

  it('total what is shared once, and what it would be if nothing were', () => {
    // base is of plain, used, lost and child; the hidden parent does not count.
    expect(view(world()).totals).toMatchObject({
      ...{ shared: exact(100), unique: exact(7), onDisk: exact(107), saved: exact(300), ifNothingShared: exact(407) },
    })
  })

  it('have totals that nobody knows where no root could be read', () => {
    const engine = anEngine({ images: [engineImage('x', { size: 5 })] })
    const { rows, totals } = view(observed({ engine, roots: [anUnreadableRoot()] }))
    expect([totals.shared, totals.onDisk, totals.ifNothingShared]).toEqual(Array(3).fill(unknown('no-data-root')))
    expect(rows[0]).toMatchObject({ engineSize: exact(5), virtual: { allocated: unknown('no-data-root') } })
  })

  it('are counted as their engine counts them: lengths of files, or platform by platform without the index', () => {
    expect(view(world()).rows.find(({ id }) => id === 'used')?.countedAsEngine).toEqual(exact(107))
    const store = plainStore()
    // 3 for the manifest, 50 and 60 for the layers; the index of 1 is not counted.
    const [one] = view(store).rows
    expect(one?.countedAsEngine).toEqual(exact(3 + 50 + 60 + 1_200_000))
    expect(one?.packed.apparent).toEqual(exact(1 + 3 + 50 + 60))
  })

  it('have the platforms that are here', () => {
    const manifests = [
      aManifest('a', { platform: 'linux/amd64' }),
      aManifest('b', { platform: 'linux/arm64', available: false }),
      aManifest('c', { kind: 'attestation', platform: null }),
    ]
    const says = { images: [anImage('i', [], { manifests })] }
    expect(view(observed({ roots: [aRoot({ says })] })).rows[0]?.platforms).toEqual(['linux/amd64'])
  })
})
