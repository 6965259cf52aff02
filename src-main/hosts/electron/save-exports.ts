import { dirname, join } from 'node:path'
import { app, dialog, session } from 'electron'
import type { HostLocale } from '../../contract/host-command.ts'
import { exportFilters, exportName } from './export-file.ts'
import { HOST_WORDS } from './host-words.ts'
import { PAGE_ORIGIN } from './page-address.ts'

/**
 * What the page saves goes through the desktop's own dialog, with a sensible name in the folder that was used last, at
 * first the one for downloads. Whatever else wants to be downloaded is refused: the page makes all of its files itself.
 */
export function saveExports(locale: () => HostLocale): void {
  let folder = app.getPath('downloads')
  session.defaultSession.on('will-download', (event, item) => {
    if (!item.getURL().startsWith(`blob:${PAGE_ORIGIN}/`)) {
      event.preventDefault()
      return
    }
    const words = HOST_WORDS[locale()]
    const name = exportName(item.getFilename())
    item.setSaveDialogOptions({
      title: words.save,
      defaultPath: join(folder, name),
      filters: exportFilters(name, words),
    })
    item.once('done', (_event, state) => {
      if (state === 'completed') folder = dirname(item.getSavePath())
      else if (state === 'interrupted') dialog.showErrorBox('Plimsoll', words.notSaved)
    })
  })
}
