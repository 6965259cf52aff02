/** Decimal like Docker and disk makers, or binary. Never mixed in one view. */
export type UnitSystem = 'decimal' | 'binary'

/** A number of bytes as it stands on the screen: the unit has a column of its own. */
export interface ShownBytes {
  readonly text: string
  readonly unit: string
}

/** One unit for a whole table, so that its rows can be added up by eye. */
export interface SumScale {
  readonly unit: string
  readonly divisor: number
}

const UNITS: Readonly<Record<UnitSystem, readonly string[]>> = {
  decimal: ['B', 'kB', 'MB', 'GB', 'TB', 'PB'],
  binary: ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'],
}

const MINUS = '\u2212'
const THIN_SPACE = '\u2009'

/** An object's bytes in its own unit, three significant digits: 6.81 GB, 455 MB, 20.5 kB. Whole bytes below 1000. */
export function formatObject(bytes: number, system: UnitSystem): ShownBytes {
  const base = baseOf(system)
  const units = UNITS[system]
  let value = Math.abs(bytes)
  let index = 0
  // 999.5 would round to four digits.
  while (value >= 999.5 && index < units.length - 1) {
    value /= base
    index += 1
  }
  return { text: sign(bytes) + significant(value, index), unit: units[index] ?? '' }
}

/** The unit for a table of sums, from its total: the largest one in which the total is at least 1. */
export function sumScale(total: number, system: UnitSystem): SumScale {
  const base = baseOf(system)
  const units = UNITS[system]
  let divisor = 1
  let index = 0
  while (Math.abs(total) >= divisor * base && index < units.length - 1) {
    divisor *= base
    index += 1
  }
  return { unit: units[index] ?? '', divisor }
}

/** A sum in the table's unit with one decimal; whole when the unit is bytes. */
export function formatSum(bytes: number, scale: SumScale): ShownBytes {
  const decimals = decimalsOf(scale)
  return { text: sign(bytes) + grouped((Math.abs(bytes) / scale.divisor).toFixed(decimals)), unit: scale.unit }
}

/**
 * Parts of one total, rounded so that what is displayed adds up: the largest remainders decide who gets the last digit.
 * Parts that do not add up to the total (lower bounds) are rounded each for itself.
 */
export function formatSums(parts: readonly number[], total: number, scale: SumScale): readonly ShownBytes[] {
  if (parts.reduce((sum, part) => sum + part, 0) !== total || parts.some((part) => part < 0)) {
    return parts.map((part) => formatSum(part, scale))
  }
  const decimals = decimalsOf(scale)
  const step = scale.divisor / 10 ** decimals
  return apportion(parts, total, step).map((steps) => ({
    text: grouped((steps / 10 ** decimals).toFixed(decimals)),
    unit: scale.unit,
  }))
}

/** All digits, grouped by thin spaces: 6 810 234 880. */
export function formatWhole(count: number): string {
  return sign(count) + grouped(String(Math.abs(count)))
}

function grouped(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+(?!\d))/g, THIN_SPACE)
}

/** How many whole steps each part gets, so that they make the rounded total. */
function apportion(parts: readonly number[], total: number, step: number): readonly number[] {
  const steps = parts.map((part) => Math.floor(part / step))
  const missing = Math.round(total / step) - steps.reduce((sum, n) => sum + n, 0)
  const byRemainder = parts
    .map((part, index) => ({ index, remainder: part / step - Math.floor(part / step) }))
    .sort((a, b) => b.remainder - a.remainder)
  for (const { index } of byRemainder.slice(0, missing)) steps[index] = (steps[index] ?? 0) + 1
  return steps
}

function baseOf(system: UnitSystem): number {
  return system === 'decimal' ? 1000 : 1024
}

function decimalsOf(scale: SumScale): number {
  return scale.divisor === 1 ? 0 : 1
}

function significant(value: number, unitIndex: number): string {
  if (unitIndex === 0) return value.toFixed(0)
  if (value >= 99.95) return value.toFixed(0)
  if (value >= 9.995) return value.toFixed(1)
  return value.toFixed(2)
}

function sign(value: number): string {
  return value < 0 ? MINUS : ''
}
