import type { PruneKind } from '../prune-kind.ts'
import { hasNoContainer, imageCandidate } from './image-candidate.ts'

/** Images without a name that no container has. Hidden parents are none: they go with what was made from them. */
export const danglingImages: PruneKind = {
  id: 'dangling-images',
  risk: 'rebuildable',
  optIn: false,
  candidates: (grounds) =>
    grounds.inventory.images
      .filter((image) => image.dangling && hasNoContainer(image))
      .map((image) =>
        imageCandidate(grounds, image, {
          kind: 'dangling-images',
          why: { because: 'no-tag', with: null },
          since: null,
        }),
      ),
}
