import type { EngineObservation } from '../../model/observations.ts'
import type { ScannedRoot } from './scan-messages.ts'

/** An engine as far as it is compared with a root. */
export interface ComparedEngine {
  readonly engineId: string | null
  readonly lists: Pick<EngineObservation, 'containers' | 'images'>
}

/**
 * Whether a root that was scanned is one of the engine that answered, a data root or its containerd's: as `ownsDataRoot`,
 * which cannot look into a root that is closed here.
 */
export function ownsScannedRoot({ engineId, observation }: ScannedRoot, engine: ComparedEngine): boolean {
  const { measured, survey } = observation
  if (measured === 'unreadable') return true
  if (engineId !== null && engine.engineId !== null) return engineId === engine.engineId
  const said = idsOf(engine.lists)
  const found = new Set([...idsOf(survey), ...survey.writableLayers.map(({ containerId }) => containerId)])
  // One that both know is enough, since the engine may have made or removed the others just now; none at all says nothing.
  return found.size === 0 || said.length === 0 || said.some((id) => found.has(id))
}

function idsOf({ containers, images }: Record<'containers' | 'images', readonly { readonly id: string }[]>) {
  return [...containers, ...images].map(({ id }) => id)
}
