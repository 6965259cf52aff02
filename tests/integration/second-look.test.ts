import { describe, expect, it } from 'vitest'
import { buildInventory } from '../../src-main/model/build-inventory.ts'
import type { Observations, Purpose } from '../../src-main/model/observations.ts'
import { openDatabase } from '../../src-main/persistence/database.ts'
import { createUsageMemory } from '../../src-main/persistence/usage-memory.ts'
import { createInventoryTaker, type InventoryTaker, type Taken } from '../../src-main/service/inventory-taker.ts'
import { createScope } from '../../src-main/service/refresh-scope.ts'
import { createNodeDiskReader } from '../../src-main/sources/disk/node-disk-reader.ts'
import { walkPlaces } from '../../src-main/sources/disk/walk-places.ts'
import { ENGINE_VERSIONS } from '../helpers/engines/engine.ts'
import { sharedEngine } from '../helpers/engines/shared-engine.ts'
import { whileQuiet } from '../helpers/quiet-report.ts'
import { DEFAULT_TARGET } from '../../src-main/service/target.ts'

const processEntry = new URL('../../src-main/sources/disk/walk-process.ts', import.meta.url)

describe.each(ENGINE_VERSIONS)('a second look at engine %s', (version) => {
  const engine = sharedEngine(version)

  it('takes every read-only layer from memory and walks the rest', async () => {
    const taker = takerOf(engine.endpoint)
    const first = await take(taker, null)
    const { measured: second, truth } = await whileQuiet(engine, () => take(taker, null))

    const layers = remembered(second.observations, (purpose) => purpose.kind === 'layer')
    expect(remembered(first.observations, () => true).some((place) => place.remembered)).toBe(false)
    expect(layers.length).toBeGreaterThan(0)
    expect(layers.filter((place) => !place.remembered)).toEqual([])
    const others = remembered(second.observations, (purpose) => purpose.kind !== 'layer')
    expect(others.filter((place) => place.remembered)).toEqual([])
    expect(allocatedOf(second)).toBe(truth.allocated)
  })

  it('after an event walks only what can have changed, and is still equal to du', async () => {
    const taker = takerOf(engine.endpoint)
    // The last walk and this one: what changes in between without an event is for the next measurement to find.
    const { measured, truth } = await whileQuiet(engine, async () => {
      const first = await take(taker, null)
      const before = buildInventory(first.observations)
      const unchanged = createScope(before, { containers: new Set(), volumes: new Set() })
      const second = await take(taker, (root, place, identity) => {
        const found = unchanged(place.purpose) ? first.walked.get(root)?.get(place.path) : undefined
        return found?.identity.ino === identity.ino ? found : null
      })
      return { before, second }
    })
    const { before, second } = measured

    const running = new Set(before.containers.filter((each) => each.state === 'running').map((each) => each.id))
    const writable = remembered(second.observations, (purpose) => purpose.kind === 'writable-layer')
    const walkedAgain = writable.filter((place) => !place.remembered)
    expect(new Set(walkedAgain.map((place) => place.id))).toEqual(running)
    expect(writable.length).toBeGreaterThan(running.size)
    expect(allocatedOf(second)).toBe(truth.allocated)
  })

  it('walks remembered layers again when everything is asked for', async () => {
    const taker = takerOf(engine.endpoint)
    await take(taker, null)
    const again = await take(taker, null, true)
    expect(remembered(again.observations, () => true).filter((place) => place.remembered)).toEqual([])
  })
})

function takerOf(dockerHost: string): InventoryTaker {
  return createInventoryTaker({
    target: { ...DEFAULT_TARGET, dockerHost },
    samplePath: '',
    clock: () => new Date(),
    sources: {
      reader: createNodeDiskReader(),
      walk: (request) => walkPlaces(request, { processEntry }),
      memory: createUsageMemory(openDatabase(':memory:')),
      processes: 2,
    },
  })
}

type Reuse = Parameters<InventoryTaker['take']>[0]['reuse']

function take(taker: InventoryTaker, reuse: Reuse, everything = false): Promise<Taken> {
  return taker.take({ everything, reuse, signal: new AbortController().signal }, () => undefined)
}

function remembered(observations: Observations, wanted: (purpose: Purpose) => boolean) {
  return observations.roots.flatMap((root) =>
    root.survey.places.flatMap((place, i) => {
      const usage = root.usages[i]
      if (usage === null || usage === undefined || !wanted(place.purpose)) return []
      const id = 'containerId' in place.purpose ? place.purpose.containerId : place.path
      return [{ id, remembered: usage.remembered }]
    }),
  )
}

function allocatedOf(taken: Taken): number | undefined {
  return buildInventory(taken.observations).roots[0]?.ledger.total.allocated
}
