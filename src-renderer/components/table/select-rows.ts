import type { TableItem } from './group-rows.ts'

/** Whether all, some or none of something are selected. */
export type SelectionState = 'all' | 'some' | 'none'

export function selectionState(keys: readonly string[], selected: ReadonlySet<string>): SelectionState {
  const count = keys.reduce((sum, key) => sum + Number(selected.has(key)), 0)
  return count === 0 ? 'none' : count === keys.length ? 'all' : 'some'
}

/** The selection with those keys put in or taken out. */
export function withKeys(selected: ReadonlySet<string>, keys: readonly string[], on: boolean): ReadonlySet<string> {
  const next = new Set(selected)
  for (const key of keys) {
    if (on) next.add(key)
    else next.delete(key)
  }
  return next
}

/** Keys of the rows from one item to another, both included; what a folded group hides is not among them. */
export function rangeKeys<Row>(items: readonly TableItem<Row>[], from: number, to: number): readonly string[] {
  const part = items.slice(Math.min(from, to), Math.max(from, to) + 1)
  return part.filter(({ kind }) => kind === 'row').map(({ key }) => key)
}
