import type { Container } from '../../model/inventory.ts'
import type { Why } from '../candidate.ts'
import type { PruneKind } from '../prune-kind.ts'
import { idleNamedImages, imageCandidate } from './image-candidate.ts'

/** Images with a name that no running container has. Those of stopped containers go when these go too. */
export const unusedImages: PruneKind = {
  id: 'unused-images',
  risk: 'rebuildable',
  optIn: false,
  candidates: (grounds) =>
    idleNamedImages(grounds.inventory).map(({ image, stopped }) =>
      imageCandidate(grounds, image, { kind: 'unused-images', why: whyOf(stopped), since: null }),
    ),
}

function whyOf(stopped: readonly Container[]): Why {
  return stopped.length === 0
    ? { because: 'no-container', with: null }
    : { because: 'only-stopped', with: stopped.map(({ name }) => name).join(', ') }
}
