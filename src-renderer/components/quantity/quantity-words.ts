import { computed, type ComputedRef } from 'vue'
import { useI18n } from 'vue-i18n'
import type { QuantityTextWords } from './QuantityText.ts'

export function useQuantityWords(): ComputedRef<QuantityTextWords> {
  const { t } = useI18n()
  return computed(() => ({
    unknown: t('quantity.unknown'),
    nothing: t('quantity.nothing'),
    waiting: t('quantity.waiting'),
  }))
}
