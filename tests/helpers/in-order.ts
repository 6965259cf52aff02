/** Rows that come in no order, made comparable. */
export function inOrder<Row extends readonly unknown[]>(rows: readonly Row[]): readonly Row[] {
  const keyed = rows.map((row) => [JSON.stringify(row), row] as const)
  return keyed.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row)
}
