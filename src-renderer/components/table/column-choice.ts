import { computed, shallowRef, type ComputedRef } from 'vue'
import { readColumnChoice, writeColumnChoice, type ColumnChoice } from './column-memory.ts'
import type { TableColumn } from './table-column.ts'

export interface ChosenColumns<Row> {
  /** Those that the reader wants to see. */
  readonly shown: ComputedRef<readonly TableColumn<Row>[]>
  /** All that can be switched on and off. */
  readonly optional: ComputedRef<readonly TableColumn<Row>[]>
  readonly show: (id: string, shown: boolean) => void
  /** Back to what the table does by itself. */
  readonly reset: () => void
  readonly changed: ComputedRef<boolean>
}

/** Which columns a table shows, remembered in this browser under its name. */
export function useColumnChoice<Row>(table: string, all: () => readonly TableColumn<Row>[]): ChosenColumns<Row> {
  const choice = shallowRef<ColumnChoice>(readColumnChoice(localStorage, table))

  function keep(next: ColumnChoice): void {
    choice.value = next
    writeColumnChoice(localStorage, table, next)
  }

  const isFixed = (column: TableColumn<Row>, index: number): boolean => index === 0 || column.fixed === true
  return {
    shown: computed(() =>
      all().filter((column, index) => isFixed(column, index) || (choice.value[column.id] ?? column.hidden !== true)),
    ),
    optional: computed(() => all().filter((column, index) => !isFixed(column, index))),
    show(id, shown) {
      const byItself = all().find((column) => column.id === id)?.hidden !== true
      const rest = Object.entries(choice.value).filter(([other]) => other !== id)
      keep(Object.fromEntries(shown === byItself ? rest : [...rest, [id, shown]]))
    },
    reset() {
      keep({})
    },
    changed: computed(() => Object.keys(choice.value).length > 0),
  }
}
