import { describe, expect, it } from 'vitest'
import { formatObject, formatSum, formatSums, formatWhole, sumScale } from '../../../../src-renderer/format/bytes.ts'

const inDecimal = (bytes: number): string => {
  const { text, unit } = formatObject(bytes, 'decimal')
  return `${text} ${unit}`
}

describe('an object’s bytes', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.00 kB'],
    [20_480, '20.5 kB'],
    [99_949, '99.9 kB'],
    [99_950, '100 kB'],
    [999_499, '999 kB'],
    [999_500, '1.00 MB'],
    [455_000_000, '455 MB'],
    [6_810_234_880, '6.81 GB'],
    [1_500_000_000_000, '1.50 TB'],
    [-4_490_000_000, '\u22124.49 GB'],
  ])('has three significant digits in its own unit: %d', (bytes, text) => {
    expect(inDecimal(bytes)).toBe(text)
  })

  it('is never written with four digits, whatever the unit', () => {
    const texts = Array.from({ length: 4000 }, (_, n) => inDecimal(Math.round(1.009 ** n)))
    expect(texts.filter((text) => text.replace(/\D/g, '').length > 3 && !text.includes('PB'))).toEqual([])
  })

  it('counts by 1024 in binary units', () => {
    expect(formatObject(1024 ** 3 * 1.5, 'binary')).toEqual({ text: '1.50', unit: 'GiB' })
    expect(formatObject(1023 * 1024, 'binary')).toEqual({ text: '1.00', unit: 'MiB' })
  })
})

describe('sums', () => {
  it('take the unit in which their total is at least one', () => {
    expect([88_300_000, 999, 214e9].map((total) => sumScale(total, 'decimal').unit)).toEqual(['MB', 'B', 'GB'])
  })

  it('have one decimal, and none in bytes', () => {
    expect(formatSum(214_000_460_000, sumScale(214e9, 'decimal')).text).toBe('214.0')
    expect(formatSum(812, sumScale(812, 'decimal'))).toEqual({ text: '812', unit: 'B' })
  })

  it('add up as they are displayed', () => {
    const parts = [33_333_333_333, 33_333_333_333, 33_333_333_334]
    const shown = formatSums(parts, 100_000_000_000, sumScale(100e9, 'decimal')).map(({ text }) => text)
    expect(shown).toEqual(['33.3', '33.3', '33.4'])
  })

  it('add up for any parts', () => {
    let seed = 7
    const next = (): number => (seed = (seed * 16_807) % 2_147_483_647)
    for (let round = 0; round < 300; round += 1) {
      const parts = Array.from({ length: 9 }, () => (next() % 5 === 0 ? 0 : next() * (next() % 90)))
      const total = parts.reduce((sum, part) => sum + part, 0)
      const scale = sumScale(total, round % 2 === 0 ? 'decimal' : 'binary')
      const tenths = formatSums(parts, total, scale).map(({ text }) =>
        Math.round(Number(text.replace(/\u2009/g, '')) * 10),
      )
      const shownTotal = Number(formatSum(total, scale).text.replace(/\u2009/g, '')) * 10
      expect(tenths.reduce((sum, n) => sum + n, 0)).toBe(Math.round(shownTotal))
    }
  })

  it('are rounded each for itself when the parts are only lower bounds', () => {
    const shown = formatSums([18_260_000_000, 1_640_000_000], 25e9, sumScale(25e9, 'decimal'))
    expect(shown.map(({ text }) => text)).toEqual(['18.3', '1.6'])
  })
})

it('groups all digits of a whole number by thin spaces', () => {
  expect([formatWhole(6_810_234_880), formatWhole(999), formatWhole(-1234)]).toEqual([
    '6\u2009810\u2009234\u2009880',
    '999',
    '\u22121\u2009234',
  ])
})
