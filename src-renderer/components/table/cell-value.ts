import type { Figure } from '../../../src-main/model/figure.ts'
import { bytesOfFigure } from '../../format/figures.ts'
import type { CellValue } from './table-column.ts'

export function isFigure(value: CellValue): value is Figure {
  return typeof value === 'object' && value !== null
}

/** Places of digits that numbers inside texts are compared by: the longest that a 64-bit number has. */
const DIGITS = 20

/**
 * What a value is sorted by: web-2 stands before web-10, capitals beside small letters. Null: unknown or absent. Made
 * once for each row, because comparing by the rules of a language costs a hundred times as much.
 */
export function sortKeyOf(value: CellValue): number | string | null {
  if (isFigure(value)) return bytesOfFigure(value)
  if (typeof value === 'string') {
    return value === '' ? null : value.toLowerCase().replace(/\d+/g, (digits) => digits.padStart(DIGITS, '0'))
  }
  return typeof value === 'boolean' ? Number(value) : value
}

/** The value for other programs: bytes and counts as bare digits, and nothing where nothing is known. */
export function plainText(value: CellValue): string {
  if (isFigure(value)) return value.kind === 'unknown' ? '' : String(value.bytes)
  return value === null ? '' : String(value)
}
