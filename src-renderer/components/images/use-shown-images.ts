import { computed, shallowRef, type ComputedRef, type ShallowRef } from 'vue'
import type { ImageRow, ImagesView } from '../../../src-main/views/images.ts'
import type { LayerMap } from '../../../src-main/views/layer-map.ts'
import { useAmounts } from '../../composables/amounts.ts'
import { hasUse, shownMap, stepSearch, type ImageFilter } from './shown-map.ts'

export interface ShownImages {
  /** Sought in names, IDs and the steps of layers. */
  readonly text: ShallowRef<string>
  readonly filter: ShallowRef<ImageFilter>
  readonly counts: ComputedRef<Readonly<Record<ImageFilter, string>>>
  readonly map: ComputedRef<LayerMap>
  readonly showAll: () => void
}

const NO_MAP: LayerMap = { rows: [], groups: [], blocks: [], longest: 0 }

/** The part of the layer map that the filters above it let through. */
export function useShownImages(view: () => ImagesView | null, byId: () => ReadonlyMap<string, ImageRow>): ShownImages {
  const amounts = useAmounts()
  const text = shallowRef('')
  const filter = shallowRef<ImageFilter>('all')

  const whole = computed(() => view()?.map ?? NO_MAP)
  const search = computed(() => stepSearch(whole.value))
  const map = computed(() => {
    const sought = text.value.trim().toLowerCase()
    const has = hasUse(filter.value)
    const withStep = sought === '' ? null : search.value(sought)
    return shownMap(whole.value, (row, index) => {
      const image = byId().get(row.image)
      if (image === undefined || has?.(image) === false) return false
      return withStep === null || withStep.has(index) || isNamed(image, sought)
    })
  })
  const counts = computed(() => {
    const { images: all, used, unused, dangling } = view()?.totals ?? { images: 0, used: 0, unused: 0, dangling: 0 }
    const { whole: number } = amounts.value
    return { all: number(all), used: number(used), unused: number(unused), dangling: number(dangling) }
  })

  return {
    ...{ text, filter, counts, map },
    showAll() {
      text.value = ''
      filter.value = 'all'
    },
  }
}

function isNamed(row: ImageRow, sought: string): boolean {
  return [row.name, row.id, ...row.references].some((each) => each.toLowerCase().includes(sought))
}
