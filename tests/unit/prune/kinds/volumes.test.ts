import { expect, it } from 'vitest'
import { exact } from '../../../../src-main/model/figure.ts'
import { anonymousVolumes } from '../../../../src-main/prune/kinds/anonymous-volumes.ts'
import { unusedVolumes } from '../../../../src-main/prune/kinds/unused-volumes.ts'
import { aContainer, aVolume, mountOf } from '../../../helpers/builders/disk-says.ts'
import { anEngine, engineVolume } from '../../../helpers/builders/engine-says.ts'
import { foundBy, groundsOf } from '../../../helpers/builders/grounds.ts'
import { aRoot, held } from '../../../helpers/builders/observed.ts'

const HEX = 'a'.repeat(64)

it('tells those that somebody named from the others', () => {
  const volumes = [
    engineVolume('data'),
    engineVolume(HEX),
    engineVolume('labelled', { labels: { 'com.docker.volume.anonymous': '' } }),
  ]
  const world = { engine: anEngine({ volumes }) }
  expect(foundBy(anonymousVolumes, world)).toEqual([HEX, 'labelled'])
  expect(foundBy(unusedVolumes, world)).toEqual(['data'])
})

it('offers none that a container has, also a stopped one', () => {
  const world = {
    engine: anEngine({ volumes: [engineVolume('data')] }),
    roots: [aRoot({ says: { containers: [aContainer('db', { state: 'exited', mounts: [mountOf('data')] })] } })],
  }
  expect(foundBy(unusedVolumes, world)).toEqual([])
})

it('offers none whose files may be anybody’s: of another driver, with options, or that no engine describes', () => {
  const volumes = [
    engineVolume('nfs', { options: { type: 'nfs', device: ':/export' } }),
    engineVolume('cloud', { driver: 'rexray' }),
    engineVolume('buildx_buildkit_builder0_state'),
  ]
  expect(foundBy(unusedVolumes, { engine: anEngine({ volumes }) })).toEqual([])
  expect(foundBy(unusedVolumes, { roots: [aRoot({ says: { volumes: [aVolume('data')] } })] })).toEqual([])
})

it('can be archived first, and frees all that is below its directory', () => {
  const world = {
    engine: anEngine({ volumes: [engineVolume('data')] }),
    roots: [
      aRoot({
        says: { volumes: [aVolume('data')] },
        holds: [
          held('volumes/data/_data', { kind: 'volume', name: 'data' }, 100),
          held('volumes/data', { kind: 'volume-surroundings', name: 'data' }, 7),
        ],
      }),
    ],
  }
  expect(unusedVolumes.candidates(groundsOf(world))).toMatchObject([
    { target: { type: 'volume', name: 'data' }, ways: ['remove', 'archive'], alone: exact(107) },
  ])
})
