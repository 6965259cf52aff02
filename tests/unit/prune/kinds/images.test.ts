import { describe, expect, it } from 'vitest'
import { exact } from '../../../../src-main/model/figure.ts'
import type { EngineImage, EngineObservation } from '../../../../src-main/model/observations.ts'
import { danglingImages } from '../../../../src-main/prune/kinds/dangling-images.ts'
import { supersededTags } from '../../../../src-main/prune/kinds/superseded-tags.ts'
import { unusedImages } from '../../../../src-main/prune/kinds/unused-images.ts'
import { aContainer, aLayer, anImage } from '../../../helpers/builders/disk-says.ts'
import { anEngine, engineContainer, engineImage } from '../../../helpers/builders/engine-says.ts'
import { foundBy, groundsOf } from '../../../helpers/builders/grounds.ts'
import { aRoot, held } from '../../../helpers/builders/observed.ts'

const said = (images: readonly EngineImage[], change: Partial<EngineObservation> = {}) => ({
  engine: anEngine({ images, ...change }),
})

describe('images without a name', () => {
  it('are offered, but neither with a container that runs nor as a hidden parent', () => {
    const world = said(
      [
        engineImage('dangling', { references: [] }),
        engineImage('ran', { references: [] }),
        engineImage('runs', { references: [] }),
        engineImage('counted', { references: [], containers: 1 }),
        engineImage('hidden', { references: [], intermediate: true }),
        engineImage('named'),
      ],
      {
        containers: [
          engineContainer('c', { imageId: 'ran', state: 'exited' }),
          engineContainer('d', { imageId: 'runs', state: 'exited' }),
          engineContainer('e', { imageId: 'runs', state: 'running' }),
        ],
      },
    )
    expect(foundBy(danglingImages, world)).toEqual(['dangling', 'ran'])
  })
})

describe('images with a name', () => {
  it('are offered when nothing runs with them, and say which stopped containers have to go too', () => {
    const world = {
      roots: [
        aRoot({
          says: {
            images: ['unused', 'ran', 'runs', 'paused'].map((id) => anImage(id, [])),
            containers: [
              aContainer('c', { imageId: 'ran', state: 'exited' }),
              aContainer('d', { imageId: 'ran', state: 'created' }),
              aContainer('e', { imageId: 'runs', state: 'running' }),
              aContainer('f', { imageId: 'paused', state: 'paused' }),
            ],
          },
        }),
      ],
    }
    expect(unusedImages.candidates(groundsOf(world)).map(({ name, why }) => [name, why])).toEqual([
      ['ran:latest', { because: 'only-stopped', with: 'c, d' }],
      ['unused:latest', { because: 'no-container', with: null }],
    ])
  })

  it('are not when the engine counts a container that is not known here', () => {
    const containers = [engineContainer('c', { imageId: 'a', state: 'exited' })]
    expect(foundBy(unusedImages, said([engineImage('a', { containers: 2 })], { containers }))).toEqual([])
    expect(foundBy(unusedImages, said([engineImage('a', { containers: 1 })], { containers }))).toEqual(['a:latest'])
  })

  it('say what only they have, and with which names they can be found', () => {
    const world = {
      ...said([
        engineImage('a', { references: ['a:1', 'a:2'], labels: { team: 'x' } }),
        engineImage('b', { repoDigests: ['b@sha256:1'] }),
      ]),
      roots: [
        aRoot({
          says: {
            layers: [aLayer('base'), aLayer('top', { parent: 'base' })],
            images: [anImage('a', ['base', 'top']), anImage('b', ['base'])],
          },
          holds: [
            held('base', { kind: 'layer', chainId: 'base' }, 1000),
            held('top', { kind: 'layer', chainId: 'top' }, 10),
          ],
        }),
      ],
    }
    expect(unusedImages.candidates(groundsOf(world))).toEqual([
      {
        kind: 'unused-images',
        target: { type: 'image', id: 'a' },
        name: 'a:1',
        why: { because: 'no-container', with: null },
        risk: 'rebuildable',
        ways: ['remove'],
        since: null,
        lastUsedAt: null,
        createdAt: '2026-11-19T08:00:00.000Z',
        labels: { team: 'x' },
        facts: ['a:1', 'a:2', 'no-repo-digest'],
        alone: exact(10),
      },
      expect.objectContaining({ name: 'b:latest', facts: ['b:latest'], alone: exact(0) }),
    ])
  })
})

describe('images with a newer one of the same name', () => {
  const day = (of: number) => `2026-11-${String(of).padStart(2, '0')}T00:00:00.000Z`
  const web = (id: string, made: number | null, ...references: readonly string[]) =>
    engineImage(id, { references, createdAt: made === null ? null : day(made) })

  it('are offered with the newest, whether that one is used or not', () => {
    const world = said([web('1', 1, 'host:5000/web:1'), web('2', 2, 'host:5000/web:2'), web('3', 3, 'host:5000/web:3')])
    const found = supersededTags.candidates(groundsOf(world)).map(({ name, why, since }) => [name, why.with, since])
    expect(found).toEqual([
      ['host:5000/web:1', 'host:5000/web:3', day(3)],
      ['host:5000/web:2', 'host:5000/web:3', day(3)],
    ])
  })

  it('are not while one of their names is the newest', () => {
    expect(foundBy(supersededTags, said([web('1', 1, 'web:1', 'shop:1'), web('2', 2, 'web:2')]))).toEqual([])
  })

  it('are not when they are as old, or of an age that nobody knows', () => {
    expect(
      foundBy(supersededTags, said([web('1', 2, 'web:1'), web('2', 2, 'web:2'), web('3', null, 'web:3')])),
    ).toEqual([])
  })

  it('are not while a container runs with them', () => {
    const containers = [engineContainer('c', { imageId: '1', state: 'running' })]
    expect(foundBy(supersededTags, said([web('1', 1, 'web:1'), web('2', 2, 'web:2')], { containers }))).toEqual([])
  })
})
