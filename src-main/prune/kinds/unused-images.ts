import type { PruneKind } from '../prune-kind.ts'
import { imageCandidate, isUnused } from './image-candidate.ts'

/** Images with a name that no container has, running or stopped. */
export const unusedImages: PruneKind = {
  id: 'unused-images',
  risk: 'rebuildable',
  optIn: false,
  candidates: (grounds) =>
    grounds.inventory.images.filter(isUnused).map((image) =>
      imageCandidate(grounds, image, {
        kind: 'unused-images',
        why: { because: 'no-container', with: null },
        since: null,
      }),
    ),
}
