import { useVirtualizer } from '@tanstack/vue-virtual'
import { computed, watch, type ComputedRef, type Ref } from 'vue'

/** Lists of so many rows are in the document whole; it costs less than virtualising. */
const VIRTUAL_FROM = 200

/** The part of a list that is in the document, and the pixels that stand for the rest. */
export interface DrawnPart<T> {
  readonly items: readonly T[]
  readonly from: number
  readonly above: number
  readonly below: number
}

export interface ListWindow<T> {
  readonly drawn: ComputedRef<DrawnPart<T>>
  /** Scrolls until the item is drawn. */
  readonly reveal: (index: number) => void
}

export function useListWindow<T>({
  items,
  heightOf,
  scroller,
}: {
  readonly items: Readonly<Ref<readonly T[]>>
  /** Pixels; changes of it are followed. */
  readonly heightOf: Readonly<Ref<(item: T) => number>>
  readonly scroller: Readonly<Ref<HTMLElement | null>>
}): ListWindow<T> {
  const isVirtual = computed(() => items.value.length > VIRTUAL_FROM)
  const virtualizer = useVirtualizer(
    computed(() => {
      const [all, height] = [items.value, heightOf.value]
      return {
        count: isVirtual.value ? all.length : 0,
        getScrollElement: () => scroller.value,
        estimateSize: (index: number) => {
          const item = all[index]
          return item === undefined ? 0 : height(item)
        },
        overscan: 8,
      }
    }),
  )
  // It keeps the heights of earlier items otherwise.
  watch([items, heightOf], () => {
    virtualizer.value.measure()
  })
  return {
    drawn: computed(() => {
      if (!isVirtual.value) return { items: items.value, from: 0, above: 0, below: 0 }
      const virtual = virtualizer.value.getVirtualItems()
      const [first, last] = [virtual[0], virtual.at(-1)]
      if (first === undefined || last === undefined) return { items: [], from: 0, above: 0, below: 0 }
      return {
        items: items.value.slice(first.index, last.index + 1),
        from: first.index,
        above: first.start,
        below: virtualizer.value.getTotalSize() - last.end,
      }
    }),
    reveal(index) {
      if (isVirtual.value) virtualizer.value.scrollToIndex(index, { align: 'auto' })
    },
  }
}
