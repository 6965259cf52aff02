import type { Container, Image, Inventory } from '../../model/inventory.ts'
import { aloneOf } from '../alone-of.ts'
import type { Candidate, PruneKindId, Why } from '../candidate.ts'
import type { PruneGrounds } from '../prune-kind.ts'
import { isStopped } from './stopped-containers.ts'

/** An image with which nothing runs. */
export interface IdleImage {
  readonly image: Image
  /** Stopped containers that were made from it: it goes when they go too. */
  readonly stopped: readonly Container[]
}

/** Left out are images of which the engine counts more containers than are known here, and hidden parents. */
export function idleImages({ images, containers }: Inventory): readonly IdleImage[] {
  const all = new Map(containers.filter(isStopped).map((container) => [container.id, container]))
  return images
    .filter(({ intermediate }) => !intermediate)
    .map((image) => ({ image, stopped: image.containers.flatMap((id) => all.get(id) ?? []) }))
    .filter(({ image: { containers: ids, engineContainers }, stopped }) => {
      return stopped.length === ids.length && (engineContainers ?? 0) <= ids.length
    })
}

/** Of these, those that somebody gave a name. */
export function idleNamedImages(inventory: Inventory): readonly IdleImage[] {
  return idleImages(inventory).filter(({ image }) => !image.dangling)
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
