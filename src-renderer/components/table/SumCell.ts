import { h, type FunctionalComponent } from 'vue'
import type { Figure } from '../../../src-main/model/figure.ts'
import type { QuantityKind } from '../quantity/quantity-tip.ts'
import { FigureCell, type CellWords } from './FigureCell.ts'

interface SumCellProps {
  readonly sum: Figure | number | undefined
  readonly words: CellWords
  readonly kind?: QuantityKind | undefined
}

/** The sum of a column over some rows: bytes, a count, or nothing where there must be none. */
export const SumCell: FunctionalComponent<SumCellProps> = ({ sum, words, kind }) => {
  if (sum === undefined) return []
  return typeof sum === 'number' ? words.amounts.whole(sum) : h(FigureCell, { figure: sum, words, kind })
}
SumCell.props = ['sum', 'words', 'kind']
