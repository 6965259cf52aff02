import { computed, shallowRef, type ComputedRef, type Ref } from 'vue'
import type { TableItem } from './group-rows.ts'
import { rangeKeys, selectionState, withKeys } from './select-rows.ts'

/** The selected rows of a table, and the ways to change which they are. */
export interface RowSelection<Row> {
  /** May hold keys of rows that are gone. */
  readonly keys: Readonly<Ref<ReadonlySet<string>>>
  /** In the table's order; those that a filter hides are among them. */
  readonly rows: ComputedRef<readonly Row[]>
  readonly toggle: (key: string) => void
  /** All of them on; off where they all were. */
  readonly toggleAll: (keys: readonly string[]) => void
  readonly add: (keys: readonly string[]) => void
  /** From the row that was toggled last to this one, instead of the range before. */
  readonly extendTo: (key: string, from?: string) => void
  readonly clear: () => void
}

export function useRowSelection<Row>(table: {
  /** Before any filter. */
  readonly rows: Readonly<Ref<readonly Row[]>>
  readonly items: Readonly<Ref<readonly TableItem<Row>[]>>
  readonly keyOf: (row: Row) => string
}): RowSelection<Row> {
  const keys = shallowRef<ReadonlySet<string>>(new Set())
  let anchor: string | null = null
  /** What was selected besides the range that grows and shrinks. */
  let beside: ReadonlySet<string> = keys.value

  function settle(next: ReadonlySet<string>, at: string | null): void {
    keys.value = beside = next
    anchor = at
  }

  function extendTo(key: string, from?: string): void {
    if (anchor === null) settle(keys.value, from ?? key)
    const [first, last] = [anchor, key].map((end) => table.items.value.findIndex((item) => item.key === end))
    if (first === undefined || last === undefined || last < 0) return
    keys.value = withKeys(beside, rangeKeys(table.items.value, first < 0 ? last : first, last), true)
  }

  return {
    keys,
    rows: computed(() =>
      keys.value.size === 0 ? [] : table.rows.value.filter((row) => keys.value.has(table.keyOf(row))),
    ),
    toggle(key) {
      settle(withKeys(keys.value, [key], !keys.value.has(key)), key)
    },
    toggleAll(all) {
      settle(withKeys(keys.value, all, selectionState(all, keys.value) !== 'all'), null)
    },
    add(all) {
      settle(withKeys(keys.value, all, true), null)
    },
    extendTo,
    clear() {
      settle(new Set(), null)
    },
  }
}
