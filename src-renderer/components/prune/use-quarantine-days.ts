import { computed, type ComputedRef } from 'vue'
import { useI18n } from 'vue-i18n'
import type { ReclaimSettings } from '../../../src-main/prune/reclaim-settings.ts'
import { formatDay } from '../../format/time.ts'

export interface QuarantineDays {
  /** How long what is set aside can be put back; 0: it is purged at once. Null: not known. */
  readonly days: ComputedRef<number | null>
  /** The day on which a quarantine of now would be purged; null: at once, or not known. */
  readonly purgeDate: ComputedRef<string | null>
}

const DAY = 86_400_000

/** `lowRoom`: see `ReclaimView`. */
export function useQuarantineDays(
  settings: () => ReclaimSettings | null,
  lowRoom: () => number | null,
): QuarantineDays {
  const { locale } = useI18n()
  const days = computed(() => (lowRoom() === null ? (settings()?.quarantineDays ?? null) : 0))
  const purgeDate = computed(() => {
    if (days.value === null || days.value === 0) return null
    const now = new Date()
    return formatDay(new Date(now.getTime() + days.value * DAY), locale.value, now)
  })
  return { days, purgeDate }
}
