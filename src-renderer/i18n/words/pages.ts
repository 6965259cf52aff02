import { defineWords } from '../define-words.ts'

/** Titles of the pages, and the headings of the navigation that group them. */
export const pages = defineWords(
  {
    overview: 'Overview',
    containers: 'Containers',
    volumes: 'Volumes',
    buildCache: 'Build cache',
    logs: 'Logs',
    orphans: 'Orphans',
    ledger: 'Ledger',
    reclaim: 'Reclaim',
    images: 'Images',
    connect: 'How to connect',
  },
  {
    overview: '概要',
    containers: 'コンテナ',
    volumes: 'ボリューム',
    buildCache: 'ビルドキャッシュ',
    logs: 'ログ',
    orphans: '孤立データ',
    ledger: '台帳',
    reclaim: '解放',
    images: 'イメージ',
    connect: '接続方法',
  },
)
