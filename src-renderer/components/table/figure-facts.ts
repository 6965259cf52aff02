import type { QuantityFacts } from '../quantity/quantity-tip.ts'
import { isFigure } from './cell-value.ts'
import type { ColumnSums } from './group-rows.ts'
import type { TableColumn } from './table-column.ts'

/** What the figure of one row is of. */
export function rowFacts<Row>(row: Row, column: TableColumn<Row>): QuantityFacts | null {
  const value = column.value(row)
  if (!isFigure(value)) return null
  const { kind, title, notes } = column.quantity ?? {}
  return {
    figure: value,
    kind: kind ?? 'allocated',
    title: title?.(row) ?? column.title,
    notes: notes?.(row) ?? [],
  }
}

/** What a sum is of. */
export function sumFacts<Row>(sums: ColumnSums, column: TableColumn<Row>, title: string): QuantityFacts | null {
  const figure = sums.get(column.id)
  if (figure === undefined || typeof figure === 'number') return null
  return { figure, kind: column.quantity?.kind ?? 'allocated', title, notes: [] }
}
