import { BoltBucket } from './bolt-bucket.ts'
import { boltDamage } from './bolt-damage.ts'
import { findBoltMeta } from './bolt-meta.ts'
import { BoltPages, META_REFERRER } from './bolt-pages.ts'

/** One committed state of a bbolt database (containerd's, BuildKit's, the volumes'), for reading only. */
export interface BoltDatabase {
  /** Top-level buckets. */
  readonly root: BoltBucket
  /** Bytes. */
  readonly pageSize: number
  /** Number of the commit that this is. */
  readonly transaction: bigint
}

/**
 * Opens the bytes of a database file. They must not change afterwards: nothing is copied.
 * Throws `file-damaged` when neither meta page is valid. Everything else is checked when it is read, so that the
 * sound parts of a damaged database can be had.
 */
export function openBolt(bytes: Uint8Array, path = '(in memory)'): BoltDatabase {
  const meta = findBoltMeta(bytes)
  if (meta === null) throw boltDamage(path, 'neither of its two meta pages is valid')
  const pages = new BoltPages(bytes, meta, path)
  const root = new BoltBucket(pages, { kind: 'page', number: meta.root, referrer: META_REFERRER })
  return { root, pageSize: meta.pageSize, transaction: meta.transaction }
}
