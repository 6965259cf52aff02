import { defineWords } from '../define-words.ts'

/** What has to do with the desktop around the page: dropped folders, and what its menus ask for. */
export const desktop = defineWords(
  {
    drop: 'Drop a folder to open it as a data root',
    noPath: 'A browser does not tell a page where {name} is. Type its path, please.',
    nothingToExport: 'There is no table here to export.',
  },
  {
    drop: 'フォルダーをドロップすると、データルートとして開きます',
    noPath: 'ブラウザーはページに {name} の場所を知らせません。パスを入力してください。',
    nothingToExport: 'ここには書き出す表がありません。',
  },
)
