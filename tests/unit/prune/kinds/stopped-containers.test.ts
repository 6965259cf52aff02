import { expect, it } from 'vitest'
import { exact } from '../../../../src-main/model/figure.ts'
import { stoppedContainers } from '../../../../src-main/prune/kinds/stopped-containers.ts'
import { aContainer, aWritableLayer } from '../../../helpers/builders/disk-says.ts'
import { anEngine, engineContainer } from '../../../helpers/builders/engine-says.ts'
import { groundsOf } from '../../../helpers/builders/grounds.ts'
import { aRoot, bytes, held } from '../../../helpers/builders/observed.ts'

it('offers those that do not run and are not on their way', () => {
  const states = ['created', 'running', 'paused', 'restarting', 'removing', 'exited', 'dead', 'unknown'] as const
  const containers = states.map((state) => engineContainer(state, { state }))
  const found = stoppedContainers.candidates(groundsOf({ engine: anEngine({ containers }) }))
  expect(found.map(({ name, why }) => [name, why.because])).toEqual([
    ['created', 'never-started'],
    ['dead', 'dead'],
    ['exited', 'exited'],
  ])
})

it('counts all that goes with one: files, logs and config', () => {
  const modifiedAt = Date.parse('2026-11-02T00:00:00Z')
  const roots = [
    aRoot({
      says: {
        containers: [aContainer('web', { state: 'exited', labels: { a: 'b' } })],
        writableLayers: [aWritableLayer('web')],
      },
      holds: [
        held(
          'overlay2/mount-web/diff',
          { kind: 'writable-layer', containerId: 'web' },
          { own: bytes(100), modifiedAt },
        ),
        held('log', { kind: 'container-log', containerId: 'web' }, 20),
        held('config', { kind: 'container-config', containerId: 'web' }, 3),
      ],
    }),
  ]
  expect(stoppedContainers.candidates(groundsOf({ roots }))).toEqual([
    {
      kind: 'stopped-containers',
      target: { type: 'container', id: 'web' },
      name: 'web',
      why: { because: 'exited', with: null },
      risk: 'data',
      ways: ['remove'],
      since: null,
      lastUsedAt: '2026-11-02T00:00:00.000Z',
      createdAt: '2026-11-20T08:00:00.000Z',
      labels: { a: 'b' },
      facts: ['exited', 'image:latest'],
      alone: exact(123),
    },
  ])
})
