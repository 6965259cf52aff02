import { Buffer } from 'node:buffer'

/**
 * One decoded branch or leaf page (with its overflow pages), or the page inside an inline bucket. Nothing is copied:
 * keys and values are views into the file's bytes. Every element was checked when the page was decoded.
 */
export interface BoltPage {
  readonly kind: 'branch' | 'leaf'
  readonly count: number
  readonly bytes: Uint8Array
  readonly view: DataView
}

/** Header of a page: id u64, flags u16, count u16, overflow u32; all numbers of the format are little-endian. */
export const PAGE_HEADER_BYTES = 16
/** Header of a bucket, which is its value in the bucket above: root page u64, sequence u64. */
export const BUCKET_HEADER_BYTES = 16
const ELEMENT_BYTES = 16
const BRANCH_FLAG = 0x01
const LEAF_FLAG = 0x02
const BUCKET_FLAG = 0x01

/**
 * Decodes and checks a page; what is wrong with it, as a clause, when it does not hold together.
 * Keys and values may not overlap and keys must ascend, as the engine writes them. That bounds what a reader can get
 * out of a page by the page's own size, however its counts and offsets were damaged.
 */
export function decodeBoltPage(bytes: Uint8Array): BoltPage | string {
  if (bytes.length < PAGE_HEADER_BYTES) return 'a page is shorter than its header'
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const flags = view.getUint16(8, true)
  if (flags !== BRANCH_FLAG && flags !== LEAF_FLAG) return `a page has flags ${flags}, neither branch nor leaf`
  const page: BoltPage = { kind: flags === LEAF_FLAG ? 'leaf' : 'branch', count: view.getUint16(10, true), bytes, view }
  if (page.kind === 'branch' && page.count === 0) return 'a branch page is empty'
  return elementProblem(page) ?? page
}

function elementProblem(page: BoltPage): string | null {
  let end = PAGE_HEADER_BYTES + page.count * ELEMENT_BYTES
  if (end > page.bytes.length) return `a page claims ${page.count} elements, more than it has room for`
  let previous: Uint8Array | null = null
  for (let index = 0; index < page.count; index++) {
    const start = keyOffset(page, index)
    if (start < end) return 'an element of a page overlaps the one before'
    end = start + keyLength(page, index) + valueLength(page, index)
    if (end > page.bytes.length) return 'an element of a page reaches beyond its end'
    const key = keyAt(page, index)
    if (previous !== null && Buffer.compare(previous, key) >= 0) return 'the keys of a page are not in order'
    const problem = flagProblem(page, index)
    if (problem !== null) return problem
    previous = key
  }
  return null
}

function flagProblem(page: BoltPage, index: number): string | null {
  if (page.kind === 'branch') return null
  const flags = page.view.getUint32(elementOffset(index), true)
  if (flags !== 0 && flags !== BUCKET_FLAG) return `an element of a page has flags ${flags}`
  if (flags === BUCKET_FLAG && valueLength(page, index) < BUCKET_HEADER_BYTES) return 'a bucket has no header'
  return null
}

export function keyAt(page: BoltPage, index: number): Uint8Array {
  const start = keyOffset(page, index)
  return page.bytes.subarray(start, start + keyLength(page, index))
}

/** Value of a leaf's element: the bytes that were put, or the header of a bucket (with its page, if inline). */
export function valueAt(page: BoltPage, index: number): Uint8Array {
  const start = keyOffset(page, index) + keyLength(page, index)
  return page.bytes.subarray(start, start + valueLength(page, index))
}

export function isBucketAt(page: BoltPage, index: number): boolean {
  return page.kind === 'leaf' && page.view.getUint32(elementOffset(index), true) === BUCKET_FLAG
}

/** Page number of a branch's child. Unchecked: it is checked when it is loaded. */
export function childAt(page: BoltPage, index: number): number {
  return Number(page.view.getBigUint64(elementOffset(index) + 8, true))
}

/** Index of the last element whose key is not greater than the given one; -1 when all are. */
export function lastNotAbove(page: BoltPage, key: Uint8Array): number {
  let low = 0
  let high = page.count
  while (low < high) {
    const middle = (low + high) >> 1
    if (Buffer.compare(keyAt(page, middle), key) <= 0) low = middle + 1
    else high = middle
  }
  return low - 1
}

function elementOffset(index: number): number {
  return PAGE_HEADER_BYTES + index * ELEMENT_BYTES
}

/** Offsets of keys count from their element. */
function keyOffset(page: BoltPage, index: number): number {
  const offset = elementOffset(index)
  return offset + page.view.getUint32(page.kind === 'leaf' ? offset + 4 : offset, true)
}

function keyLength(page: BoltPage, index: number): number {
  return page.view.getUint32(elementOffset(index) + (page.kind === 'leaf' ? 8 : 4), true)
}

function valueLength(page: BoltPage, index: number): number {
  return page.kind === 'leaf' ? page.view.getUint32(elementOffset(index) + 12, true) : 0
}
