import { inject, onScopeDispose, provide, type InjectionKey } from 'vue'

/** Saves what is shown as a file. */
export type ExportAction = () => void

/** What the page that is shown can export; the last one to come stands in front. */
export interface Exporting {
  /** False where there is nothing to export. */
  run(): boolean
}

const EXPORTING: InjectionKey<ExportAction[]> = Symbol('exporting')

/** Makes the place in which a page's table says how it is exported. */
export function provideExporting(): Exporting {
  const actions: ExportAction[] = []
  provide(EXPORTING, actions)
  return {
    run() {
      const action = actions.at(-1)
      action?.()
      return action !== undefined
    },
  }
}

/** The host's menu for exporting does this for as long as the component is there. */
export function useExporting(action: ExportAction): void {
  const actions = inject(EXPORTING)
  if (actions === undefined) return
  actions.push(action)
  onScopeDispose(() => {
    actions.splice(actions.indexOf(action), 1)
  })
}
