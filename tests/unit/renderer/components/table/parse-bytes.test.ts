import { describe, expect, it } from 'vitest'
import { parseBytes } from '../../../../../src-renderer/components/table/parse-bytes.ts'

describe('a size as people type it', () => {
  it.each([
    ['250 MB', 250e6],
    ['1.5g', 1.5e9],
    ['1,5 GB', 1.5e9],
    ['300MiB', 300 * 1024 ** 2],
    ['4096', 4096],
    ['4 096 B', 4096],
    ['0', 0],
  ])('%s is %d bytes', (text, bytes) => {
    expect(parseBytes(text, 'decimal')).toBe(bytes)
  })

  it('has the units that the reader sees', () => {
    expect(parseBytes('2 MB', 'binary')).toBe(2 * 1024 ** 2)
  })

  it.each(['', 'MB', 'large', '-5', '5 XB', '1.2.3'])('%s is none', (text) => {
    expect(parseBytes(text, 'decimal')).toBeNull()
  })
})
