/** How Go programs put numbers and times into the values of a database: each function answers null for anything else. */

const LAST_SHIFT = 63n
/** From Go's year 1 to 1970. */
const SECONDS_TO_1970 = 62_135_596_800n
/** What a Date can hold, in seconds on either side of 1970. */
const DATE_RANGE = 8_640_000_000_000n

/** An unsigned number of `encoding/binary` (uvarint), when it is a safe integer. */
export function uvarint(bytes: Uint8Array | null): number | null {
  return safe(decode(bytes))
}

/** A signed number (varint, zigzag), when it is a safe integer that is not negative: a size or a count. */
export function countOf(bytes: Uint8Array | null): number | null {
  const zigzag = decode(bytes)
  if (zigzag === null || (zigzag & 1n) === 1n) return null
  return safe(zigzag >> 1n)
}

function decode(bytes: Uint8Array | null): bigint | null {
  let value = 0n
  let shift = 0n
  for (const byte of bytes ?? []) {
    if (shift > LAST_SHIFT) return null
    value |= BigInt(byte & 0x7f) << shift
    if (byte < 0x80) return BigInt.asUintN(64, value) === value ? value : null
    shift += 7n
  }
  // Nothing, or no end.
  return null
}

function safe(value: bigint | null): number | null {
  return value !== null && value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : null
}

/** A `time.Time` as `MarshalBinary` writes it, as ISO 8601 to the millisecond; null for the zero time too. */
export function goTime(bytes: Uint8Array | null): string | null {
  // Version, seconds since the year 1 (i64), nanoseconds (i32), minutes of the zone (i16): big-endian.
  if (bytes === null || bytes.length < 15 || (bytes[0] !== 1 && bytes[0] !== 2)) return null
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const seconds = view.getBigInt64(1) - SECONDS_TO_1970
  const milliseconds = Math.floor(view.getInt32(9) / 1_000_000)
  if (seconds === -SECONDS_TO_1970 || seconds > DATE_RANGE || seconds < -DATE_RANGE) return null
  const date = new Date(Number(seconds) * 1000 + milliseconds)
  return Number.isNaN(date.getTime()) ? null : date.toISOString()
}
