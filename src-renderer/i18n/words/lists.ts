import { defineWords } from '../define-words.ts'

/** What the lists of volumes, build cache, logs and orphans have in common. */
export const lists = defineWords(
  {
    close: 'Close the details',
    details: 'Details',
    files: 'What is in it',
    unknown: 'unknown',
    noProject: 'No project',
    changed: 'Last change',
    changedNote:
      'The newest time of change (mtime) of anything in it, directories included, as whoever wrote it set it.',
    apparent: 'apparent',
    goneTitle: '“{name}” is not here.',
    goneBody: 'It was removed, or has another name now.',
    goneClose: 'Dismiss',
  },
  {
    close: '詳細を閉じる',
    details: '詳細',
    files: '内容',
    unknown: '不明',
    noProject: 'プロジェクトなし',
    changed: '最終変更',
    changedNote:
      '中にあるすべて(ディレクトリを含む)の変更時刻(mtime)のうち最も新しいもの。書き込んだ側が設定した値です。',
    apparent: '見かけ',
    goneTitle: '「{name}」はここにありません。',
    goneBody: '削除されたか、名前が変わりました。',
    goneClose: '閉じる',
  },
)
