import { describe, expect, it } from 'vitest'
import {
  addAmounts,
  boundLine,
  formatAllocated,
  formatApparent,
  formatBytes,
  printable,
  shortId,
  truncate,
} from '../../../../src-main/hosts/cli/format.ts'

describe('formatBytes', () => {
  it.each<[number | null, string]>([
    [null, 'unknown'],
    [0, '0 B'],
    [1, '1 B'],
    [999, '999 B'],
    [1000, '1.00 kB'],
    [9_994, '9.99 kB'],
    [9_995, '10.0 kB'],
    [99_949, '99.9 kB'],
    [99_950, '100 kB'],
    [999_499, '999 kB'],
    [999_500, '1.00 MB'],
    [999_499_999, '999 MB'],
    [999_500_000, '1.00 GB'],
    [7_750_000, '7.75 MB'],
    [1e12, '1.00 TB'],
    [1e18, '1000 PB'],
    [-1, '-1 B'],
    [-1_500_000, '-1.50 MB'],
  ])('%s is %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text)
  })
})

describe('an amount', () => {
  it('is marked where it is only a lower bound, and unknown where it is', () => {
    expect(formatAllocated({ allocated: 5000, apparent: 10 })).toBe('5.00 kB')
    expect(formatAllocated({ allocated: 5000, apparent: 10, because: 'cancelled' })).toBe('>= 5.00 kB')
    expect(formatApparent({ allocated: 5000, apparent: 0, because: 'cancelled' })).toBe('>= 0 B')
    expect(formatApparent({ allocated: 5000, apparent: null, because: 'cancelled' })).toBe('unknown')
  })
})

describe('a bound', () => {
  it('is an upper one where snapshots share extents; lengths of files are exact there', () => {
    const amount = { allocated: 5000, apparent: 10, because: 'extents-shared' }
    expect([formatAllocated(amount), formatApparent(amount)]).toEqual(['<= 5.00 kB', '10 B'])
  })

  it('is named in words', () => {
    expect(boundLine('cancelled')).toBe('A lower bound: the measurement was cancelled.')
    expect(boundLine('extents-shared')).toMatch(/^An upper bound: snapshots share extents/)
  })
})

describe('the sum of amounts', () => {
  const exact = { allocated: 10, apparent: 1 }
  const lower = { allocated: 200, apparent: 20, because: 'read-error' }
  const upper = { allocated: 3000, apparent: 300, because: 'extents-shared' }
  const unknown = { allocated: null, apparent: null, because: 'no-data-root' }

  it.each([
    ['exact ones', [exact, exact], { allocated: 20, apparent: 2 }],
    ['a lower bound', [exact, lower], { allocated: 210, apparent: 21, because: 'read-error' }],
    ['an upper bound', [exact, upper], { allocated: 3010, apparent: 301, because: 'extents-shared' }],
    ['both, without what may be shared', [lower, upper], { allocated: 200, apparent: 20, because: 'read-error' }],
    ['an unknown one', [exact, unknown], { allocated: 10, apparent: 1, because: 'no-data-root' }],
    ['unknown ones', [unknown, unknown], unknown],
  ])('of %s', (_, amounts, sum) => {
    expect(addAmounts(...amounts)).toEqual(sum)
  })
})

describe('printable', () => {
  it.each([
    ['web-1', 'web-1'],
    ['日本語 ümläut 🚢', '日本語 ümläut 🚢'],
    ['\u001b[31mred\u001b[0m', '\\x1b[31mred\\x1b[0m'],
    ['one\ntwo\r\tthree', 'one\\x0atwo\\x0d\\x09three'],
    ['\u009b2J and \u007f', '\\x9b2J and \\x7f'],
    ['\u0000', '\\x00'],
    ['gpj.\u202eexe', 'gpj.\\x202eexe'],
    ['\u2066a\u2069', '\\x2066a\\x2069'],
    ['one\u2028two\u2029', 'one\\x2028two\\x2029'],
  ])('%j is shown as %j', (text, shown) => {
    expect(printable(text)).toBe(shown)
  })
})

describe('truncate', () => {
  it('keeps what fits and marks what was cut', () => {
    expect([truncate('abc', 3), truncate('abcd', 3)]).toEqual(['abc', 'ab…'])
  })

  it('does not cut a character in two', () => {
    expect(truncate('ab🚢cd', 4)).toBe('ab🚢…')
  })
})

describe('shortId', () => {
  it('is twelve digits, with or without the name of the digest', () => {
    const hex = '0123456789abcdef'.repeat(4)
    expect([shortId(`sha256:${hex}`), shortId(hex), shortId('abc')]).toEqual(['0123456789ab', '0123456789ab', 'abc'])
  })
})
