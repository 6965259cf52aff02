import type { HostLocale } from '../../contract/host-command.ts'

/** Texts of the menus and dialogs that the page has no part in. `&` stands before a menu's access key. */
export interface HostWords {
  readonly file: string
  readonly openRoot: string
  readonly openRecent: string
  readonly clearRecent: string
  readonly exportTable: string
  readonly exportReport: string
  readonly quit: string
  readonly edit: string
  readonly undo: string
  readonly redo: string
  readonly cut: string
  readonly copy: string
  readonly paste: string
  readonly selectAll: string
  readonly view: string
  readonly measure: string
  readonly find: string
  readonly theme: string
  readonly themeSystem: string
  readonly themeLight: string
  readonly themeDark: string
  readonly resetZoom: string
  readonly zoomIn: string
  readonly zoomOut: string
  readonly fullScreen: string
  readonly window: string
  readonly minimize: string
  readonly zoomWindow: string
  readonly front: string
  readonly close: string
  readonly help: string
  readonly documentation: string
  readonly report: string
  readonly about: string
  readonly services: string
  readonly hide: string
  readonly hideOthers: string
  readonly unhide: string
  readonly aboutText: string
  readonly licence: string
  readonly engines: string
  readonly ok: string
  readonly copyVersions: string
  readonly save: string
  readonly notSaved: string
  readonly csv: string
  readonly json: string
  readonly picture: string
  readonly allFiles: string
}

const EN: HostWords = {
  file: '&File',
  openRoot: 'Open Data Root…',
  openRecent: 'Open Recent',
  clearRecent: 'Clear Menu',
  exportTable: 'Export Table as CSV…',
  exportReport: 'Export Report as JSON…',
  quit: 'Quit',
  edit: '&Edit',
  undo: 'Undo',
  redo: 'Redo',
  cut: 'Cut',
  copy: 'Copy',
  paste: 'Paste',
  selectAll: 'Select All',
  view: '&View',
  measure: 'Measure',
  find: 'Find Anything…',
  theme: 'Theme',
  themeSystem: 'As the System',
  themeLight: 'Light',
  themeDark: 'Dark',
  resetZoom: 'Actual Size',
  zoomIn: 'Zoom In',
  zoomOut: 'Zoom Out',
  fullScreen: 'Full Screen',
  window: '&Window',
  minimize: 'Minimize',
  zoomWindow: 'Zoom',
  front: 'Bring All to Front',
  close: 'Close',
  help: '&Help',
  documentation: 'Documentation',
  report: 'Report a Problem',
  about: 'About Plimsoll',
  services: 'Services',
  hide: 'Hide Plimsoll',
  hideOthers: 'Hide Others',
  unhide: 'Show All',
  aboutText: 'Docker disk usage, to the byte.',
  licence: 'Licence',
  engines: 'Tested with Docker',
  ok: 'OK',
  copyVersions: 'Copy',
  save: 'Export',
  notSaved: 'The file could not be saved.',
  csv: 'Table (CSV)',
  json: 'Report (JSON)',
  picture: 'Picture',
  allFiles: 'All Files',
}

const JA: HostWords = {
  file: 'ファイル(&F)',
  openRoot: 'データルートを開く…',
  openRecent: '最近使ったデータルート',
  clearRecent: '履歴を消去',
  exportTable: '表を CSV で書き出す…',
  exportReport: 'レポートを JSON で書き出す…',
  quit: '終了',
  edit: '編集(&E)',
  undo: '元に戻す',
  redo: 'やり直す',
  cut: '切り取り',
  copy: 'コピー',
  paste: '貼り付け',
  selectAll: 'すべて選択',
  view: '表示(&V)',
  measure: '測定',
  find: '検索…',
  theme: 'テーマ',
  themeSystem: 'システムに合わせる',
  themeLight: 'ライト',
  themeDark: 'ダーク',
  resetZoom: '実際のサイズ',
  zoomIn: '拡大',
  zoomOut: '縮小',
  fullScreen: '全画面表示',
  window: 'ウィンドウ(&W)',
  minimize: '最小化',
  zoomWindow: '拡大/縮小',
  front: 'すべてを手前に移動',
  close: '閉じる',
  help: 'ヘルプ(&H)',
  documentation: 'ドキュメント',
  report: '問題を報告',
  about: 'Plimsoll について',
  services: 'サービス',
  hide: 'Plimsoll を隠す',
  hideOthers: 'ほかを隠す',
  unhide: 'すべてを表示',
  aboutText: 'Docker のディスク使用量をバイト単位で。',
  licence: 'ライセンス',
  engines: '確認済みの Docker',
  ok: 'OK',
  copyVersions: 'コピー',
  save: '書き出し',
  notSaved: 'ファイルを保存できませんでした。',
  csv: '表 (CSV)',
  json: 'レポート (JSON)',
  picture: '画像',
  allFiles: 'すべてのファイル',
}

export const HOST_WORDS: Readonly<Record<HostLocale, HostWords>> = { en: EN, ja: JA }

/** The language until the page has said its own: the first of the system's that there is. */
export function systemLocale(languages: readonly string[]): HostLocale {
  const known = languages.map((language) => language.slice(0, 2).toLowerCase())
  return known.find((language): language is HostLocale => language in HOST_WORDS) ?? 'en'
}
