import { watch } from 'vue'
import { useI18n } from 'vue-i18n'
import type { AppState } from '../../src-main/contract/app-state.ts'

/** Steps of the reading that are worth a word to who does not see the bar. Percent. */
const STEP = 25

/** Says how far the reading of the disk is, in steps, and how it ended. */
export function useProgressAnnouncements(state: () => AppState | null, announce: (text: string) => void): void {
  const { t } = useI18n()

  watch(
    () => stepOf(state()),
    (step) => {
      if (step !== null && step > 0) announce(t('fresh.announceProgress', { percent: step }))
    },
  )
  watch(
    () => state()?.stage,
    (stage, before) => {
      // The first state is where things stand, not news.
      if (before === undefined) return
      if (stage === 'whole') announce(t('fresh.announceWhole'))
      if (stage === 'cancelled') announce(t('fresh.announceCancelled'))
      if (stage === 'failed') announce(t('fresh.announceFailed'))
    },
  )
}

function stepOf(state: AppState | null): number | null {
  const progress = state?.progress ?? null
  if (progress === null || progress.places === 0) return null
  return Math.floor(((progress.placesDone / progress.places) * 100) / STEP) * STEP
}
