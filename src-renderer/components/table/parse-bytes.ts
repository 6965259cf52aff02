import type { UnitSystem } from '../../format/bytes.ts'

/** What may stand before B: the power of the base. */
const POWERS = ['', 'k', 'm', 'g', 't', 'p']

/**
 * Bytes of a size as people type it: 250 MB, 1.5g, 300MiB, 4096. Without an i the units are those that the reader
 * sees; a bare number is bytes. Null for what is no size.
 */
export function parseBytes(text: string, units: UnitSystem): number | null {
  const found = /^([\d.,\s]*\d[\d.,\s]*?)\s*([kmgtp]?)(i?)b?$/i.exec(text.trim())
  if (found === null) return null
  const [, digits = '', prefix = '', binary = ''] = found
  const number = Number(digits.replace(/\s/g, '').replace(',', '.'))
  const base = binary !== '' || units === 'binary' ? 1024 : 1000
  return Number.isFinite(number) ? Math.round(number * base ** POWERS.indexOf(prefix.toLowerCase())) : null
}
