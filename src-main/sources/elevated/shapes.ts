/** Reads one value that another process wrote. Throws `Misshapen` for anything but what it looks for. */
export type Shape<T> = (value: unknown, at: string) => T

/** What another process wrote is not what it has to be. `message` says where. */
export class Misshapen extends Error {
  constructor(at: string, expected: string) {
    super(`${at === '' ? 'the message' : at} is not ${expected}`)
    this.name = 'Misshapen'
  }
}

export const text: Shape<string> = (value, at) => {
  if (typeof value !== 'string') throw new Misshapen(at, 'text')
  return value
}

export const flag: Shape<boolean> = (value, at) => {
  if (typeof value !== 'boolean') throw new Misshapen(at, 'true or false')
  return value
}

/** A count or a number of bytes: whole, not negative, and exact. */
export const whole: Shape<number> = (value, at) => {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) throw new Misshapen(at, 'a whole number')
  return value
}

/** Any finite number that is not negative. Inode numbers above 2^53 lose their last digits on the way into a number. */
export const amount: Shape<number> = (value, at) => {
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) throw new Misshapen(at, 'a number')
  return value
}

/** See `Inode`. */
export const inodeNumber: Shape<number | string> = (value, at) => {
  if (typeof value === 'string' && /^\d{1,20}$/.test(value)) return value
  return amount(value, at)
}

/** Milliseconds since 1970; before it is less than nothing, and a filesystem may hold any time. */
export const moment: Shape<number> = (value, at) => {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new Misshapen(at, 'a time')
  return value
}

export const nullOr =
  <T>(shape: Shape<T>): Shape<T | null> =>
  (value, at) =>
    value === null ? null : shape(value, at)

export const listOf =
  <T>(shape: Shape<T>): Shape<readonly T[]> =>
  (value, at) => {
    if (!Array.isArray(value)) throw new Misshapen(at, 'a list')
    return value.map((item: unknown, index) => shape(item, `${at}[${index}]`))
  }

export const mapOf =
  <T>(shape: Shape<T>): Shape<Readonly<Record<string, T>>> =>
  (value, at) => {
    const entries = Object.entries(asRecord(value, at)).map(
      ([key, item]) => [key, shape(item, `${at}.${key}`)] as const,
    )
    // Not by assignment: a key may be `__proto__`.
    return Object.fromEntries(entries)
  }

/** One of the words of a union. They are keys, so that a union that gains a word does not compile until it is here. */
export const wordOf =
  <Word extends string>(words: Readonly<Record<Word, true>>): Shape<Word> =>
  (value, at) => {
    if (typeof value !== 'string' || !Object.hasOwn(words, value)) throw new Misshapen(at, wordsOf(words))
    return value as Word
  }

/** An object with just these fields; others are left out. A type that gains a field does not compile until it is read here. */
export const objectOf =
  <T extends object>(fields: { readonly [Name in keyof T]-?: Shape<T[Name]> }): Shape<T> =>
  (value, at) => {
    const record = asRecord(value, at)
    const read = Object.entries<Shape<unknown>>(fields).map(([name, shape]) => {
      const field: unknown = Object.hasOwn(record, name) ? record[name] : undefined
      return [name, shape(field, at === '' ? name : `${at}.${name}`)] as const
    })
    return Object.fromEntries(read) as T
  }

/** An object whose field `by` says which of several it is. */
export const variantsOf =
  <By extends string, T extends Readonly<Record<By, string>>>(
    by: By,
    variants: { readonly [Name in T[By]]: Shape<Extract<T, Readonly<Record<By, Name>>>> },
  ): Shape<T> =>
  (value, at) => {
    const name = asRecord(value, at)[by]
    const shapes: Readonly<Record<string, Shape<T>>> = variants
    const shape = typeof name === 'string' && Object.hasOwn(shapes, name) ? shapes[name] : undefined
    if (shape === undefined) throw new Misshapen(at === '' ? by : `${at}.${by}`, wordsOf(variants))
    return shape(value, at)
  }

/** A constant, as the field that tells variants apart. */
export const just =
  <const Word extends string>(word: Word): Shape<Word> =>
  (value, at) => {
    if (value !== word) throw new Misshapen(at, word)
    return word
  }

function wordsOf(words: object): string {
  return `one of ${Object.keys(words).join(', ')}`
}

function asRecord(value: unknown, at: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Misshapen(at, 'an object')
  return value as Readonly<Record<string, unknown>>
}
