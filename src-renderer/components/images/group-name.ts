import type { MapGroup } from '../../../src-main/views/layer-map.ts'
import { shortStep } from './block-look.ts'

/** What a group of rows stands on: an image's name, else the step that made the lowest layer. */
export function shortGroup({ name, step, kind }: MapGroup): string | null {
  if (kind === 'alone') return null
  return name ?? (step === null ? null : shortStep(step))
}
