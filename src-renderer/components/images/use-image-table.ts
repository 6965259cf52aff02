import { computed, type ComputedRef } from 'vue'
import { useI18n } from 'vue-i18n'
import type { ImageRow, ImagesView } from '../../../src-main/views/images.ts'
import type { TableChoice, TableGrouping } from '../table/table-column.ts'
import { hasUse, type ImageFilter } from './shown-map.ts'

export interface ImageTable {
  readonly choices: ComputedRef<readonly TableChoice<ImageRow>[]>
  readonly groupings: ComputedRef<readonly TableGrouping<ImageRow>[]>
  /** What the table's filter looks into: references, and the steps of an image's layers. */
  readonly searchIn: (row: ImageRow) => readonly string[]
}

const FILTERS: readonly ImageFilter[] = ['all', 'used', 'unused', 'dangling']

/** How the table of images is filtered and grouped: by the same as the map. */
export function useImageTable(view: () => ImagesView | null): ImageTable {
  const { t } = useI18n()
  const steps = computed(() => stepsByImage(view()))
  return {
    choices: computed(() => [
      {
        id: 'use',
        label: t('images.uses'),
        options: FILTERS.map((id) => {
          const has = hasUse(id)
          return { id, title: t(`images.filter_${id}`), ...(has === undefined ? {} : { has }) }
        }),
      },
    ]),
    groupings: computed(() => [
      { id: 'repository', title: t('images.repository'), of: (row) => row.repository, none: t('images.noName') },
    ]),
    searchIn: (row) => [row.id, ...row.references, ...(steps.value.get(row.id) ?? [])],
  }
}

function stepsByImage(view: ImagesView | null): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>()
  const { rows, blocks } = view?.map ?? { rows: [], blocks: [] }
  for (const { step, fromRow, toRow } of blocks)
    for (let row = fromRow; step !== null && row < toRow; row += 1) {
      const image = rows[row]?.image ?? ''
      found.set(image, [...(found.get(image) ?? []), step])
    }
  return found
}
