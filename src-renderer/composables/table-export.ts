import { inject, onScopeDispose, provide, shallowRef, type InjectionKey, type ShallowRef } from 'vue'

/** Saves the list that is shown; null where there is none. */
export type TableExport = (() => void) | null

const TABLE_EXPORT: InjectionKey<ShallowRef<TableExport>> = Symbol('table export')

/** Makes the place where the page's list offers to be saved. */
export function provideTableExport(): ShallowRef<TableExport> {
  const save = shallowRef<TableExport>(null)
  provide(TABLE_EXPORT, save)
  return save
}

/** Offers it for as long as the list is shown. */
export function offerTableExport(save: () => void): void {
  const offered = inject(TABLE_EXPORT, null)
  if (offered === null) return
  offered.value = save
  onScopeDispose(() => {
    if (offered.value === save) offered.value = null
  })
}
