import type { Candidate, PruneTarget } from './candidate.ts'
import type { OfferedFacts } from './reclaim-view.ts'

/** States and types among the candidates, each once. */
export function offeredFacts(candidates: readonly Candidate[]): OfferedFacts {
  return {
    states: firstFacts(candidates, ['container', 'log-file']),
    types: firstFacts(candidates, ['build-cache']),
  }
}

function firstFacts(candidates: readonly Candidate[], of: readonly PruneTarget['type'][]): readonly string[] {
  const own = candidates.filter(({ target }) => of.includes(target.type))
  return [...new Set(own.flatMap(({ facts }) => facts.slice(0, 1)))].sort()
}
