import { exact } from '../../../src-main/model/figure.ts'
import type { PrunePlan } from '../../../src-main/prune/plan.ts'

/** A plan that removes volumes, one a step. */
export function planOf(id: string, volumes: readonly string[]): PrunePlan {
  return {
    format: 1,
    id,
    madeAt: '2026-01-02T03:04:05.000Z',
    engine: { id: 'engine', name: 'host', version: '28.5.2' },
    roots: ['/var/lib/docker'],
    allocatedBefore: null,
    actions: volumes.map((name, i) => ({
      step: i + 1,
      kind: 'unused-volumes',
      target: { type: 'volume', name },
      name,
      risk: 'data',
      way: 'remove',
      condition: { usedBy: '' },
      follows: [],
      frees: exact(4096),
    })),
    parts: [],
    frees: { now: exact(4096 * volumes.length), later: exact(0), apparent: exact(0) },
  }
}
