import { h, type FunctionalComponent } from 'vue'
import type { Figure } from '../../../src-main/model/figure.ts'
import type { Amounts } from '../../composables/amounts.ts'
import { quantityLook } from '../quantity/quantity-look.ts'
import type { QuantityKind } from '../quantity/quantity-tip.ts'
import { quantityText, type QuantityTextWords } from '../quantity/QuantityText.ts'

/** What all cells of a table are written with; asked for once, not by each of them. */
export interface CellWords {
  readonly amounts: Amounts
  readonly quantity: QuantityTextWords
  readonly absent: string
  readonly yes: string
  readonly no: string
}

interface FigureCellProps {
  readonly figure: Figure
  readonly words: CellWords
  readonly kind?: QuantityKind | undefined
  readonly differs?: boolean | undefined
}

/**
 * A figure in a table. It looks like a Quantity; its tip is shown by the table, so that it has no listeners and no
 * state of its own.
 */
export const FigureCell: FunctionalComponent<FigureCellProps> = ({ figure, words, kind = 'allocated', differs }) => {
  const look = quantityLook(figure, words.amounts)
  return h('span', { class: ['q', look.weight, kind, { differs }], tabindex: -1, 'data-figure': 'cell' }, [
    ...quantityText({ figure, look, words: words.quantity, differs: differs === true }),
  ])
}
FigureCell.props = ['figure', 'words', 'kind', 'differs']
