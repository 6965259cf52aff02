import type { MapGroup } from '../../../src-main/views/layer-map.ts'
import { formatBuildStep } from '../../format/build-step.ts'

/** What a choice makes of a block: it would go, it stays for somebody else, or it has nothing to do with it. */
export type BlockMark = 'goes' | 'stays' | 'aside'

/** A step in as few words as tell it apart: without RUN, its mounts and its shell. */
export function shortStep(createdBy: string): string {
  return formatBuildStep(createdBy)
    .replace(/^RUN\s+/, '')
    .replace(/^(?:--[\w-]+=\S+\s+)+/, '')
    .replace(/^\|\d+\s+(?:\S+=\S*\s+)*/, '')
    .replace(/^\/bin\/sh -c\s+/, '')
    .replace(/\s+/g, ' ')
    .trim()
}

/** What a group of rows stands on: an image's name, else the step that made the lowest layer. */
export function shortGroup({ name, step, kind }: MapGroup): string | null {
  if (kind === 'alone') return null
  return name ?? (step === null ? null : shortStep(step))
}
