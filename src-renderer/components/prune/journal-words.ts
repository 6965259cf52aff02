import type { JournalRun, JournalStep } from '../../../src-main/prune/journal-port.ts'

type Translate = (key: string, named?: Record<string, string>) => string

/** What the journal says of a step, in words. Undefined: it was never begun. */
export function stepText(step: JournalStep | undefined, name: string, t: Translate): string {
  if (step === undefined) return t('reclaim.log.notReached')
  const kept = step.kept === null ? '' : `, ${t(`reclaim.log.${step.kept}`)}`
  return outcomeText(step, name, t) + kept
}

function outcomeText({ outcome }: JournalStep, name: string, t: Translate): string {
  if (outcome === null) return t('reclaim.log.noOutcome')
  switch (outcome.kind) {
    case 'done':
      return t('reclaim.log.done')
    case 'skipped': {
      const { what, was, is } = outcome.changed
      if (what === 'state' && is === 'running') return t('reclaim.result.skippedStartedFull', { name })
      return what === 'gone' ? t('reclaim.log.skippedGone') : t('reclaim.log.skippedBecause', { what, was, is })
    }
    case 'refused':
      return t('reclaim.log.refused', { said: outcome.said })
    case 'interrupted':
      return t(`reclaim.log.interrupted_${outcome.found}`)
  }
}

export function endText({ ended }: JournalRun, t: Translate): string {
  return t(`reclaim.log.ended_${ended ?? 'running'}`)
}
