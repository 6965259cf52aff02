import { fnv64a } from '../../../../src-main/sources/bolt/fnv-64a.ts'

/** Keys with values or with nested buckets. */
export interface Tree {
  readonly [key: string]: string | Uint8Array | Tree
}

function isValue(value: string | Uint8Array | Tree): value is string | Uint8Array {
  return typeof value === 'string' || value instanceof Uint8Array
}

export interface MakeBoltOptions {
  readonly pageSize?: number
  /** Elements per leaf or branch page, to force high trees out of few keys. */
  readonly fanOut?: number
  readonly transaction?: bigint
  /** Number of the first page to write; the metas and the free list are in front of it. */
  readonly firstPage?: number
  /** At least so many pages, for the high-water mark and the file's length. */
  readonly minimumPages?: number
}

interface Element {
  readonly key: Buffer
  /** A leaf's value, or a branch's child page. */
  readonly value: Buffer | number
  readonly bucket: boolean
}

/** Writes bbolt databases of any page size and shape, with the layout that bbolt's own documentation gives. */
class BoltMaker {
  readonly pageSize: number
  readonly fanOut: number
  readonly pages = new Map<number, Buffer>()
  next: number

  constructor(options: MakeBoltOptions) {
    this.pageSize = options.pageSize ?? 4096
    this.fanOut = options.fanOut ?? 1000
    this.next = options.firstPage ?? 3
  }

  /** Page number of the tree's root. */
  writeTree(tree: Tree): number {
    const elements = Object.entries(tree)
      .map(([key, value]) => this.element(Buffer.from(key), value))
      .sort((a, b) => Buffer.compare(a.key, b.key))
    let level = this.writeLevel(elements, 'leaf')
    while (level.length > 1) level = this.writeLevel(level, 'branch')
    return level[0]!.value as number
  }

  element(key: Buffer, value: string | Uint8Array | Tree): Element {
    if (isValue(value)) return { key, value: Buffer.from(value as Uint8Array), bucket: false }
    const header = Buffer.alloc(16)
    const inline = Object.values(value).every(isValue)
    const text = JSON.stringify(value)
    if (inline && text.length < this.pageSize / 4) {
      const elements = Object.entries(value).map(([k, v]) => this.element(Buffer.from(k), v))
      elements.sort((a, b) => Buffer.compare(a.key, b.key))
      return { key, value: Buffer.concat([header, encodePage(elements, 'leaf')]), bucket: true }
    }
    header.writeBigUInt64LE(BigInt(this.writeTree(value)))
    return { key, value: header, bucket: true }
  }

  writeLevel(elements: readonly Element[], kind: 'leaf' | 'branch'): Element[] {
    const parents: Element[] = []
    for (let start = 0; start < elements.length || start === 0; start += this.fanOut) {
      const slice = elements.slice(start, start + this.fanOut)
      const number = this.writePage(encodePage(slice, kind))
      parents.push({ key: slice[0]?.key ?? Buffer.alloc(0), value: number, bucket: false })
    }
    return parents
  }

  writePage(content: Buffer): number {
    const number = this.next
    const length = Math.ceil(content.length / this.pageSize)
    const bytes = Buffer.alloc(length * this.pageSize)
    content.copy(bytes)
    bytes.writeBigUInt64LE(BigInt(number), 0)
    bytes.writeUInt32LE(length - 1, 12)
    this.pages.set(number, bytes)
    this.next += length
    return number
  }
}

function encodePage(elements: readonly Element[], kind: 'leaf' | 'branch'): Buffer {
  const head = Buffer.alloc(16 + elements.length * 16)
  head.writeUInt16LE(kind === 'leaf' ? 2 : 1, 8)
  head.writeUInt16LE(elements.length, 10)
  const tail: Buffer[] = []
  let end = head.length
  elements.forEach((element, index) => {
    const offset = 16 + index * 16
    const { key, value } = element
    if (typeof value === 'number') {
      head.writeUInt32LE(end - offset, offset)
      head.writeUInt32LE(key.length, offset + 4)
      head.writeBigUInt64LE(BigInt(value), offset + 8)
      tail.push(key)
      end += key.length
    } else {
      head.writeUInt32LE(element.bucket ? 1 : 0, offset)
      head.writeUInt32LE(end - offset, offset + 4)
      head.writeUInt32LE(key.length, offset + 8)
      head.writeUInt32LE(value.length, offset + 12)
      tail.push(key, value)
      end += key.length + value.length
    }
  })
  return Buffer.concat([head, ...tail])
}

export interface MetaFields {
  readonly pageSize: number
  readonly root: number
  readonly highWater: number
  readonly transaction: bigint
}

/** A whole meta page with a valid checksum. */
export function encodeMeta(fields: MetaFields): Buffer {
  const page = Buffer.alloc(fields.pageSize)
  page.writeBigUInt64LE(fields.transaction % 2n, 0)
  page.writeUInt16LE(4, 8)
  page.writeUInt32LE(0xed0cdaed, 16)
  page.writeUInt32LE(2, 20)
  page.writeUInt32LE(fields.pageSize, 24)
  page.writeBigUInt64LE(BigInt(fields.root), 32)
  page.writeBigUInt64LE(2n, 48)
  page.writeBigUInt64LE(BigInt(fields.highWater), 56)
  page.writeBigUInt64LE(fields.transaction, 64)
  sealMeta(page)
  return page
}

/** Makes the checksum of the meta page that begins at `offset` match its (perhaps damaged) fields. */
export function sealMeta(bytes: Uint8Array, offset = 0): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  view.setBigUint64(offset + 72, fnv64a(bytes.subarray(offset + 16, offset + 72)), true)
}

/** One commit: the pages that it writes, and its meta page, which comes last. */
export interface Commit {
  readonly pages: ReadonlyMap<number, Buffer>
  readonly meta: Buffer
  readonly metaPage: 0 | 1
  readonly pageSize: number
  readonly pageCount: number
}

export function makeCommit(tree: Tree, options: MakeBoltOptions = {}): Commit {
  const maker = new BoltMaker(options)
  const root = maker.writeTree(tree)
  const transaction = options.transaction ?? 2n
  const pageCount = Math.max(maker.next, options.minimumPages ?? 0)
  const meta = encodeMeta({ pageSize: maker.pageSize, root, highWater: pageCount, transaction })
  return { pages: maker.pages, meta, metaPage: transaction % 2n === 0n ? 0 : 1, pageSize: maker.pageSize, pageCount }
}

/** A whole database of one commit; its other meta page is all zeros. */
export function makeBolt(tree: Tree, options: MakeBoltOptions = {}): Uint8Array {
  const commit = makeCommit(tree, options)
  const bytes = Buffer.alloc(commit.pageCount * commit.pageSize)
  for (const [number, page] of commit.pages) page.copy(bytes, number * commit.pageSize)
  commit.meta.copy(bytes, commit.metaPage * commit.pageSize)
  return new Uint8Array(bytes)
}
