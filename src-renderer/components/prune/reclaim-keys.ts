import { nextTick, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import type { ListItem } from './reclaim-items.ts'

export interface ReclaimKeys {
  /** The one row that Tab reaches. */
  readonly active: ShallowRef<string | null>
  readonly onKeydown: (event: KeyboardEvent) => void
  readonly onFocusin: (event: FocusEvent) => void
}

export interface KeyedList {
  readonly items: Readonly<Ref<readonly ListItem[]>>
  readonly body: Readonly<Ref<HTMLElement | null>>
  readonly reveal: (index: number) => void
  readonly fold: (item: ListItem) => void
  readonly tick: (item: ListItem) => void
  /** The next row like the one that the focus comes from. */
  readonly tickLike: (from: ListItem, to: ListItem) => void
  readonly open: (item: ListItem) => void
}

/** Rows that Page Up and Page Down pass over. */
const PAGE = 10

/** Keys of the list: up and down between rows, right opens a kind, left folds it, Space ticks, Enter opens. */
export function useReclaimKeys(list: KeyedList): ReclaimKeys {
  const { items, body } = list
  const active = shallowRef<string | null>(null)

  watch(
    items,
    (all) => {
      if (!all.some(({ id }) => id === active.value)) active.value = all.find(isStop)?.id ?? null
    },
    { immediate: true },
  )

  async function goTo(item: ListItem | undefined): Promise<void> {
    if (item === undefined) return
    active.value = item.id
    const find = (): HTMLElement | null =>
      body.value?.querySelector<HTMLElement>(`[data-row="${CSS.escape(item.id)}"]`) ?? null
    // Keys that come before it is drawn find the list: the row that has the focus may go meanwhile.
    if (find() === null) body.value?.focus({ preventScroll: true })
    list.reveal(items.value.indexOf(item))
    await nextTick()
    // A row that was far away is drawn after the scroller has moved.
    if (find() === null) await new Promise(requestAnimationFrame)
    if (active.value === item.id) find()?.focus()
  }

  function step(index: number, by: number): ListItem | undefined {
    const stops = items.value.filter(isStop)
    const from = stops.indexOf(items.value[index] as ListItem)
    return stops[Math.max(0, Math.min(stops.length - 1, from + by))]
  }

  function handle(event: KeyboardEvent, index: number, item: ListItem): boolean {
    switch (event.key) {
      case 'ArrowDown':
      case 'ArrowUp': {
        const next = step(index, event.key === 'ArrowDown' ? 1 : -1)
        if (event.shiftKey && next !== undefined) list.tickLike(item, next)
        void goTo(next)
        return true
      }
      case 'PageDown':
      case 'PageUp':
        void goTo(step(index, event.key === 'PageDown' ? PAGE : -PAGE))
        return true
      case 'Home':
        void goTo(items.value.find(isStop))
        return true
      case 'End':
        void goTo(items.value.findLast(isStop))
        return true
      case 'ArrowRight':
        if (item.kind === 'group' && !item.open) list.fold(item)
        return true
      case 'ArrowLeft':
        if (item.kind === 'group' && item.open) list.fold(item)
        else if (item.kind === 'object') void goTo(items.value.find(({ id }) => id === item.group))
        return true
      case ' ':
        list.tick(item)
        return true
      case 'Enter':
        list.open(item)
        return true
      default:
        return false
    }
  }

  function onKeydown(event: KeyboardEvent): void {
    if (event.altKey || event.ctrlKey || event.metaKey || !(event.target instanceof HTMLElement)) return
    // A choice of the way has its own arrows, a link its own Enter.
    if (event.target instanceof HTMLSelectElement || event.target instanceof HTMLAnchorElement) return
    const row = event.target.closest<HTMLElement>('[data-row]')
    if (row === null && event.target !== body.value) return
    const id = row === event.target || row === null ? active.value : row.dataset['row']
    const index = items.value.findIndex((item) => item.id === id)
    const item = items.value[index]
    if (item !== undefined && handle(event, index, item)) event.preventDefault()
  }

  function onFocusin(event: FocusEvent): void {
    const row = event.target instanceof HTMLElement ? event.target.closest<HTMLElement>('[data-row]') : null
    if (row?.dataset['row'] !== undefined) active.value = row.dataset['row']
  }

  return { active, onKeydown, onFocusin }
}

function isStop({ kind }: ListItem): boolean {
  return kind !== 'risk'
}
