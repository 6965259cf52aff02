import type { PruneKind } from '../prune-kind.ts'
import { idleImages, imageCandidate } from './image-candidate.ts'

/** Images without a name that no running container has. Hidden parents are none: they go with what was made from them. */
export const danglingImages: PruneKind = {
  id: 'dangling-images',
  risk: 'rebuildable',
  optIn: false,
  candidates: (grounds) =>
    idleImages(grounds.inventory)
      .filter(({ image }) => image.dangling)
      .map(({ image }) =>
        imageCandidate(grounds, image, {
          kind: 'dangling-images',
          why: { because: 'no-tag', with: null },
          since: null,
        }),
      ),
}
