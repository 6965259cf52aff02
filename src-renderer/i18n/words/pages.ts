import { defineWords } from '../define-words.ts'

/** Titles of the pages, and the headings of the navigation that group them. */
export const pages = defineWords(
  {
    overview: 'Overview',
    containers: 'Containers',
    images: 'Images',
    connect: 'How to connect',
  },
  {
    overview: '概要',
    containers: 'コンテナ',
    images: 'イメージ',
    connect: '接続方法',
  },
)
