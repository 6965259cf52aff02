import { useI18n } from 'vue-i18n'
import { useAmounts } from '../../composables/amounts.ts'
import { useTip } from '../../composables/tip.ts'
import { quantityTip, type QuantityFacts } from '../quantity/quantity-tip.ts'

/** Milliseconds of rest before the tooltip opens under a pointer. */
const HOVER_DELAY = 250

/** Listeners for the table that shows the tips of all its figures. */
export interface FigureTips {
  readonly onPointerover: (event: PointerEvent) => void
  readonly onPointerout: (event: PointerEvent) => void
  readonly onFocusin: (event: FocusEvent) => void
  readonly onFocusout: (event: FocusEvent) => void
}

/** @param factsOf What a figure is of, by the place where it stands. */
export function useFigureTips(factsOf: (figure: HTMLElement) => QuantityFacts | null): FigureTips {
  const { t } = useI18n()
  const amounts = useAmounts()
  const tip = useTip()

  function show(figure: HTMLElement, delay: number): void {
    const facts = factsOf(figure)
    if (facts === null) return
    const words = {
      t: (key: string, named?: Record<string, string>) => t(key, named ?? {}),
      whole: amounts.value.whole,
    }
    tip.show(figure, () => quantityTip(facts, words), delay)
  }

  return {
    onPointerover({ target, relatedTarget }) {
      const figure = figureAt(target)
      // From the number to its unit is no way out.
      if (figure !== null && figureAt(relatedTarget) !== figure) show(figure, HOVER_DELAY)
    },
    onPointerout({ target, relatedTarget }) {
      const figure = figureAt(target)
      if (figure !== null && figureAt(relatedTarget) !== figure) tip.hide(figure)
    },
    onFocusin({ target }) {
      const figure = figureAt(target)
      if (figure?.matches(':focus-visible') === true) show(figure, 0)
    },
    onFocusout({ target }) {
      const figure = figureAt(target)
      if (figure !== null) tip.hide(figure)
    },
  }
}

/** Figures with tips of their own, which a page put into a cell, are not among them. */
function figureAt(target: EventTarget | null): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>('[data-figure="cell"]') : null
}
