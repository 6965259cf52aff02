import { exact } from '../../../src-main/model/figure.ts'
import type { Candidate } from '../../../src-main/prune/candidate.ts'

/** An unused image, unless told otherwise. */
export function aCandidate(name: string, change: Partial<Candidate> = {}): Candidate {
  return {
    kind: 'unused-images',
    target: { type: 'image', id: name },
    name,
    why: { because: 'no-container', with: null },
    risk: 'rebuildable',
    ways: ['remove'],
    since: null,
    lastUsedAt: null,
    createdAt: null,
    labels: {},
    facts: [],
    alone: exact(0),
    ...change,
  }
}
