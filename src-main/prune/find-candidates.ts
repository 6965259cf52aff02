import type { UsageFigure } from '../model/figure.ts'
import { targetKey, type Candidate } from './candidate.ts'
import { fileUsages } from './file-usages.ts'
import { PRUNE_KIND_FINDERS } from './kinds/prune-kinds.ts'
import type { PruneGrounds } from './prune-kind.ts'

/** All that could go of an inventory. Made once for it: each question about a choice costs little then. */
export interface Offered {
  /** By `targetKey`, in the order of the kinds: an object that two kinds found is the first one's. */
  readonly candidates: ReadonlyMap<string, Candidate>
  readonly usages: ReadonlyMap<string, UsageFigure>
}

export function findCandidates(grounds: PruneGrounds): Offered {
  const candidates = new Map<string, Candidate>()
  for (const kind of PRUNE_KIND_FINDERS)
    for (const candidate of kind.candidates(grounds)) {
      const key = targetKey(candidate.target)
      if (!candidates.has(key)) candidates.set(key, candidate)
    }
  return { candidates, usages: fileUsages(grounds.inventory) }
}
