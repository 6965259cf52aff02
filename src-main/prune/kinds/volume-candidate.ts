import type { Volume } from '../../model/inventory.ts'
import { aloneOf } from '../alone-of.ts'
import type { Candidate, PruneKindId, Why } from '../candidate.ts'
import type { PruneGrounds } from '../prune-kind.ts'

/**
 * No container has it, running or not, and its files are in the data root: of another driver, or with options that mount
 * something, they may be anybody's. Without an engine nobody says so. The cache of a builder goes with the builder.
 */
export function isUnusedHere({ containers, driver, options, builder }: Volume): boolean {
  const plain = options !== null && Object.keys(options).length === 0
  return containers.length === 0 && driver === 'local' && plain && builder === null
}

export function volumeCandidate(
  grounds: PruneGrounds,
  volume: Volume,
  found: { kind: PruneKindId; why: Why },
): Candidate {
  const { name, createdAt, changedAt, labels, driver } = volume
  return {
    ...found,
    target: { type: 'volume', name },
    name,
    risk: 'data',
    ways: ['remove', 'archive'],
    since: null,
    lastUsedAt: changedAt,
    createdAt,
    labels,
    facts: [driver],
    alone: aloneOf(grounds, { kind: 'volume', id: name }),
  }
}
