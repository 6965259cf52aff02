import { Buffer } from 'node:buffer'
import { BUCKET_HEADER_BYTES, childAt, isBucketAt, keyAt, lastNotAbove, valueAt, type BoltPage } from './bolt-page.ts'
import { referrerAt, type BoltPages, type Referrer } from './bolt-pages.ts'

/** A key as bytes, or as the text whose UTF-8 it is. */
export type BoltKey = string | Uint8Array

/** What a bucket holds under one key. Bytes are views into the file: copy what is kept longer than the database. */
export type BoltEntry =
  | { readonly kind: 'value'; readonly key: Uint8Array; readonly value: Uint8Array }
  | { readonly kind: 'bucket'; readonly key: Uint8Array; readonly bucket: BoltBucket }

/** Where a bucket's tree begins: a page of the file, or a page within the value of the bucket above. */
export type BucketRoot =
  | { readonly kind: 'page'; readonly number: number; readonly referrer: Referrer }
  | { readonly kind: 'inline'; readonly bytes: Uint8Array }

/** A page and its number; null for the page of an inline bucket. */
interface NumberedPage {
  readonly number: number | null
  readonly page: BoltPage
}

/** Trees of sound databases are three or four pages high, and engines nest buckets seven deep. */
const MAX_DEPTH = 64

/**
 * A bucket of a bbolt database: keys in byte order, each with a value or with a bucket of its own.
 * Pages are read when they are needed. Any call can throw `file-damaged`; what was handed over before that is sound.
 */
export class BoltBucket {
  readonly #pages: BoltPages
  readonly #root: BucketRoot
  readonly #depth: number
  #inline: BoltPage | null = null

  constructor(pages: BoltPages, root: BucketRoot, depth = 0) {
    this.#pages = pages
    this.#root = root
    this.#depth = depth
  }

  /** Value under a key; null when there is none or when it is a bucket. */
  get(key: BoltKey): Uint8Array | null {
    const found = this.#seek(bytesOf(key))
    return found === null || isBucketAt(found.page, found.index) ? null : valueAt(found.page, found.index)
  }

  /** The same as UTF-8 text. */
  getText(key: BoltKey): string | null {
    const value = this.get(key)
    return value === null ? null : textOf(value)
  }

  /** Bucket under a key; null when there is none or when it is a value. */
  bucket(key: BoltKey): BoltBucket | null {
    const found = this.#seek(bytesOf(key))
    return found !== null && isBucketAt(found.page, found.index) ? this.#nested(found, found.index) : null
  }

  /** The bucket at the end of a path of keys; null when a part of it is missing. */
  find(...path: readonly BoltKey[]): BoltBucket | null {
    return path.reduce<BoltBucket | null>((bucket, key) => bucket?.bucket(key) ?? null, this)
  }

  /** All entries in the order of their keys. */
  *entries(): Generator<BoltEntry, void> {
    for (const leaf of this.#leaves(this.#rootPage(), 0)) {
      for (let index = 0; index < leaf.page.count; index++) {
        const key = keyAt(leaf.page, index)
        yield isBucketAt(leaf.page, index)
          ? { kind: 'bucket', key, bucket: this.#nested(leaf, index) }
          : { kind: 'value', key, value: valueAt(leaf.page, index) }
      }
    }
  }

  /** The nested buckets with their keys as text; values are left out. */
  *buckets(): Generator<readonly [name: string, bucket: BoltBucket], void> {
    for (const entry of this.entries()) if (entry.kind === 'bucket') yield [textOf(entry.key), entry.bucket]
  }

  /** The values with their keys as text; nested buckets are left out. */
  *values(): Generator<readonly [name: string, value: Uint8Array], void> {
    for (const entry of this.entries()) if (entry.kind === 'value') yield [textOf(entry.key), entry.value]
  }

  #seek(key: Uint8Array): (NumberedPage & { readonly index: number }) | null {
    let at = this.#rootPage()
    for (let height = 0; at.page.kind === 'branch'; height++) {
      if (height > MAX_DEPTH) throw this.#pages.damage('a tree of pages is too high')
      // A key before the first branch key still belongs into the first child.
      at = this.#child(at, Math.max(0, lastNotAbove(at.page, key)))
    }
    const index = lastNotAbove(at.page, key)
    return index >= 0 && Buffer.compare(keyAt(at.page, index), key) === 0 ? { ...at, index } : null
  }

  *#leaves(at: NumberedPage, height: number): Generator<NumberedPage, void> {
    if (at.page.kind === 'leaf') {
      yield at
      return
    }
    if (height > MAX_DEPTH) throw this.#pages.damage('a tree of pages is too high')
    for (let index = 0; index < at.page.count; index++) yield* this.#leaves(this.#child(at, index), height + 1)
  }

  #rootPage(): NumberedPage {
    const root = this.#root
    if (root.kind === 'page') return { number: root.number, page: this.#pages.load(root.number, root.referrer) }
    this.#inline ??= this.#pages.decode(root.bytes)
    if (this.#inline.kind !== 'leaf') throw this.#pages.damage('an inline bucket is not a leaf')
    return { number: null, page: this.#inline }
  }

  #child(at: NumberedPage, index: number): NumberedPage {
    const number = childAt(at.page, index)
    return { number, page: this.#pages.load(number, this.#referrer(at, index)) }
  }

  #nested(at: NumberedPage, index: number): BoltBucket {
    if (this.#depth >= MAX_DEPTH) throw this.#pages.damage('buckets are nested too deep')
    const value = valueAt(at.page, index)
    const number = Number(Buffer.from(value.buffer, value.byteOffset, 8).readBigUInt64LE())
    const referrer = this.#referrer(at, index)
    const root: BucketRoot =
      number === 0 ? { kind: 'inline', bytes: value.subarray(BUCKET_HEADER_BYTES) } : { kind: 'page', number, referrer }
    return new BoltBucket(this.#pages, root, this.#depth + 1)
  }

  #referrer(at: NumberedPage, index: number): Referrer {
    // bbolt keeps a bucket inline only while there is no bucket in it.
    if (at.number === null) throw this.#pages.damage('an inline bucket refers to another page or bucket')
    return referrerAt(at.number, index)
  }
}

function bytesOf(key: BoltKey): Uint8Array {
  return typeof key === 'string' ? Buffer.from(key, 'utf8') : key
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8')
}
