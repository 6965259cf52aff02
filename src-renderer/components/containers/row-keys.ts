import { nextTick, shallowRef, type Ref, type ShallowRef } from 'vue'
import type { TableItem } from './group-containers.ts'

/** Rows that Page Up and Page Down pass over. */
const PAGE = 20

export interface RowKeys {
  /** The one row that Tab reaches. */
  readonly activeKey: ShallowRef<string | null>
  readonly onKeydown: (event: KeyboardEvent) => void
  readonly onFocusin: (event: FocusEvent) => void
  readonly focusRow: (index: number, cell?: number | null) => Promise<void>
}

/**
 * Keys of a grid of which only a part is in the document: up and down go through all rows, left and right through a
 * row's figures or fold a group.
 */
export function useRowKeys(grid: {
  readonly items: Readonly<Ref<readonly TableItem[]>>
  readonly scroller: Readonly<Ref<HTMLElement | null>>
  /** Brings a row into the document. */
  readonly reveal: (index: number) => void
  readonly open: (id: string) => void
  readonly toggle: (key: string, fold: boolean) => void
  readonly close: () => void
}): RowKeys {
  const activeKey = shallowRef<string | null>(null)

  async function focusRow(index: number, cell: number | null = null): Promise<void> {
    const item = grid.items.value[index]
    if (item === undefined) return
    activeKey.value = item.key
    grid.reveal(index)
    await nextTick()
    const find = (): HTMLTableRowElement | null =>
      grid.scroller.value?.querySelector<HTMLTableRowElement>(`tr[data-key="${CSS.escape(item.key)}"]`) ?? null
    // A row that was far away is drawn after the scroller has moved.
    if (find() === null) await new Promise(requestAnimationFrame)
    const row = find()
    const target = cell === null ? row : (row?.cells[cell]?.querySelector<HTMLElement>('[data-figure]') ?? row)
    target?.focus({ preventScroll: false })
  }

  function onKeydown(event: KeyboardEvent): void {
    if (!(event.target instanceof HTMLElement)) return
    const place = placeOf(event.target, grid.items.value)
    if (place === null) return
    if (handle(event.key, place)) event.preventDefault()
  }

  function handle(key: string, place: Place): boolean {
    const last = grid.items.value.length - 1
    switch (key) {
      case 'ArrowDown':
        return move(Math.min(place.index + 1, last), place.cell)
      case 'ArrowUp':
        return move(Math.max(place.index - 1, 0), place.cell)
      case 'PageDown':
        return move(Math.min(place.index + PAGE, last), place.cell)
      case 'PageUp':
        return move(Math.max(place.index - PAGE, 0), place.cell)
      case 'Home':
        return move(0, place.cell)
      case 'End':
        return move(last, place.cell)
      case 'ArrowLeft':
      case 'ArrowRight':
        return sideways(key === 'ArrowRight', place)
      case 'Enter':
      case ' ':
        if (place.item.kind === 'group') grid.toggle(place.item.key, !place.item.folded)
        else grid.open(place.item.row.id)
        return true
      case 'Escape':
        grid.close()
        return true
      default:
        return false
    }
  }

  function move(index: number, cell: number | null): boolean {
    void focusRow(index, cell)
    return true
  }

  function sideways(right: boolean, place: Place): boolean {
    if (place.item.kind === 'group' && place.cell === null) {
      // A second press on an unfolded group goes into its figures.
      if (place.item.folded === right) {
        grid.toggle(place.item.key, !right)
        return true
      }
      if (!right) return false
    }
    const cells = [...place.row.cells].filter((cell) => cell.querySelector('[data-figure]') !== null)
    const at = cells.findIndex((cell) => cell.cellIndex === place.cell)
    const next = right ? cells[at + 1] : cells[at - 1]
    return move(place.index, next?.cellIndex ?? (right ? place.cell : null))
  }

  return {
    activeKey,
    onKeydown,
    focusRow,
    onFocusin(event) {
      if (event.target instanceof HTMLElement) activeKey.value = rowOf(event.target)?.dataset['key'] ?? activeKey.value
    },
  }
}

/** Where the focus is: on a row, or on a figure in one of its cells. */
interface Place {
  readonly row: HTMLTableRowElement
  readonly item: TableItem
  readonly index: number
  readonly cell: number | null
}

function placeOf(target: HTMLElement, items: readonly TableItem[]): Place | null {
  const row = rowOf(target)
  const index = items.findIndex((item) => item.key === row?.dataset['key'])
  const item = items[index]
  if (row === null || item === undefined) return null
  const cell = target === row ? null : (target.closest<HTMLTableCellElement>('td, th')?.cellIndex ?? null)
  return { row, item, index, cell }
}

function rowOf(target: HTMLElement): HTMLTableRowElement | null {
  return target.closest<HTMLTableRowElement>('tr[data-key]')
}
