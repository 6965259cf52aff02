import { computed, type ComputedRef } from 'vue'
import { useI18n } from 'vue-i18n'
import { formatMoment } from '../format/time.ts'

/** Times as the reader writes them. Null stays null: not known. */
export function useMoments(): ComputedRef<(iso: string | null) => string | null> {
  const { locale } = useI18n()
  return computed(() => {
    const language = locale.value
    return (iso) => (iso === null ? null : formatMoment(iso, language, new Date()))
  })
}
