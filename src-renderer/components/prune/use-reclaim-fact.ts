import { useI18n } from 'vue-i18n'
import type { ReclaimPreview, ReclaimView } from '../../../src-main/prune/reclaim-view.ts'
import { useAmounts } from '../../composables/amounts.ts'
import { useFigureText } from '../../composables/figure-text.ts'
import { usePageFact } from '../../composables/page-fact.ts'
import { bytesOfFigure, sumOfFigures } from '../../format/figures.ts'

/** Says in the page's head how much can go, and how much of it is chosen. */
export function useReclaimFact(view: () => ReclaimView | null, preview: () => ReclaimPreview | null): void {
  const { t } = useI18n()
  const amounts = useAmounts()
  const figureText = useFigureText()

  usePageFact(() => {
    const { together, kinds = [] } = view() ?? {}
    const isEmpty = kinds.every(({ candidates }) => candidates.length === 0)
    if (together === undefined || together.kind === 'unknown' || isEmpty) return ''
    const all = together.kind === 'exact' ? amounts.value.sumText(together.bytes) : (figureText(together) ?? '')
    const sums = preview()
    const chosen = sums === null ? null : bytesOfFigure(sumOfFigures([sums.now, sums.later]))
    if (chosen === null) return t('reclaim.fact', { all })
    return t('reclaim.factChosen', { all, chosen: amounts.value.sumText(chosen) })
  })
}
