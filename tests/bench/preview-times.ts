import { buildReclaimGraph } from '../../src-main/model/reclaim-graph.ts'
import { buildInventory } from '../../src-main/model/build-inventory.ts'
import { findCandidates } from '../../src-main/prune/find-candidates.ts'
import { previewChoice } from '../../src-main/prune/preview-choice.ts'
import { CROWD, crowdedHost } from '../helpers/builders/crowded-host.ts'

export interface PreviewTimes {
  /** Of everything that is offered, and of every second object of it. */
  readonly objects: number
  readonly all: number
  readonly half: number
}

/** Milliseconds of processor time until a box that was ticked is answered, the median; a thousand images are unused. */
export function previewTimes(rounds: number): PreviewTimes {
  const inventory = buildInventory(crowdedHost({ ...CROWD, containers: 100, images: 1000, records: 5000 }))
  const grounds = { inventory, graph: buildReclaimGraph(inventory) }
  const offered = findCandidates(grounds)
  const all = [...offered.candidates].map(([key, { ways }]) => ({ key, way: ways[0] ?? 'remove' }))
  const half = all.filter((_, i) => i % 2 === 0)
  const time = (chosen: typeof all): number => {
    // The first few are slow until they are compiled, as they are for nobody who ticks one box after another.
    const times = Array.from({ length: rounds + 5 }, () => {
      const before = process.cpuUsage()
      previewChoice(grounds, chosen, offered)
      const { user, system } = process.cpuUsage(before)
      return (user + system) / 1000
    })
    return times.slice(5).sort((a, b) => a - b)[rounds >> 1] ?? NaN
  }
  return { objects: all.length, all: time(all), half: time(half) }
}
