import { computed, shallowRef, type ComputedRef, type Ref } from 'vue'
import { isLarger, soughtText, wordsOf, type SizeFilter } from './filter-rows.ts'
import { itemsOf, membersOf, rowItem, sortGroups, sumColumns, type ColumnSums, type TableItem } from './group-rows.ts'
import { sortRows } from './sort-rows.ts'
import type { Sorting, TableChoice, TableColumn, TableGrouping } from './table-column.ts'

/** What a table is arranged from. */
export interface TableSource<Row> {
  readonly rows: Readonly<Ref<readonly Row[]>>
  /** All of them, in the table's order, chosen or not. */
  readonly columns: Readonly<Ref<readonly TableColumn<Row>[]>>
  /** Those whose sums are shown. */
  readonly shownColumns: Readonly<Ref<readonly TableColumn<Row>[]>>
  readonly keyOf: (row: Row) => string
  readonly sought: (row: Row) => readonly string[]
  readonly text: Readonly<Ref<string>>
  readonly size: Readonly<Ref<SizeFilter | null>>
  readonly choices: Readonly<Ref<readonly TableChoice<Row>[]>>
  /** Chosen option by choice. */
  readonly chosen: Readonly<Ref<ReadonlyMap<string, string>>>
  readonly sorting: Readonly<Ref<Sorting>>
  readonly grouping: Readonly<Ref<TableGrouping<Row> | null>>
}

export interface TableRows<Row> {
  /** Those that all filters let through, in no order. */
  readonly filtered: ComputedRef<readonly Row[]>
  /** The same, sorted. */
  readonly shown: ComputedRef<readonly Row[]>
  /** Over all of them. */
  readonly sums: ComputedRef<ColumnSums>
  readonly items: ComputedRef<readonly TableItem<Row>[]>
  readonly fold: (key: string, fold: boolean) => void
}

/** The rows as they are shown. Each step is kept until what it depends on changes: folding does not sort again. */
export function useTableRows<Row>(source: TableSource<Row>): TableRows<Row> {
  const folded = shallowRef<ReadonlySet<string>>(new Set())

  const texts = computed(() => source.rows.value.map((row) => soughtText(row, source.columns.value, source.sought)))
  const tests = computed(() => testsOf(source))
  const filtered = computed(() => {
    const words = wordsOf(source.text.value)
    // Without words no row's text is put together.
    const texted = words.length === 0 ? null : texts.value
    return source.rows.value.filter(
      (row, index) =>
        words.every((word) => texted?.[index]?.includes(word)) && tests.value.every((passes) => passes(row)),
    )
  })
  const shown = computed(() => {
    const { id, desc } = source.sorting.value
    const column = source.columns.value.find((one) => one.id === id)
    return sortRows(filtered.value, column, desc)
  })
  const sums = computed(() => sumColumns(filtered.value, source.shownColumns.value))
  // Of the rows before they are sorted: adding up costs more than sorting, and the order is nothing to it.
  const groupSums = computed(() => {
    const { value: grouping } = source.grouping
    const members = grouping === null ? [] : membersOf(filtered.value, grouping)
    return new Map([...members].map(([name, rows]) => [name, sumColumns(rows, source.shownColumns.value)] as const))
  })
  const groups = computed(() => {
    const { value: grouping } = source.grouping
    if (grouping === null) return null
    return sortGroups(membersOf(shown.value, grouping), groupSums.value, source.sorting.value)
  })
  return {
    filtered,
    shown,
    sums,
    items: computed(() =>
      groups.value === null
        ? shown.value.map((row) => rowItem(row, source.keyOf))
        : itemsOf(groups.value, folded.value, source.keyOf),
    ),
    fold(key, fold) {
      const next = new Set(folded.value)
      if (fold) next.add(key)
      else next.delete(key)
      folded.value = next
    },
  }
}

function testsOf<Row>({ choices, chosen, columns, size }: TableSource<Row>): readonly ((row: Row) => boolean)[] {
  const ofChoices = choices.value.flatMap(({ id, options }) => {
    const has = (options.find((option) => option.id === chosen.value.get(id)) ?? options[0])?.has
    return has === undefined ? [] : [has]
  })
  const { value: filter } = size
  const column = columns.value.find(({ id }) => id === filter?.column)
  return filter === null || column === undefined
    ? ofChoices
    : [...ofChoices, (row) => isLarger(row, column, filter.bytes)]
}
