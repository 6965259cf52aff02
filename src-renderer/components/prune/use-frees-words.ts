import { computed, type ComputedRef } from 'vue'
import { useI18n } from 'vue-i18n'
import { useAmounts } from '../../composables/amounts.ts'
import { BOUND_SIGN } from '../../format/figures.ts'
import { useFigureText } from '../../composables/figure-text.ts'
import type { FreesWords } from './frees-words.ts'

export function useFreesWords(): ComputedRef<FreesWords> {
  const { t, locale } = useI18n()
  const amounts = useAmounts()
  const figureText = useFigureText()
  return computed(() => ({
    t: (key, named, count) => (count === undefined ? t(key, named ?? {}) : t(key, named ?? {}, count)),
    locale: locale.value,
    figure: (figure) => figureText(figure) ?? t('quantity.unknown'),
    sum: (figure) => {
      if (figure.kind === 'unknown') return t('quantity.unknown')
      return (BOUND_SIGN[figure.kind] ?? '') + amounts.value.sumText(figure.bytes)
    },
    text: amounts.value.text,
    whole: amounts.value.whole,
  }))
}
