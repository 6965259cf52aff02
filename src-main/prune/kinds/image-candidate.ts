import type { Image } from '../../model/inventory.ts'
import { aloneOf } from '../alone-of.ts'
import type { Candidate, PruneKindId, Why } from '../candidate.ts'
import type { PruneGrounds } from '../prune-kind.ts'

/** No container has it, running or not: neither one that is known here nor one that the engine counts. */
export function hasNoContainer({ containers, engineContainers }: Image): boolean {
  return containers.length === 0 && (engineContainers ?? 0) === 0
}

/** An image that somebody gave a name and nobody uses. */
export function isUnused(image: Image): boolean {
  return !image.intermediate && !image.dangling && hasNoContainer(image)
}

interface Found {
  readonly kind: PruneKindId
  readonly why: Why
  readonly since: string | null
}

/** No engine says when an image was used last. */
export function imageCandidate(grounds: PruneGrounds, image: Image, { kind, why, since }: Found): Candidate {
  const { id, references, labels, createdAt } = image
  return {
    kind,
    target: { type: 'image', id },
    name: references[0] ?? id.slice(0, 19),
    why,
    risk: 'rebuildable',
    ways: ['remove'],
    since,
    lastUsedAt: null,
    createdAt,
    labels,
    facts: [...references, ...builtHere(grounds, image)],
    alone: aloneOf(grounds, { kind: 'image', id }),
  }
}

/** The containerd store gives a digest to what was built too: there nothing tells. */
export const NO_REPO_DIGEST = 'no-repo-digest'

function builtHere({ inventory }: PruneGrounds, { repoDigests }: Image): readonly string[] {
  return inventory.engine?.imageStore === 'classic' && repoDigests?.length === 0 ? [NO_REPO_DIGEST] : []
}
