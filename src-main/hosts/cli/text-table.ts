import Table from 'cli-table3'
import { printable } from './format.ts'

export interface Column<Row> {
  readonly title: string
  readonly right?: boolean
  /** The column is left out when this is true of no row: it would hold nothing. */
  readonly onlyIf?: (row: Row) => boolean
  readonly cell: (row: Row) => string
}

/** A plain table: no lines, columns two spaces apart, so that it can be read, grepped and pasted. */
export function renderTable<Row>(all: readonly Column<Row>[], rows: readonly Row[]): string {
  const columns = all.filter(({ onlyIf }) => onlyIf === undefined || rows.some(onlyIf))
  const table = new Table({
    head: columns.map((column) => column.title),
    colAligns: columns.map((column) => (column.right === true ? 'right' : 'left')),
    chars: NO_LINES,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 2 },
  })
  for (const row of rows) table.push(columns.map((column) => printable(column.cell(row))))
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
}

const NO_LINES = Object.fromEntries(
  ['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right']
    .concat(['left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid', 'middle'])
    .map((name) => [name, '']),
)
