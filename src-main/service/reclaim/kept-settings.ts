import { reclaimSettings } from '../../contract/reclaim-schema.ts'
import type { Settings } from '../../persistence/settings.ts'
import { RECLAIM_DEFAULTS, type ReclaimSettings } from '../../prune/reclaim-settings.ts'

const NAME = 'reclaim'

/** Kept as one text; what is none of today's is as if it had never been set. */
export function keptReclaimSettings(settings: Settings): {
  get(): ReclaimSettings
  set(value: ReclaimSettings): void
} {
  return {
    get: () => {
      const kept = reclaimSettings.safeParse(parsed(settings.get(NAME)))
      return kept.success ? kept.data : RECLAIM_DEFAULTS
    },
    set: (value) => {
      settings.set(NAME, JSON.stringify(value))
    },
  }
}

function parsed(text: string | null): unknown {
  try {
    return text === null ? null : JSON.parse(text)
  } catch {
    // Damaged: nothing was chosen.
    return null
  }
}
