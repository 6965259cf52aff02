import type { Figure } from '../../src-main/model/figure.ts'
import { BOUND_SIGN } from '../format/figures.ts'
import { useAmounts } from './amounts.ts'

/** Figures within a sentence; null for one that is not known. */
export function useFigureText(): (figure: Figure) => string | null {
  const amounts = useAmounts()
  return (figure) =>
    figure.kind === 'unknown' ? null : (BOUND_SIGN[figure.kind] ?? '') + amounts.value.text(figure.bytes)
}
