import { describe, expect, it } from 'vitest'
import { isLarger, soughtText, wordsOf } from '../../../../../src-renderer/components/table/filter-rows.ts'
import { atLeast, crate, LOAD, NAME, unread } from './table-support.ts'

describe('the text that is sought in', () => {
  it('is that of the text columns and of what the page adds, in small letters', () => {
    const text = soughtText(crate('Web-1', 5, 'Ada'), [NAME, LOAD], (row) => [row.ship ?? ''])
    expect(text.split('\n')).toEqual(['web-1', 'ada'])
  })

  it('is sought word by word', () => {
    expect(wordsOf('  Shop  NGINX ')).toEqual(['shop', 'nginx'])
  })
})

describe('a threshold', () => {
  it('lets through what is larger, not what is as large', () => {
    expect([isLarger(crate('a', 11), LOAD, 10), isLarger(crate('a', 10), LOAD, 10)]).toEqual([true, false])
  })

  it('lets through what may be larger', () => {
    expect([isLarger(crate('a', unread), LOAD, 10), isLarger(crate('a', atLeast(5)), LOAD, 10)]).toEqual([true, true])
  })

  it('holds back what is at most so much', () => {
    const most = { kind: 'at-most', bytes: 9, because: 'extents-shared' } as const
    expect(isLarger(crate('a', most), LOAD, 10)).toBe(false)
  })
})
