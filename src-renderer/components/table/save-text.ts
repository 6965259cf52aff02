/** Marks a file as UTF-8 for spreadsheets that would read it as something older. */
const BYTE_ORDER_MARK = '\uFEFF'

/** Hands a text to the browser as a download; in Electron that is the system's dialog for saving. */
export function saveText(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([BYTE_ORDER_MARK, text], { type: 'text/csv;charset=utf-8' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // The download has its own hold on the data from the click on.
  window.setTimeout(() => {
    URL.revokeObjectURL(url)
  }, 0)
}

/** `plimsoll-containers-2026-11-21.csv`, by the reader's own day. */
export function exportName(table: string, now: Date): string {
  const day = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, '0'))
  return `plimsoll-${table}-${day.join('-')}.csv`
}
