import { isFigure } from './cell-value.ts'
import type { TableColumn } from './table-column.ts'

/** All texts of a row that are sought in, in small letters; between two of them a mark that nobody types. */
export function soughtText<Row>(
  row: Row,
  columns: readonly TableColumn<Row>[],
  more: (row: Row) => readonly string[],
): string {
  const texts = columns.map((column) => column.value(row)).filter((value) => typeof value === 'string')
  return [...texts, ...more(row)].join('\n').toLowerCase()
}

/** The words of a filter, each of which has to be somewhere in a row. */
export function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().split(/\s+/).filter(Boolean)
}

/** What is larger than so many bytes, by one column. */
export interface SizeFilter {
  readonly column: string
  readonly bytes: number
}

/** Whether a row is larger. What is unknown, or known only to be at least so much, may be: it stays in sight. */
export function isLarger<Row>(row: Row, column: TableColumn<Row>, bytes: number): boolean {
  const value = column.value(row)
  if (!isFigure(value)) return typeof value === 'number' && value > bytes
  return value.kind === 'unknown' || value.kind === 'at-least' || value.bytes > bytes
}
