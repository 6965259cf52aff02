import { useVirtualizer } from '@tanstack/vue-virtual'
import { computed, type ComputedRef, type Ref } from 'vue'
import type { TableItem } from './group-rows.ts'

/**
 * Tables of so many rows are in the document whole; it costs less than virtualising. What counts is how many there are
 * without any filter: a filter that lets 150 of 5,000 through answers each key at once.
 */
const VIRTUAL_FROM = 200

const ROW_HEIGHT = 28
const GROUP_HEIGHT = 30

/** The part of the items that is in the document, and the pixels that stand for the rest. */
export interface DrawnRows<Row> {
  readonly from: number
  readonly items: readonly TableItem<Row>[]
  readonly above: number
  readonly below: number
}

export interface VirtualRows<Row> {
  readonly drawn: ComputedRef<DrawnRows<Row>>
  /** Scrolls until the item is drawn. */
  readonly reveal: (index: number) => void
  /** The scroller has another height. */
  readonly measure: () => void
}

export function useVirtualRows<Row>({
  items,
  all,
  scroller,
}: {
  readonly items: Readonly<Ref<readonly TableItem<Row>[]>>
  /** How many rows there are before any filter. */
  readonly all: Readonly<Ref<number>>
  readonly scroller: Readonly<Ref<HTMLElement | null>>
}): VirtualRows<Row> {
  const isVirtual = computed(() => all.value > VIRTUAL_FROM)
  const virtualizer = useVirtualizer(
    computed(() => ({
      count: isVirtual.value ? items.value.length : 0,
      getScrollElement: () => scroller.value,
      estimateSize: (index: number) => (items.value[index]?.kind === 'group' ? GROUP_HEIGHT : ROW_HEIGHT),
      getItemKey: (index: number) => items.value[index]?.key ?? index,
      overscan: 4,
    })),
  )
  return {
    drawn: computed(() => {
      if (!isVirtual.value) return { from: 0, items: items.value, above: 0, below: 0 }
      const virtual = virtualizer.value.getVirtualItems()
      const first = virtual[0]
      const last = virtual.at(-1)
      if (first === undefined || last === undefined) return { from: 0, items: [], above: 0, below: 0 }
      return {
        from: first.index,
        items: items.value.slice(first.index, last.index + 1),
        above: first.start,
        below: virtualizer.value.getTotalSize() - last.end,
      }
    }),
    reveal(index) {
      if (isVirtual.value) virtualizer.value.scrollToIndex(index, { align: 'auto' })
    },
    measure() {
      virtualizer.value.measure()
    },
  }
}
