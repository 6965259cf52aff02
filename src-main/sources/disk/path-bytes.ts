/**
 * File names are bytes; ours are strings. A byte that is no UTF-8 becomes a lone surrogate U+DC80..U+DCFF (Python's
 * "surrogateescape"), so that every name survives the way through a string, a Map and JSON, and finds its way back.
 */

const REPLACEMENT = '\uFFFD'
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** True for a decoded name that may not be what is on the disk: Node puts U+FFFD where bytes are no UTF-8. */
export function isDoubtful(name: string): boolean {
  return name.includes(REPLACEMENT)
}

/** The string that stands for a name or path; for valid UTF-8 the usual one. */
export function pathFromBytes(bytes: Buffer): string {
  try {
    return strict.decode(bytes)
  } catch {
    return escapeInvalid(bytes)
  }
}

/** The bytes that a string from `pathFromBytes` stands for. */
export function pathToBytes(path: string): Buffer {
  if (path.isWellFormed()) return Buffer.from(path)
  const parts: Buffer[] = []
  for (const character of path) {
    const unit = character.charCodeAt(0)
    const escaped = character.length === 1 && unit >= 0xdc80 && unit <= 0xdcff
    parts.push(escaped ? Buffer.of(unit - 0xdc00) : Buffer.from(character))
  }
  return Buffer.concat(parts)
}

/** Takes the longest valid sequence at each position, up to the four bytes that UTF-8 allows. */
function escapeInvalid(bytes: Buffer): string {
  let text = ''
  for (let at = 0; at < bytes.length;) {
    const character = characterAt(bytes, at)
    text += character ?? String.fromCharCode(0xdc00 + (bytes[at] ?? 0))
    at += character === null ? 1 : Buffer.byteLength(character)
  }
  return text
}

function characterAt(bytes: Buffer, at: number): string | null {
  for (let length = 1; length <= 4 && at + length <= bytes.length; length++) {
    try {
      return strict.decode(bytes.subarray(at, at + length))
    } catch {
      // Not complete yet, or no character at all: the next length decides.
    }
  }
  return null
}
