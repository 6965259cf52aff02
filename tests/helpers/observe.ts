import { buildInventory } from '../../src-main/model/build-inventory.ts'
import type { Inventory } from '../../src-main/model/inventory.ts'
import type { RootObservation } from '../../src-main/model/observations.ts'
import { createNodeDiskReader } from '../../src-main/sources/disk/node-disk-reader.ts'
import { walkPlaces } from '../../src-main/sources/disk/walk-places.ts'
import {
  observeMetadata,
  observeUsage,
  type RootRequest,
  type RootSources,
} from '../../src-main/sources/observe-root.ts'

const processEntry = new URL('../../src-main/sources/disk/walk-process.ts', import.meta.url)

/** What was seen of one root, and what is made of it. */
export interface Observed {
  readonly observation: RootObservation
  readonly inventory: Inventory
}

/** Reads a root from disk alone, without an engine and without a memory of earlier walks. */
export async function observe(path: string): Promise<Observed> {
  const sources: RootSources = {
    reader: createNodeDiskReader(),
    walk: (request) => walkPlaces(request, { processEntry }),
    memory: { recall: () => null, remember: () => undefined, forget: () => undefined },
    processes: 1,
  }
  const request: RootRequest = {
    path,
    role: 'data-root',
    current: null,
    live: false,
    reuse: null,
    everything: true,
    signal: undefined,
  }
  const root = await observeMetadata(sources, request)
  const readable = root.measured !== 'unreadable'
  const observation = readable ? (await observeUsage(sources, { request, root }, () => undefined)).observation : root
  return { observation, inventory: inventoryOf(observation) }
}

export function inventoryOf(root: RootObservation): Inventory {
  const engineBecause = 'none is asked'
  return buildInventory({ takenAt: '2026-11-20T00:00:00Z', sample: false, engine: null, engineBecause, roots: [root] })
}
