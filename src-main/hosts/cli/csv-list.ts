import type { Report, ReportAmount } from '../../contract/report.ts'

export type Cell = string | number | boolean | null

/** A list of the report as rows of cells. */
export interface CsvList {
  readonly columns: readonly string[]
  readonly rowsOf: (report: Report) => readonly (readonly Cell[])[]
}

/** Columns are in the order of `cells`. */
export function csvList<Item>(
  itemsOf: (report: Report) => readonly Item[],
  cells: Readonly<Record<string, (item: Item) => Cell>>,
): CsvList {
  const readers = Object.values(cells)
  return {
    columns: Object.keys(cells),
    rowsOf: (report) => itemsOf(report).map((item) => readers.map((read) => read(item))),
  }
}

/** The first reason among amounts that are not exact; an empty cell where all are. */
export function firstReason(...amounts: readonly Pick<ReportAmount, 'because'>[]): string | null {
  return amounts.find((amount) => amount.because !== undefined)?.because ?? null
}
