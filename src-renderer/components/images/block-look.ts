import { formatBuildStep } from '../../format/build-step.ts'

/** What a choice makes of a block: it would go, it stays for somebody else, or it has nothing to do with it. */
export type BlockMark = 'goes' | 'stays' | 'aside'

/** A step in as few words as tell it apart: without RUN, its mounts and its shell. */
export function shortStep(createdBy: string): string {
  return formatBuildStep(createdBy)
    .replace(/^RUN\s+/, '')
    .replace(/^(?:--[\w-]+=\S+\s+)+/, '')
    .replace(/^\|\d+\s+(?:\S+=\S*\s+)*/, '')
    .replace(/\s+/g, ' ')
    .trim()
}
