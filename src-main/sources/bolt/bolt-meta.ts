import { fnv64a } from './fnv-64a.ts'

/** The newest committed state of a bbolt file, as its meta page gives it. */
export interface BoltMeta {
  /** Bytes. */
  readonly pageSize: number
  /** Page of the root bucket. */
  readonly root: number
  /** Pages at and after this one have never been used. */
  readonly highWater: number
  /** Grows by one with each commit. */
  readonly transaction: bigint
  readonly checksum: bigint
}

/** A power of two: the page size of the machine that made the file (4 KiB on amd64, up to 64 KiB on arm64 and ppc64). */
const PAGE_SIZES = [4096, 8192, 16384, 32768, 65536]
const PAGE_HEADER_BYTES = 16
const META_BYTES = 64
const CHECKSUM_OFFSET = 56
const MAGIC = 0xed0cdaed
const VERSION = 2

/**
 * The newer of the two valid meta pages; null when neither is one. A commit writes the older of the two, so that a
 * crash or a reading in the middle of a write always leaves the other whole.
 */
export function findBoltMeta(bytes: Uint8Array): BoltMeta | null {
  const first = metaAt(bytes, 0)
  if (first !== null) return newer(first, metaAt(bytes, first.pageSize))
  // With a damaged first page nothing says how large a page is, so the second one is looked for at each place.
  for (const pageSize of PAGE_SIZES) {
    const second = metaAt(bytes, pageSize)
    if (second?.pageSize === pageSize) return second
  }
  return null
}

function newer(first: BoltMeta, second: BoltMeta | null): BoltMeta {
  if (second === null || second.pageSize !== first.pageSize) return first
  return second.transaction > first.transaction ? second : first
}

function metaAt(bytes: Uint8Array, pageOffset: number): BoltMeta | null {
  const offset = pageOffset + PAGE_HEADER_BYTES
  if (offset + META_BYTES > bytes.length) return null
  const view = new DataView(bytes.buffer, bytes.byteOffset + offset, META_BYTES)
  const pageSize = view.getUint32(8, true)
  if (view.getUint32(0, true) !== MAGIC || view.getUint32(4, true) !== VERSION) return null
  if (!PAGE_SIZES.includes(pageSize)) return null
  const checksum = view.getBigUint64(CHECKSUM_OFFSET, true)
  if (checksum !== fnv64a(bytes.subarray(offset, offset + CHECKSUM_OFFSET))) return null
  return {
    pageSize,
    root: Number(view.getBigUint64(16, true)),
    highWater: Number(view.getBigUint64(40, true)),
    transaction: view.getBigUint64(48, true),
    checksum,
  }
}
