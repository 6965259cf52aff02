import { sortKeyOf } from './cell-value.ts'
import type { TableColumn } from './table-column.ts'

/**
 * The rows by one column; equal ones keep their order. What is not known or not there stands last in both directions:
 * it is not the smallest.
 */
export function sortRows<Row>(
  rows: readonly Row[],
  column: TableColumn<Row> | undefined,
  desc: boolean,
): readonly Row[] {
  if (column === undefined) return rows
  const keyed = rows.map((row) => ({ row, key: sortKeyOf(column.value(row)) }))
  return keyed.sort((a, b) => compareKeys(a.key, b.key, desc)).map(({ row }) => row)
}

type Key = ReturnType<typeof sortKeyOf>

export function compareKeys(a: Key, b: Key, desc: boolean): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null)
  if (a === b) return 0
  const ascending = typeof a === typeof b ? (a < b ? -1 : 1) : typeof a === 'number' ? -1 : 1
  return desc ? -ascending : ascending
}
