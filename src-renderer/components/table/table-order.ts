import { shallowRef, watch, type ShallowRef } from 'vue'
import { storedJson } from '../../composables/stored-json.ts'
import type { Sorting } from './table-column.ts'

/** How the reader wants a table to be sorted and grouped; undefined: as the table does by itself. */
export interface TableOrder {
  readonly sort: Sorting | undefined
  /** ID of a grouping, null for none. */
  readonly group: string | null | undefined
}

export interface OrderedTable {
  readonly name: string
  readonly sort: Sorting
  readonly columns: () => readonly { readonly id: string }[]
  readonly groupings: () => readonly { readonly id: string }[]
}

export interface ChosenOrder {
  readonly sorting: ShallowRef<Sorting>
  /** The grouping that was chosen the last time; undefined: none of today's. */
  readonly group: string | null | undefined
  readonly keepGroup: (group: string | null) => void
}

/** The order of a table, remembered in this browser under its name. */
export function useTableOrder({ name, sort, columns, groupings }: OrderedTable): ChosenOrder {
  let kept = readOrder(localStorage, name)
  const sorting = shallowRef(columns().some(({ id }) => id === kept.sort?.id) ? (kept.sort ?? sort) : sort)

  function keep(change: Partial<TableOrder>): void {
    kept = { ...kept, ...change }
    writeOrder(localStorage, name, kept)
  }

  watch(sorting, (next) => {
    keep({ sort: next.id === sort.id && next.desc === sort.desc ? undefined : next })
  })
  const known = kept.group === null || groupings().some(({ id }) => id === kept.group)
  return {
    sorting,
    group: known ? kept.group : undefined,
    keepGroup(group) {
      keep({ group })
    },
  }
}

/** What is kept for a table of that name; what makes no sense is left out. */
export function readOrder(storage: Pick<Storage, 'getItem'>, table: string): TableOrder {
  const stored = storedJson(storage, keyOf(table))
  if (typeof stored !== 'object' || stored === null) return { sort: undefined, group: undefined }
  const { sort, group } = stored as { readonly sort?: unknown; readonly group?: unknown }
  return {
    sort: isSorting(sort) ? { id: sort.id, desc: sort.desc } : undefined,
    group: group === null || typeof group === 'string' ? group : undefined,
  }
}

export function writeOrder(
  storage: Pick<Storage, 'setItem' | 'removeItem'>,
  table: string,
  { sort, group }: TableOrder,
): void {
  if (sort === undefined && group === undefined) storage.removeItem(keyOf(table))
  else storage.setItem(keyOf(table), JSON.stringify({ sort, group }))
}

function isSorting(value: unknown): value is Sorting {
  if (typeof value !== 'object' || value === null) return false
  return typeof Reflect.get(value, 'id') === 'string' && typeof Reflect.get(value, 'desc') === 'boolean'
}

function keyOf(table: string): string {
  return `plimsoll.order.${table}`
}
