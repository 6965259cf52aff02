import { isFigure, plainText } from './cell-value.ts'
import type { CellValue, TableColumn } from './table-column.ts'

/** The heads that an export puts beside a column's own. */
export interface ExportWords {
  /** Of a column of bytes. */
  readonly bytes: (title: string) => string
  /** Of the column that says which of its figures are no exact ones. */
  readonly doubt: (title: string) => string
}

/** A table for the clipboard, as spreadsheets take it: one line a row, a tab between cells. */
export function tabbedText<Row>(
  rows: readonly Row[],
  columns: readonly TableColumn<Row>[],
  words: ExportWords,
): string {
  const lines = tableOf(rows, columns, words)
  return lines.map((cells) => cells.map((text) => text.replace(/[\t\r\n]+/g, ' ')).join('\t')).join('\n') + '\n'
}

/** A table as RFC 4180 has it. */
export function csvText<Row>(rows: readonly Row[], columns: readonly TableColumn<Row>[], words: ExportWords): string {
  const lines = tableOf(rows, columns, words)
  return lines.map((cells) => `${cells.map(quoted).join(',')}\r\n`).join('')
}

/**
 * Heads, then rows. Bytes are whole and bare; unknown ones are left empty. A column that holds a bound or an unknown
 * figure is followed by one that says so: a sum made elsewhere is not to take a lower bound for the whole.
 */
function tableOf<Row>(
  rows: readonly Row[],
  columns: readonly TableColumn<Row>[],
  words: ExportWords,
): readonly (readonly string[])[] {
  const parts = columns
    .filter((column) => column.drawn !== true)
    .flatMap((column) => exported(column, rows.map(column.value), words))
  return [parts.map(({ head }) => head), ...rows.map((_, index) => parts.map(({ cells }) => cells[index] ?? ''))]
}

interface ExportedColumn {
  readonly head: string
  readonly cells: readonly string[]
}

function exported<Row>(
  { title, kind, quantity }: TableColumn<Row>,
  values: readonly CellValue[],
  words: ExportWords,
): readonly ExportedColumn[] {
  const name = kind === undefined ? title : `${title}, ${kind}`
  const head = quantity === undefined ? name : words.bytes(name)
  const cells = values.map((value) => (typeof value === 'string' ? harmless(value) : plainText(value)))
  if (values.every((value) => !isFigure(value) || value.kind === 'exact')) return [{ head, cells }]
  return [
    { head, cells },
    { head: words.doubt(name), cells: values.map(doubtOf) },
  ]
}

function doubtOf(value: CellValue): string {
  return isFigure(value) && value.kind !== 'exact' ? `${value.kind}: ${value.because}` : ''
}

/** Names come from whoever made the object; a spreadsheet would run one that begins like this as a formula. */
function harmless(text: string): string {
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
