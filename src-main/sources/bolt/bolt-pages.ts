import { boltDamage } from './bolt-damage.ts'
import type { BoltMeta } from './bolt-meta.ts'
import { decodeBoltPage, type BoltPage } from './bolt-page.ts'
import type { AppError } from '../../errors/app-error.ts'

/** Where a page is referred to from: an element of a branch or leaf page, or the meta page. One number, for a map. */
export type Referrer = number

export const META_REFERRER: Referrer = -1

/** Metas are pages 0 and 1. */
const FIRST_USABLE_PAGE = 2

/** The referrer for an element; a page has fewer than 65536 elements. */
export function referrerAt(page: number, index: number): Referrer {
  return page * 0x10000 + index
}

/**
 * The pages of one state of a database, decoded when they are first asked for.
 *
 * In a sound database each page has exactly one referrer. Holding on to that turns every cycle and every page used
 * twice into damage, and so bounds any walk by the number of pages in the file.
 */
export class BoltPages {
  readonly #bytes: Uint8Array
  readonly #pageSize: number
  /** First page number that does not exist. */
  readonly #limit: number
  readonly #path: string
  readonly #referrers = new Map<number, Referrer>()
  readonly #decoded = new Map<number, BoltPage>()

  constructor(bytes: Uint8Array, meta: BoltMeta, path: string) {
    // A Buffer's views are Buffers, which cost several times what plain views do.
    this.#bytes = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length)
    this.#pageSize = meta.pageSize
    this.#limit = Math.min(meta.highWater, Math.floor(bytes.length / meta.pageSize))
    this.#path = path
  }

  damage(detail: string): AppError {
    return boltDamage(this.#path, detail)
  }

  /** Throws `file-damaged` for a page that is outside the file, not itself, referred to from elsewhere too, or broken. */
  load(number: number, referrer: Referrer): BoltPage {
    const known = this.#decoded.get(number)
    if (known !== undefined && this.#referrers.get(number) === referrer) return known
    const length = this.#checkHeader(number)
    for (let page = number; page < number + length; page++) this.#claim(page, referrer)
    const start = number * this.#pageSize
    const page = this.decode(this.#bytes.subarray(start, start + length * this.#pageSize))
    this.#decoded.set(number, page)
    return page
  }

  /** A page that lies inside a value. */
  decode(bytes: Uint8Array): BoltPage {
    const page = decodeBoltPage(bytes)
    if (typeof page === 'string') throw this.damage(page)
    return page
  }

  /** Length in pages: one, and the overflow pages. */
  #checkHeader(number: number): number {
    if (number < FIRST_USABLE_PAGE || number >= this.#limit) throw this.damage(`page ${number} is outside the file`)
    const start = number * this.#pageSize
    const header = new DataView(this.#bytes.buffer, this.#bytes.byteOffset + start, this.#pageSize)
    if (Number(header.getBigUint64(0, true)) !== number) throw this.damage(`page ${number} says that it is another`)
    const length = 1 + header.getUint32(12, true)
    if (number + length > this.#limit) throw this.damage(`page ${number} reaches beyond the file`)
    return length
  }

  #claim(page: number, referrer: Referrer): void {
    const claimed = this.#referrers.get(page)
    if (claimed !== undefined && claimed !== referrer) throw this.damage(`page ${page} is used twice`)
    this.#referrers.set(page, referrer)
  }
}
