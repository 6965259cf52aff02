import { nextTick, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import type { TreeItem } from './ledger-tree.ts'

export interface TreeKeys {
  /** The one row that Tab reaches. */
  readonly active: ShallowRef<string | null>
  readonly onKeydown: (event: KeyboardEvent) => void
  readonly onFocusin: (event: FocusEvent) => void
}

export interface KeyedTree {
  readonly items: Readonly<Ref<readonly TreeItem[]>>
  readonly body: Readonly<Ref<HTMLElement | null>>
  readonly selected: Ref<string | null>
  /** Opens or folds a group. */
  readonly toggle: (item: TreeItem) => void
  /** What Enter does: goes to an owner's page, opens a group, shows more. */
  readonly act: (item: TreeItem) => void
}

/** Rows that Page Up and Page Down pass over. */
const PAGE = 10

/** Keys of a tree of rows: up and down between rows, right opens and then goes through a row's figures, left goes back. */
export function useTreeKeys({ items, body, selected, toggle, act }: KeyedTree): TreeKeys {
  const active = shallowRef<string | null>(null)

  const rowOf = (id: string): HTMLElement | null =>
    body.value?.querySelector<HTMLElement>(`[data-row="${CSS.escape(id)}"]`) ?? null

  watch(
    items,
    (all) => {
      if (!all.some(({ id }) => id === active.value)) active.value = all[0]?.id ?? null
    },
    { immediate: true },
  )

  async function goTo(index: number): Promise<void> {
    const item = items.value[Math.max(0, Math.min(items.value.length - 1, index))]
    if (item === undefined) return
    active.value = selected.value = item.id
    await nextTick()
    rowOf(item.id)?.focus()
  }

  function onKeydown(event: KeyboardEvent): void {
    if (event.altKey || event.ctrlKey || event.metaKey || !(event.target instanceof HTMLElement)) return
    const row = event.target.closest<HTMLElement>('[data-row]')
    const index = items.value.findIndex(({ id }) => id === row?.dataset['row'])
    const item = items.value[index]
    if (row === null || item === undefined) return
    if (handle(event, { row, index, item })) event.preventDefault()
  }

  interface Place {
    readonly row: HTMLElement
    readonly index: number
    readonly item: TreeItem
  }

  function handle(event: KeyboardEvent, { row, index, item }: Place): boolean {
    const isRow = event.target === row
    switch (event.key) {
      case 'ArrowDown':
        void goTo(index + 1)
        return true
      case 'ArrowUp':
        void goTo(index - 1)
        return true
      case 'PageDown':
        void goTo(index + PAGE)
        return true
      case 'PageUp':
        void goTo(index - PAGE)
        return true
      case 'Home':
        void goTo(0)
        return true
      case 'End':
        void goTo(items.value.length - 1)
        return true
      case 'ArrowRight':
        if (isRow && 'open' in item && !item.open) toggle(item)
        else focusFigure(row, event.target, 1)
        return true
      case 'ArrowLeft':
        if (!isRow) focusFigure(row, event.target, -1)
        else if ('open' in item && item.open) toggle(item)
        else void goTo(items.value.findLastIndex((above, i) => i < index && above.level < item.level))
        return true
      case 'Enter':
        // A link in the row goes where it points by itself.
        if (event.target instanceof HTMLAnchorElement) return false
        act(item)
        return true
      case ' ':
        selected.value = item.id
        return true
      default:
        return false
    }
  }

  function focusFigure(row: HTMLElement, from: EventTarget | null, step: 1 | -1): void {
    const stops = [row, ...row.querySelectorAll<HTMLElement>('[data-figure]')].filter(
      (one) => one.offsetParent !== null,
    )
    stops[stops.findIndex((one) => one === from) + step]?.focus()
  }

  function onFocusin(event: FocusEvent): void {
    const row = event.target instanceof HTMLElement ? event.target.closest<HTMLElement>('[data-row]') : null
    if (row?.dataset['row'] !== undefined) active.value = row.dataset['row']
  }

  return { active, onKeydown, onFocusin }
}
