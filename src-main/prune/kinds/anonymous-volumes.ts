import type { PruneKind } from '../prune-kind.ts'
import { isUnusedHere, volumeCandidate } from './volume-candidate.ts'

/** Volumes that nobody gave a name and no container has. */
export const anonymousVolumes: PruneKind = {
  id: 'anonymous-volumes',
  risk: 'data',
  optIn: false,
  candidates: (grounds) =>
    grounds.inventory.volumes
      .filter((volume) => volume.anonymous && isUnusedHere(volume))
      .map((volume) =>
        volumeCandidate(grounds, volume, {
          kind: 'anonymous-volumes',
          why: { because: 'no-user-anonymous', with: null },
        }),
      ),
}
