import { describe, expect, it } from 'vitest'
import { buildInventory } from '../../../src-main/model/build-inventory.ts'
import type { ContainerState, Purpose } from '../../../src-main/model/observations.ts'
import { createScope, touchedBy } from '../../../src-main/service/refresh-scope.ts'
import type { EngineEvent } from '../../../src-main/sources/docker-engine/engine-event.ts'
import { aContainer, mountOf } from '../../helpers/builders/disk-says.ts'
import { aRoot, observed } from '../../helpers/builders/observed.ts'

const event = (kind: EngineEvent['kind'], id: string | null): EngineEvent => ({
  kind,
  action: 'create',
  id,
  name: null,
  time: '2026-11-21T08:00:00.000Z',
})

const container = (id: string, state: ContainerState, volume: string) =>
  aContainer(id, { state, mounts: [mountOf(volume)] })

const before = buildInventory(
  observed({
    roots: [
      aRoot({
        says: {
          containers: [
            container('runs', 'running', 'busy'),
            container('rests', 'exited', 'quiet'),
            container('fresh', 'created', 'unused'),
            container('paused', 'paused', 'held'),
            container('dead', 'dead', 'lost'),
          ],
        },
      }),
    ],
  }),
)

const unchanged = (purpose: Purpose, ...events: readonly EngineEvent[]) =>
  createScope(before, touchedBy(events))(purpose)

const OF_CONTAINER = ['writable-layer', 'writable-layer-surroundings', 'container-log', 'container-config'] as const

describe('what cannot have changed', () => {
  it.each<Purpose>([
    { kind: 'layer', chainId: 'a' },
    { kind: 'layer-surroundings', chainId: 'a' },
    { kind: 'init-layer', containerId: 'runs' },
  ])('is what never changes: $kind', (purpose) => {
    expect(unchanged(purpose)).toBe(true)
  })

  it.each(OF_CONTAINER)('is the %s of a container that is stopped or was never started', (kind) => {
    expect(['rests', 'fresh'].map((containerId) => unchanged({ kind, containerId }))).toEqual([true, true])
  })

  it('is a volume that only stopped containers mount, or none', () => {
    const names = ['quiet', 'unused', 'nobodys']
    expect(names.map((name) => unchanged({ kind: 'volume', name }))).toEqual([true, true, true])
  })
})

describe('what is walked again', () => {
  it.each(OF_CONTAINER)('is the %s of a container that is not at rest', (kind) => {
    const ids = ['runs', 'paused', 'dead']
    expect(ids.map((containerId) => unchanged({ kind, containerId }))).toEqual([false, false, false])
  })

  it.each(OF_CONTAINER)('is the %s of a stopped container that an event named', (kind) => {
    expect(unchanged({ kind, containerId: 'rests' }, event('container', 'rests'))).toBe(false)
  })

  it.each(['volume', 'volume-surroundings'] as const)('is the %s of such a container', (kind) => {
    expect(unchanged({ kind, name: 'busy' })).toBe(false)
    expect(unchanged({ kind, name: 'quiet' }, event('container', 'rests'))).toBe(false)
  })

  it('is a volume that an event named', () => {
    expect(unchanged({ kind: 'volume', name: 'nobodys' }, event('volume', 'nobodys'))).toBe(false)
  })

  it.each<Purpose>([
    { kind: 'build-cache', recordIds: ['r'], snapshotKey: 'k' },
    { kind: 'build-cache-surroundings', recordIds: ['r'], snapshotKey: 'k' },
    { kind: 'area', area: 'swarm', category: 'swarm' },
    { kind: 'orphan', reason: 'unaccounted' },
    { kind: 'unexplained' },
  ])('is what changes without any event: $kind', (purpose) => {
    expect(unchanged(purpose)).toBe(false)
  })
})

describe('touchedBy', () => {
  it('names containers and volumes, and passes over events of no single object and of other kinds', () => {
    const events = [event('container', 'c'), event('container', 'c'), event('volume', 'v'), event('image', 'i')]
    expect(touchedBy([...events, event('container', null), event('builder', null)])).toEqual({
      containers: new Set(['c']),
      volumes: new Set(['v']),
    })
  })
})
