import { expect, it } from 'vitest'
import { formatShare } from '../../../../src-renderer/format/share.ts'

it.each([
  [223, 1000, '22.3\u00A0%'],
  [1, 3, '33.3\u00A0%'],
  [5, 5, '100.0\u00A0%'],
  [0, 5, '–'],
  [1, 1_000_000, '<\u202F0.1\u00A0%'],
  [1, 0, '–'],
])('%i of %i is %s', (part, whole, text) => {
  expect(formatShare(part, whole, 'en')).toBe(text)
})
