/**
 * What can cross between the program and a page, as text. The same source runs in Node and, as text itself, in the
 * page: it may refer to nothing outside its own function.
 *
 * Values are cloned first, so that whatever the structured clone refuses is refused here too.
 */
export function makeWire(): { pack: (value: unknown) => string; unpack: (text: string) => unknown } {
  const encode = (value: unknown): unknown => {
    if (value === undefined) return { $: 'undefined' }
    if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
    if (typeof value === 'number' && Number.isFinite(value)) return value
    if (value instanceof Uint8Array) return { $: 'bytes', bytes: [...value] }
    if (Array.isArray(value)) return value.map(encode)
    if (typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype && !('$' in value)) {
      return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, encode(part)]))
    }
    throw new Error(`The stand-in does not carry ${Object.prototype.toString.call(value)}.`)
  }

  const decode = (value: unknown): unknown => {
    if (value === null || typeof value !== 'object') return value
    if (Array.isArray(value)) return value.map(decode)
    if ('$' in value) return 'bytes' in value ? Uint8Array.from(value.bytes as number[]) : undefined
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, decode(part)]))
  }

  return {
    pack: (value) => JSON.stringify(encode(structuredClone(value))),
    unpack: (text) => decode(JSON.parse(text)),
  }
}

/** From a page to the program. */
export type FromPage =
  | { readonly kind: 'page-began' }
  | {
      readonly kind: 'port-sent'
      readonly channel: string
      readonly message: string
      readonly ports: readonly number[]
    }
  | { readonly kind: 'port-message'; readonly port: number; readonly message: string }
  | { readonly kind: 'preload-failed'; readonly reason: string }

/** From the program to a page. */
export interface FromProgram {
  readonly kind: 'port-message' | 'port-closed'
  readonly port: number
  readonly message: string
}
