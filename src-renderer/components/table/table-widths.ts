import type { TableColumn } from './table-column.ts'

/** Least pixels of a column that shares what the others leave. */
const FLEXIBLE = 140

/** Pixels of the column of checkboxes, with the page's edge. */
const SELECT = 44

export interface TableWidths {
  /** Below this the table scrolls sideways. */
  readonly least: string
  /** Of each column as custom properties: which one counts is for the style sheet, that knows the window. */
  readonly of: ReadonlyMap<string, Readonly<Record<string, string>>>
}

export function tableWidths<Row>(columns: readonly TableColumn<Row>[], selectable: boolean): TableWidths {
  const least = columns.reduce((sum, { width }) => sum + leastOf(width), selectable ? SELECT : 0)
  return { least: `${least}px`, of: new Map(columns.map(({ id, width }) => [id, styleOf(width)])) }
}

type Width = TableColumn<never>['width']

function leastOf(width: Width): number {
  if (width === undefined || typeof width === 'string') return FLEXIBLE
  return typeof width === 'number' ? width : width[0]
}

function styleOf(width: Width): Readonly<Record<string, string>> {
  if (width === undefined) return {}
  if (typeof width === 'string') return { '--narrow': width, '--wide': width }
  const [narrow, wide] = typeof width === 'number' ? [width, width] : width
  return { '--narrow': `${narrow}px`, '--wide': `${wide}px` }
}
