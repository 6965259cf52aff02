import { nextTick, shallowRef, type Ref, type ShallowRef } from 'vue'
import { painted } from '../../composables/after-paint.ts'
import type { TableItem } from './group-rows.ts'

/** Rows that Page Up and Page Down pass over. */
const PAGE = 20

export interface RowKeys {
  /** The one row that Tab reaches. */
  readonly activeKey: ShallowRef<string | null>
  readonly onKeydown: (event: KeyboardEvent) => void
  readonly onFocusin: (event: FocusEvent) => void
  readonly focusRow: (index: number, cell?: number | null) => Promise<void>
}

export interface KeyedGrid<Row> {
  readonly items: Readonly<Ref<readonly TableItem<Row>[]>>
  readonly scroller: Readonly<Ref<HTMLElement | null>>
  /** Brings a row into the document. */
  readonly reveal: (index: number) => void
  readonly open: (row: Row) => void
  readonly toggle: (key: string, fold: boolean) => void
  /** Selects an item or lets go of it. False where nothing can be selected. */
  readonly select: (item: TableItem<Row>) => boolean
  /** Makes the selection reach from where it began, else from the first item, to the second. */
  readonly extend: (from: TableItem<Row>, to: TableItem<Row>) => void
  readonly selectAll: () => void
  readonly copy: () => void
  /** Lets go of what is selected, else of what is open. */
  readonly leave: () => void
}

/**
 * Keys of a grid of which only a part is in the document: up and down go through all rows, left and right through a
 * row's figures or fold a group.
 */
export function useRowKeys<Row>(grid: KeyedGrid<Row>): RowKeys {
  const activeKey = shallowRef<string | null>(null)
  /** The item that a key has gone to and that is not drawn yet: the next key goes on from there. */
  let going: number | null = null

  async function focusRow(index: number, cell: number | null = null): Promise<void> {
    const item = grid.items.value[index]
    if (item === undefined) return
    activeKey.value = item.key
    const find = (): HTMLTableRowElement | null =>
      grid.scroller.value?.querySelector<HTMLTableRowElement>(`tr[data-key="${CSS.escape(item.key)}"]`) ?? null
    going = index
    // Drawing rows that are far away takes longer than a key may: it is answered first, and of several keys the last counts.
    if (find() === null) await painted()
    if (going !== index) return
    going = null
    grid.reveal(index)
    await nextTick()
    // A row that was far away is drawn after the scroller has moved.
    if (find() === null) await new Promise(requestAnimationFrame)
    const row = find()
    const target = cell === null ? row : (row?.cells[cell]?.querySelector<HTMLElement>('[data-figure]') ?? row)
    target?.focus({ preventScroll: false })
  }

  function onKeydown(event: KeyboardEvent): void {
    if (!(event.target instanceof HTMLElement) || event.altKey) return
    const there = placeOf(event.target, grid.items.value)
    if (there === null) return
    const ahead = going === null ? undefined : grid.items.value[going]
    const place = going === null || ahead === undefined ? there : { ...there, index: going, item: ahead }
    const handled = event.ctrlKey || event.metaKey ? withCtrl(event.key) : handle(event, place)
    if (handled) event.preventDefault()
  }

  function withCtrl(key: string): boolean {
    switch (key.toLowerCase()) {
      case 'a':
        grid.selectAll()
        return true
      case 'c':
        // A text that is marked is what the reader means.
        if (window.getSelection()?.isCollapsed === false) return false
        grid.copy()
        return true
      default:
        return false
    }
  }

  function handle({ key, shiftKey }: KeyboardEvent, place: Place<Row>): boolean {
    // A checkbox that has the focus answers to this key by itself.
    if (key === ' ' && place.onCheckbox) return false
    const to = targetOf(key, place.index, grid.items.value.length - 1)
    if (to !== null) return move(to, place, shiftKey)
    switch (key) {
      case 'ArrowLeft':
      case 'ArrowRight':
        return sideways(key === 'ArrowRight', place)
      case ' ':
        return grid.select(place.item) || enter(place.item)
      case 'Enter':
        return enter(place.item)
      case 'Escape':
        grid.leave()
        return true
      default:
        return false
    }
  }

  function enter(item: TableItem<Row>): true {
    if (item.kind === 'group') grid.toggle(item.key, !item.folded)
    else grid.open(item.row)
    return true
  }

  function move(index: number, { cell, item }: Place<Row>, extends_: boolean): true {
    const to = grid.items.value[index]
    if (extends_ && to !== undefined) grid.extend(item, to)
    void focusRow(index, cell)
    return true
  }

  function sideways(right: boolean, place: Place<Row>): boolean {
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
    void focusRow(place.index, next?.cellIndex ?? (right ? place.cell : null))
    return true
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

/** The row that a key goes to, or null for a key that goes nowhere. */
function targetOf(key: string, index: number, last: number): number | null {
  switch (key) {
    case 'ArrowDown':
      return Math.min(index + 1, last)
    case 'ArrowUp':
      return Math.max(index - 1, 0)
    case 'PageDown':
      return Math.min(index + PAGE, last)
    case 'PageUp':
      return Math.max(index - PAGE, 0)
    case 'Home':
      return 0
    case 'End':
      return last
    default:
      return null
  }
}

/** Where the focus is: on a row, or on a figure in one of its cells. */
interface Place<Row> {
  readonly row: HTMLTableRowElement
  readonly item: TableItem<Row>
  readonly index: number
  readonly cell: number | null
  readonly onCheckbox: boolean
}

function placeOf<Row>(target: HTMLElement, items: readonly TableItem<Row>[]): Place<Row> | null {
  const onCheckbox = target.matches('[data-select]')
  // Another button or a field inside a row has keys of its own.
  if (!onCheckbox && target.closest('button, a, input, select, textarea') !== null) return null
  const row = rowOf(target)
  const index = items.findIndex((item) => item.key === row?.dataset['key'])
  const item = items[index]
  if (row === null || item === undefined) return null
  const cell = target === row || onCheckbox ? null : (target.closest<HTMLTableCellElement>('td, th')?.cellIndex ?? null)
  return { row, item, index, cell, onCheckbox }
}

function rowOf(target: HTMLElement): HTMLTableRowElement | null {
  return target.closest<HTMLTableRowElement>('tr[data-key]')
}
