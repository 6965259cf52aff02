import { storedJson } from '../../composables/stored-json.ts'

/** Which columns the reader switched on and off, where it is not what the table does by itself. */
export type ColumnChoice = Readonly<Record<string, boolean>>

/** What is kept for a table of that name. A stored text that is no such choice counts as none. */
export function readColumnChoice(storage: Pick<Storage, 'getItem'>, table: string): ColumnChoice {
  const stored = storedJson(storage, keyOf(table))
  if (typeof stored !== 'object' || stored === null) return {}
  return Object.fromEntries(Object.entries(stored).filter(([, shown]) => typeof shown === 'boolean'))
}

export function writeColumnChoice(
  storage: Pick<Storage, 'setItem' | 'removeItem'>,
  table: string,
  choice: ColumnChoice,
): void {
  if (Object.keys(choice).length === 0) storage.removeItem(keyOf(table))
  else storage.setItem(keyOf(table), JSON.stringify(choice))
}

function keyOf(table: string): string {
  return `plimsoll.columns.${table}`
}
