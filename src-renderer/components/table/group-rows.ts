import type { Figure } from '../../../src-main/model/figure.ts'
import { sortKeyOf } from './cell-value.ts'
import { compareKeys } from './sort-rows.ts'
import type { Sorting, TableColumn, TableGrouping } from './table-column.ts'

/** Sums by column; columns that must not be summed are absent. */
export type ColumnSums = ReadonlyMap<string, Figure | number>

export interface RowGroup<Row> {
  readonly key: string
  /** Null: the rows that are in no group. */
  readonly name: string | null
  readonly rows: readonly Row[]
  readonly sums: ColumnSums
}

/** A group's own line. */
export interface GroupItem<Row> {
  readonly kind: 'group'
  readonly key: string
  readonly group: RowGroup<Row>
  readonly folded: boolean
}

export interface RowItem<Row> {
  readonly kind: 'row'
  readonly key: string
  readonly row: Row
}

export type TableItem<Row> = GroupItem<Row> | RowItem<Row>

/** The rows of each group by its name. */
export type Members<Row> = ReadonlyMap<string | null, readonly Row[]>

export function membersOf<Row>(rows: readonly Row[], grouping: TableGrouping<Row>): Members<Row> {
  const members = new Map<string | null, Row[]>()
  for (const row of rows) {
    const name = grouping.of(row)
    const group = members.get(name)
    if (group === undefined) members.set(name, [row])
    else group.push(row)
  }
  return members
}

/**
 * The groups of rows that come sorted and keep that order. Groups are sorted by their own sum where the column has
 * one, and else stand in the order of their first row.
 */
export function sortGroups<Row>(
  members: Members<Row>,
  sums: ReadonlyMap<string | null, ColumnSums>,
  sorting: Sorting,
): readonly RowGroup<Row>[] {
  const groups = [...members].map(([name, rows]) => ({
    // As JSON, so that a group of that name is not the rows in none.
    key: `group ${JSON.stringify(name)}`,
    name,
    rows,
    sums: sums.get(name) ?? new Map<string, never>(),
  }))
  return groups.sort((a, b) => compareGroups(a, b, sorting))
}

export function sumColumns<Row>(rows: readonly Row[], columns: readonly TableColumn<Row>[]): ColumnSums {
  return new Map(columns.flatMap(({ id, sum }) => (sum === undefined ? [] : [[id, sum(rows)] as const])))
}

/** What the table shows from top to bottom. */
export function itemsOf<Row>(
  groups: readonly RowGroup<Row>[],
  folded: ReadonlySet<string>,
  keyOf: (row: Row) => string,
): readonly TableItem<Row>[] {
  return groups.flatMap((group): readonly TableItem<Row>[] => {
    const { key, rows } = group
    const isFolded = folded.has(key)
    const head = { kind: 'group', key, group, folded: isFolded } as const
    return isFolded ? [head] : [head, ...rows.map((row) => rowItem(row, keyOf))]
  })
}

export function rowItem<Row>(row: Row, keyOf: (row: Row) => string): RowItem<Row> {
  return { kind: 'row', key: keyOf(row), row }
}

function compareGroups<Row>(a: RowGroup<Row>, b: RowGroup<Row>, { id, desc }: Sorting): number {
  const [left, right] = [a.sums.get(id), b.sums.get(id)]
  if (left === undefined || right === undefined) return 0
  return compareKeys(sortKeyOf(left), sortKeyOf(right), desc)
}
