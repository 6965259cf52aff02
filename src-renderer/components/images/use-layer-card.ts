import { computed, onScopeDispose, shallowRef, type ComputedRef, type ShallowRef } from 'vue'
import type { MapBlock } from '../../../src-main/views/layer-map.ts'

/** Where on the window a card is for. */
export interface CardSpot {
  readonly left: number
  readonly top: number
  readonly bottom: number
}

/** The card about a block: after a moment of rest under a pointer, at once from the keyboard. */
export interface LayerCardControl {
  readonly block: ShallowRef<MapBlock | null>
  readonly place: ComputedRef<Readonly<Record<string, string>>>
  readonly show: (block: MapBlock, at: CardSpot, delay: number) => void
  readonly hide: () => void
}

const WIDTH = 320
/** As high as a card with the longest step. */
const HEIGHT = 290
const EDGE = 8

export function useLayerCard(): LayerCardControl {
  const block = shallowRef<MapBlock | null>(null)
  const spot = shallowRef<CardSpot>({ left: 0, top: 0, bottom: 0 })
  let timer: number | undefined

  function hide(): void {
    window.clearTimeout(timer)
    block.value = null
  }
  onScopeDispose(hide)
  return {
    block,
    place: computed(() => {
      const { left, top, bottom } = spot.value
      const x = Math.max(EDGE, Math.min(left, window.innerWidth - WIDTH - EDGE))
      const below = bottom + HEIGHT < window.innerHeight
      const y = below ? { top: `${bottom}px` } : { bottom: `${Math.max(EDGE, window.innerHeight - top)}px` }
      return { left: `${x}px`, width: `${WIDTH}px`, ...y }
    }),
    show(next, at, delay) {
      window.clearTimeout(timer)
      const open = (): void => {
        spot.value = at
        block.value = next
      }
      // Moving on from an open card shows the next one at once.
      if (delay === 0 || block.value !== null) open()
      else timer = window.setTimeout(open, delay)
    },
    hide,
  }
}
