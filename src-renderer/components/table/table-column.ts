import type { Figure } from '../../../src-main/model/figure.ts'
import type { QuantityKind } from '../quantity/quantity-tip.ts'

/**
 * What a cell holds. Text is shown, sought and exported as it is (times as ISO 8601 sort right; a slot shows them);
 * numbers are counts; figures are bytes. Null: known to be absent.
 */
export type CellValue = string | number | boolean | null | Figure

/** One column of a table: what it holds, what may be added up, and how its figures explain themselves. */
export interface TableColumn<Row> {
  readonly id: string
  readonly title: string
  /** Second line of the head: what is counted. */
  readonly kind?: string
  /** By default figures and whatever has a sum stand at the end. */
  readonly align?: 'start' | 'end'
  /** Pixels, or pixels below and from 1600 px of window, or a share of the table. Columns without one share the rest. */
  readonly width?: number | readonly [narrow: number, wide: number] | `${number}%`
  readonly value: (row: Row) => CellValue
  /** Of rows that do not overlap; bytes as a figure, counts as a number. Absent: it must not be summed. */
  readonly sum?: (rows: readonly Row[]) => Figure | number
  /** Why there is no sum, for the tooltip of "not summed". */
  readonly notSummed?: string
  /** The column holds figures: what each is of and what it counts. */
  readonly quantity?: ColumnQuantity<Row>
  /** The part of the ledger that the figures belong to; gives its bar the colour. */
  readonly cargo?: 'shared' | 'unique' | 'writable' | 'volumes' | 'cache' | 'logs' | 'meta' | 'orphans'
  /** Not shown until the reader chooses it. */
  readonly hidden?: boolean
  /** Always shown. The first column always is. */
  readonly fixed?: boolean
  /** A drawing: no sorting and no export. */
  readonly drawn?: boolean
}

export interface ColumnQuantity<Row> {
  readonly kind?: QuantityKind
  readonly title: (row: Row) => string
  readonly notes?: (row: Row) => readonly string[]
  /** Another figure of the same thing says something else; the notes say what. */
  readonly differs?: (row: Row) => boolean
}

/** A way to put rows into groups. */
export interface TableGrouping<Row> {
  readonly id: string
  readonly title: string
  /** Null: in none of the groups. */
  readonly of: (row: Row) => string | null
  /** What stands for the group of those in none. */
  readonly none?: string
  /** Beside a group's name; how many by default. */
  readonly note?: (rows: readonly Row[]) => string
}

/** One of a few ways to see only some of the rows. */
export interface TableChoice<Row> {
  readonly id: string
  readonly label: string
  /** The first is chosen at first. Without `has` an option lets all rows through. */
  readonly options: readonly {
    readonly id: string
    readonly title: string
    readonly has?: (row: Row) => boolean
  }[]
}

export interface Sorting {
  readonly id: string
  readonly desc: boolean
}

/** What a page may ask of its table. */
export interface TableHandle {
  readonly focusRow: (key: string) => Promise<void>
  readonly clearSelection: () => void
}

/** True where large comes first and the text stands at the end. */
export function isNumeric<Row>(column: TableColumn<Row>): boolean {
  return column.quantity !== undefined || column.sum !== undefined || column.align === 'end'
}
