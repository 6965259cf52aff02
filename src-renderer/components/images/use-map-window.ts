import { computed, onBeforeUnmount, onMounted, shallowRef, type ComputedRef, type Ref } from 'vue'
import type { LayerMap } from '../../../src-main/views/layer-map.ts'
import { layoutRows, rowAt, type MapLayout } from './map-geometry.ts'

/** The part of the map that is in sight. */
export interface MapWindow {
  readonly layout: ComputedRef<MapLayout>
  /** Pixels of a byte. */
  readonly scale: ComputedRef<number>
  /** Rows to be drawn: from the first to before the second. */
  readonly range: ComputedRef<{ readonly from: number; readonly to: number }>
  /** Rows that a page has. */
  readonly page: ComputedRef<number>
  /** Looks again at how far it is scrolled and how large it is. */
  readonly measure: () => void
  /** Scrolls until a row is in sight. */
  readonly reveal: (row: number) => void
}

export interface MapWindowParts {
  readonly map: () => LayerMap
  readonly rowHeight: () => number
  readonly scroller: Readonly<Ref<HTMLElement | null>>
  /** As wide as there is room for the longest row. */
  readonly plot: Readonly<Ref<HTMLElement | null>>
}

/** Rows drawn above and below what is in sight, so that scrolling shows no holes. */
const OVERSCAN = 8
/** Pixels to the right of the longest row. */
const MARGIN = 6
/** What lies over the first rows and over the last: head, totals. */
const HEAD = 26
const FOOT = 76

export function useMapWindow({ map, rowHeight, scroller, plot }: MapWindowParts): MapWindow {
  const view = shallowRef({ top: 0, height: 0, width: 0 })
  const layout = computed(() => layoutRows(map(), rowHeight()))

  function measure(): void {
    const { scrollTop = 0, clientHeight = 0 } = scroller.value ?? {}
    view.value = { top: scrollTop, height: clientHeight, width: plot.value?.clientWidth ?? 0 }
  }

  function reveal(row: number): void {
    const top = layout.value.tops[row] ?? 0
    if (scroller.value === null) return
    const { scrollTop, clientHeight } = scroller.value
    const below = top + layout.value.row + FOOT
    if (top - HEAD < scrollTop) scroller.value.scrollTop = top - HEAD
    else if (below > scrollTop + clientHeight) scroller.value.scrollTop = below - clientHeight
    measure()
  }

  const observer = new ResizeObserver(measure)
  onMounted(() => {
    for (const element of [scroller.value, plot.value]) if (element !== null) observer.observe(element)
    measure()
  })
  onBeforeUnmount(() => {
    observer.disconnect()
  })
  return {
    layout,
    scale: computed(() => {
      const { longest } = map()
      return longest === 0 ? 0 : Math.max(0, view.value.width - MARGIN) / longest
    }),
    range: computed(() => {
      const from = rowAt(layout.value, view.value.top) - OVERSCAN
      const to = rowAt(layout.value, view.value.top + view.value.height) + OVERSCAN
      return { from: Math.max(0, from), to: Math.min(map().rows.length, to + 1) }
    }),
    page: computed(() => Math.max(1, Math.floor(view.value.height / layout.value.row) - 2)),
    measure,
    reveal,
  }
}
