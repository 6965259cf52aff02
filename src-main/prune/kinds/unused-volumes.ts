import type { PruneKind } from '../prune-kind.ts'
import { isUnusedHere, volumeCandidate } from './volume-candidate.ts'

/** Volumes with a name that no container has. Somebody named them to keep what is in them, so they have to be asked for. */
export const unusedVolumes: PruneKind = {
  id: 'unused-volumes',
  risk: 'data',
  optIn: true,
  candidates: (grounds) =>
    grounds.inventory.volumes
      .filter((volume) => !volume.anonymous && isUnusedHere(volume))
      .map((volume) =>
        volumeCandidate(grounds, volume, { kind: 'unused-volumes', why: { because: 'no-user', with: null } }),
      ),
}
