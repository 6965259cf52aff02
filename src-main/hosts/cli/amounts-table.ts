import type { ReportAmount } from '../../contract/report.ts'
import { formatAllocated, formatApparent, formatBytes } from './format.ts'
import { renderTable } from './text-table.ts'

/** One figure of an object; `engine` is undefined where the engine has none of the sort. */
export interface AmountRow {
  readonly name: string
  readonly amount: ReportAmount
  readonly engine?: number | null | undefined
}

export function amountsTable(rows: readonly AmountRow[]): string {
  return renderTable<AmountRow>(
    [
      { title: 'WHAT', cell: (row) => row.name },
      { title: 'ALLOCATED', right: true, cell: (row) => formatAllocated(row.amount) },
      { title: 'APPARENT', right: true, cell: (row) => formatApparent(row.amount) },
      { title: 'DOCKER SAYS', right: true, cell: (row) => (row.engine === undefined ? '-' : formatBytes(row.engine)) },
    ],
    rows,
  )
}
