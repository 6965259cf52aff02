import { defineWords } from '../define-words.ts'

/** Titles of the pages, and the headings of the navigation that group them. */
export const pages = defineWords(
  {
    overview: 'Overview',
    containers: 'Containers',
    ledger: 'Ledger',
    connect: 'How to connect',
  },
  {
    overview: '概要',
    containers: 'コンテナ',
    ledger: '台帳',
    connect: '接続方法',
  },
)
