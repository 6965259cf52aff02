import { shallowRef, type ShallowRef } from 'vue'
import { useI18n } from 'vue-i18n'
import { useAnnounce } from '../../composables/announcer.ts'
import { saveFile } from '../../composables/save-file.ts'
import { exportName } from './export-name.ts'
import type { TableColumn } from './table-column.ts'
import { csvText, tabbedText, type ExportWords } from './table-text.ts'

/** Milliseconds for which a button says that it copied. */
const SAID_FOR = 1500

/** Marks a file as UTF-8 for spreadsheets that would read it as something older. */
const BYTE_ORDER_MARK = '\uFEFF'

export interface RowExport {
  readonly copy: () => Promise<void>
  readonly save: () => void
  /** Something was copied just now. */
  readonly copied: ShallowRef<boolean>
}

/** Takes rows out of a table: to the clipboard, or into a file. */
export function useRowExport<Row>(table: {
  readonly name: () => string
  /** What is selected, else all that is shown. */
  readonly rows: () => readonly Row[]
  readonly columns: () => readonly TableColumn<Row>[]
  /** So many rows, in words. */
  readonly label: (count: number) => string
}): RowExport {
  const { t } = useI18n()
  const announce = useAnnounce()
  const copied = shallowRef(false)
  const words: ExportWords = {
    bytes: (title) => t('table.inBytes', { title }),
    doubt: (title) => t('table.doubt', { title }),
  }

  async function copy(): Promise<void> {
    const rows = table.rows()
    try {
      await navigator.clipboard.writeText(tabbedText(rows, table.columns(), words))
    } catch (error) {
      // A browser may keep its clipboard to itself, as it does while another window has the focus.
      if (!(error instanceof DOMException)) throw error
      announce(t('table.notCopied'))
      return
    }
    announce(t('table.copied', { rows: table.label(rows.length) }))
    copied.value = true
    window.setTimeout(() => {
      copied.value = false
    }, SAID_FOR)
  }

  function save(): void {
    const rows = table.rows()
    saveFile({
      name: exportName(table.name(), new Date()),
      mediaType: 'text/csv;charset=utf-8',
      text: BYTE_ORDER_MARK + csvText(rows, table.columns(), words),
    })
    announce(t('table.saved', { rows: table.label(rows.length) }))
  }

  return { copy, save, copied }
}
