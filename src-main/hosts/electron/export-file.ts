import { extname } from 'node:path'
import type { FileFilter } from 'electron'
import type { HostWords } from './host-words.ts'

/** The page's name for a file, without what no file system should be asked for. */
export function exportName(name: string): string {
  const safe = name.replace(/[\u0000-\u001f<>:"/\\|?*]+/g, '-').replace(/^[.\s]+|[.\s]+$/g, '')
  return safe === '' ? 'plimsoll' : safe
}

/** What the dialog offers to show: files of the same kind, or all. */
export function exportFilters(name: string, words: HostWords): FileFilter[] {
  const extension = extname(name).slice(1)
  const known: Readonly<Record<string, string>> = {
    csv: words.csv,
    json: words.json,
    png: words.picture,
    svg: words.picture,
  }
  const title = known[extension]
  const all = { name: words.allFiles, extensions: ['*'] }
  return title === undefined ? [all] : [{ name: title, extensions: [extension] }, all]
}
