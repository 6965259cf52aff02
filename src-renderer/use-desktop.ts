import type { Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { useRouter } from 'vue-router'
import type { HostCommand } from '../src-main/contract/host-command.ts'
import { saveFile } from './composables/save-file.ts'
import { useSettings } from './composables/settings.ts'
import type { TableExport } from './composables/table-export.ts'
import type { Page } from './router.ts'
import { useAppStateStore } from './stores/app-state.ts'
import { useConnectionStore } from './stores/connection.ts'
import { useHostStore } from './stores/host.ts'
import { failureOf } from './backend/failure-of.ts'

export interface DesktopParts {
  readonly pages: readonly Page[]
  /** Saves the list that is shown. */
  readonly save: Readonly<Ref<TableExport>>
  /** Opens a data root that the user pointed at. */
  readonly openRoot: (dataRoot: string) => void
  readonly find: () => void
  readonly announce: (text: string) => void
}

/** Ties the page to the desktop around it: carries out what the menus ask for, and tells them what they show. */
export function useDesktop({ pages, save, openRoot, find, announce }: DesktopParts): void {
  const { t, locale } = useI18n()
  const router = useRouter()
  const settings = useSettings()
  const app = useAppStateStore()
  const connection = useConnectionStore()
  const host = useHostStore()

  function carryOut(command: HostCommand): void {
    switch (command.kind) {
      case 'navigate':
        void router.push(command.path)
        return
      case 'measure':
        if (!app.reading) void app.measure()
        return
      case 'find':
        find()
        return
      case 'open-root':
        openRoot(command.dataRoot)
        return
      case 'export':
        if (command.what === 'report') void exportReport()
        else if (save.value === null) announce(t('desktop.nothingToExport'))
        else save.value()
        return
      case 'theme':
        settings.theme.value = command.theme
        return
    }
  }

  async function exportReport(): Promise<void> {
    const client = connection.client()
    if (client === null) return
    try {
      const report = await client.report()
      const name = `plimsoll-${report.takenAt.slice(0, 10)}.json`
      saveFile({ name, mediaType: 'application/json', text: `${JSON.stringify(report, null, 2)}\n` })
    } catch (error) {
      app.failure = failureOf(error)
    }
  }

  host.carryOut(carryOut)
  host.introduce(() => ({
    locale: settings.locale.value,
    theme: settings.theme.value,
    pages: pages.map(({ path, title }) => ({ path, title: t(title, {}, { locale: locale.value }) })),
    dataRoot: openedRoot(),
  }))

  function openedRoot(): string | null {
    const { state } = app
    return state?.subject.kind === 'root' && state.revision > 0 ? state.subject.dataRoot : null
  }
}
