import { useI18n } from 'vue-i18n'
import { useAnnounce } from '../../composables/announcer.ts'
import { saveFile } from '../../composables/save-file.ts'

interface PlanFile {
  /** ISO 8601. */
  readonly madeAt: string
  readonly text: string
}

/** Saves a plan under the minute in which it was made, and says so. */
export function usePlanFile(): (plan: PlanFile) => void {
  const { t } = useI18n()
  const announce = useAnnounce()
  return ({ madeAt, text }) => {
    const name = `plimsoll-plan-${madeAt.slice(0, 16).replace(/[:T]/g, '-')}.json`
    saveFile({ name, mediaType: 'application/json', text })
    announce(t('reclaim.savedAs', { name }))
  }
}
