import type { ReportAmount } from '../../contract/report.ts'

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const

/** Decimal units and three significant digits, as docker prints them. Exact bytes are in `--json` and `--csv`. */
export function formatBytes(bytes: number | null): string {
  if (bytes === null) return 'unknown'
  const sign = bytes < 0 ? '-' : ''
  let value = Math.abs(bytes)
  let unit = 0
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000
    unit += 1
  }
  const digits = unit === 0 ? 0 : value < 9.995 ? 2 : value < 99.95 ? 1 : 0
  return `${sign}${value.toFixed(digits)} ${UNITS[unit] ?? ''}`
}

/** An amount's allocated bytes, marked where they are only a bound. */
export function formatAllocated(amount: ReportAmount): string {
  return formatBound(amount.allocated, amount.because)
}

export function formatApparent(amount: ReportAmount): string {
  // Whoever shares their extents, lengths of files are exact.
  return formatBound(amount.apparent, amount.because === EXTENTS_SHARED ? undefined : amount.because)
}

/** The one reason that leaves an upper bound instead of a lower one. */
export const EXTENTS_SHARED = 'extents-shared'

function formatBound(bytes: number | null, because: string | undefined): string {
  if (bytes === null || because === undefined) return formatBytes(bytes)
  return `${because === EXTENTS_SHARED ? '<=' : '>='} ${formatBytes(bytes)}`
}

/**
 * The sum of amounts that do not overlap. What is unknown makes it a lower bound; then what snapshots may share, an
 * upper one, is left out.
 */
export function addAmounts(...amounts: readonly ReportAmount[]): ReportAmount {
  const reasons = amounts.flatMap(({ because }) => because ?? [])
  const because = reasons.find((each) => each !== EXTENTS_SHARED) ?? reasons[0]
  const counted = amounts.filter((each) => because === EXTENTS_SHARED || each.because !== EXTENTS_SHARED)
  const sum = (field: 'allocated' | 'apparent') =>
    counted.every((each) => each[field] === null)
      ? null
      : counted.reduce((total, each) => total + (each[field] ?? 0), 0)
  return { allocated: sum('allocated'), apparent: sum('apparent'), ...(because === undefined ? {} : { because }) }
}

/** Which bound a sum is for that reason, and why. */
export function boundLine(because: string): string {
  return `${because === EXTENTS_SHARED ? 'An upper bound' : 'A lower bound'}: ${describeReason(because)}.`
}

/** Hex digits enough to tell IDs apart on one machine, as docker does. */
export function shortId(id: string): string {
  return id.replace(/^sha256:/, '').slice(0, 12)
}

/** Control characters, writing direction, and Unicode's own line ends. */
const UNPRINTABLE = /[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/gu

/** Names come from outside: control characters could move the cursor, forge lines or turn them round. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, (char) => `\\x${(char.codePointAt(0) ?? 0).toString(16).padStart(2, '0')}`)
}

/** Cuts between characters, never inside one. */
export function truncate(text: string, width: number): string {
  const characters = Array.from(text)
  return characters.length <= width ? text : `${characters.slice(0, width - 1).join('')}…`
}

/** Why a number is not known, in words. An unknown reason is shown as it is. */
export function describeReason(because: string | undefined): string {
  return because === undefined ? '' : (REASONS[because] ?? because)
}

const REASONS: Readonly<Record<string, string>> = {
  'not-measured-yet': 'not measured yet',
  cancelled: 'the measurement was cancelled',
  'permission-denied': 'no permission to read part of it',
  'read-error': 'the disk answered with an error',
  'changed-while-reading': 'it changed while it was read',
  'no-data-root': 'the data root could not be read, so only the engine’s own figures are known',
  'no-engine': 'no engine answered',
  'engine-did-not-say': 'the engine did not say',
  'metadata-damaged': 'what describes it on disk is missing or damaged',
  'mounted-elsewhere': 'it is on another filesystem',
  'driver-not-supported': 'its storage driver is not read yet',
  sample: 'the sample has figures, and no files',
  'not-on-disk': 'nothing of it is on disk',
  'too-large': 'it has more files than are listed',
  'extents-shared': 'snapshots share extents on this filesystem, so the disk may hold less',
}
