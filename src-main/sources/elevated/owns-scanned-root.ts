import type { EngineObservation } from '../../model/observations.ts'
import type { ScannedRoot } from './scan-messages.ts'

/** An engine as far as it is compared with a root. */
export interface ComparedEngine {
  readonly engineId: string | null
  readonly lists: Pick<EngineObservation, 'containers' | 'images'>
}

/**
 * Whether a root that was scanned is the one of the engine that answered: as `ownsDataRoot`, which cannot look into a root
 * that is closed here. A root of containerd's is what the data root's metadata led to.
 */
export function ownsScannedRoot({ engineId, observation }: ScannedRoot, engine: ComparedEngine): boolean {
  if (observation.role === 'containerd' || observation.measured === 'unreadable') return true
  if (engineId !== null && engine.engineId !== null) return engineId === engine.engineId
  return sharesAny(engine.lists, observation.survey)
}

type Objects = Readonly<Record<'containers' | 'images', readonly { readonly id: string }[]>>

/** One that both know is enough, since the engine may have made or removed the others just now; none at all says nothing. */
function sharesAny(said: Objects, found: Objects): boolean {
  const ids = new Set(idsOf(found))
  return ids.size === 0 || idsOf(said).length === 0 || idsOf(said).some((id) => ids.has(id))
}

function idsOf({ containers, images }: Objects): readonly string[] {
  return [...containers, ...images].map(({ id }) => id)
}
