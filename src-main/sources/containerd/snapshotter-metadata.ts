import { boltDamage } from '../bolt/bolt-damage.ts'
import type { BoltBucket } from '../bolt/bolt-bucket.ts'
import { openReadingPatiently, readEach } from '../bolt/bolt-reading.ts'
import type { SurveyContext } from '../survey/survey-context.ts'
import { countOf, goTime, uvarint } from './go-binary.ts'

/** A snapshot as its snapshotter knows it, for all namespaces. Source: `<snapshotter>/metadata.db`. */
export interface SnapshotterRecord {
  /** `<namespace>/<number>/<name>`; that number is not the directory's. */
  readonly key: string
  /** Names its directory. */
  readonly number: number
  readonly kind: 'view' | 'active' | 'committed'
  /** When it was made, or committed, in milliseconds since 1970. */
  readonly createdAt: number | null
  /** Key of the snapshot below it. */
  readonly parent: string | null
  /** Allocated bytes with directories, and inodes; recorded when it was committed, and never again. */
  readonly size: number | null
  readonly inodes: number | null
}

export interface SnapshotterMetadata {
  /** There is a file, readable or not. */
  readonly found: boolean
  readonly records: ReadonlyMap<string, SnapshotterRecord>
  /** Something in it could not be read: which directory was meant is not known. */
  readonly incomplete: boolean
}

/** A missing database is empty; a damaged one, or one that kept changing, is a gap, with what could be read of it. */
export async function readSnapshotterMetadata(context: SurveyContext, path: string): Promise<SnapshotterMetadata> {
  const reading = await openReadingPatiently(context.reader, path, context.signal)
  const records = new Map<string, SnapshotterRecord>()
  const all = readEach(
    reading,
    (root) => root.find('v1', 'snapshots'),
    (key, bucket) => readRecord(key, bucket, path),
  )
  for (const record of all) {
    records.set(record.key, record)
    await context.reader.breathe(context.signal)
  }
  if (reading.problem !== null) context.gap(reading.problem)
  return { found: reading.found, records, incomplete: reading.problem !== null }
}

const KINDS = [null, 'view', 'active', 'committed'] as const

function readRecord(key: string, bucket: BoltBucket, path: string): SnapshotterRecord {
  const number = uvarint(bucket.get('id'))
  const kind = KINDS[bucket.get('kind')?.[0] ?? 0] ?? null
  if (number === null || kind === null) throw boltDamage(path, `the snapshot ${key} has no number or no kind`)
  const committed = kind === 'committed'
  const createdAt = goTime(bucket.get('createdat'))
  return {
    key,
    number,
    kind,
    createdAt: createdAt === null ? null : Date.parse(createdAt),
    parent: bucket.getText('parent') ?? null,
    size: committed ? countOf(bucket.get('size')) : null,
    inodes: committed ? countOf(bucket.get('inodes')) : null,
  }
}
