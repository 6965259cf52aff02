import { stringify } from 'csv-stringify/sync'
import type { Report } from '../../contract/report.ts'
import type { CsvKind } from './csv-kind.ts'
import { CSV_LISTS } from './csv-lists.ts'

/** One list of the report as CSV (quoting of RFC 4180, lines end with LF): whole bytes, an empty cell is unknown, and `because` or `engine_because` says why. */
export function renderCsv(report: Report, kind: CsvKind): string {
  const { columns, rowsOf } = CSV_LISTS[kind]
  const rows = rowsOf(report).map((row) => [...row])
  return stringify(rows, { header: true, columns: [...columns], escape_formulas: true, cast: { boolean: String } })
}
