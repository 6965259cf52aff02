import type { Gap } from '../../model/gap.ts'
import type { BoltBucket } from '../bolt/bolt-bucket.ts'
import { boltDamage } from '../bolt/bolt-damage.ts'
import { noteProblem, openReading, readEach, type BoltReading } from '../bolt/bolt-reading.ts'
import type { DiskReader } from '../disk/disk-reader.ts'
import { asObject, asString, asStrings } from '../parse-json.ts'

/** A build cache record as BuildKit stores it. Source: `metadata_v2.db`, `_main/<id>`; each value is JSON. */
export interface BuildkitRecord {
  readonly id: string
  /** `cache.snapshot`; the record's own ID when that is absent, as the engine takes it. */
  readonly snapshotKey: string
  /** `regular`, `internal`, `frontend`, `source.local`, `source.git.checkout`, `exec.cachemount`; null counts as `regular`. */
  readonly recordType: string | null
  readonly description: string | null
  /** ISO 8601 to the nanosecond, written as the engine's API writes it. */
  readonly createdAt: string | null
  readonly lastUsedAt: string | null
  /** `cache.usageCount`; null where nothing is written down. */
  readonly usageCount: number | null
  /**
   * Bytes, as the engine's API reports them: apparent on a classic driver, blocks plus blob in the containerd store.
   * A mutable record's is stored with its frozen twin. Null while the engine has not measured it.
   */
  readonly size: number | null
  /** IDs of the records that this one was made from; for a merge or a diff more than one. */
  readonly parents: readonly string[]
  /**
   * Set on a frozen twin: the mutable record that has the same content. The engine lists the mutable one only, and a
   * twin has no files of its own.
   */
  readonly twinOf: string | null
  /** Digest of its compressed blob; only the containerd store keeps one. */
  readonly blob: string | null
  /** Chain ID of what it makes; only the containerd store says so. */
  readonly chainId: string | null
  /** Its files may still change: a build context, a cache mount, the result of a step that nobody has frozen. */
  readonly mutable: boolean
  /** The engine has begun to remove it and does not list it any more. */
  readonly deleted: boolean
}

/** What the classic drivers' snapshotter knows about a key. Source: `snapshots.db`, `<key>`. */
export interface BuildkitSnapshot {
  readonly key: string
  /** The key of the committed snapshot that has its files. */
  readonly committed: string | null
  /** Set once it is an image's layer too. */
  readonly chainId: string | null
  readonly parent: string | null
  /** Apparent bytes. Null: not measured. */
  readonly size: number | null
}

export interface BuildkitDatabases {
  readonly records: readonly BuildkitRecord[]
  readonly snapshots: ReadonlyMap<string, BuildkitSnapshot>
  readonly gaps: readonly Gap[]
}

/**
 * Reads BuildKit's records and their map to directories: `<data root>/buildkit` for a classic driver,
 * `<data root>/buildkit/containerd-<snapshotter>` for the containerd store, which has no `snapshots.db`.
 * A missing database is empty. A damaged one, or one that kept changing, is a gap, with what could be read of it.
 */
export function readBuildkitDatabases(
  reader: Pick<DiskReader, 'readBytes'>,
  buildkitDirectory: string,
): BuildkitDatabases {
  const gaps: Gap[] = []
  const open = (name: string): BoltReading => openReading(reader, `${buildkitDirectory}/${name}`)
  // Docker 18.06 to 19.03 had metadata.db, and later ones leave it behind: it counts only where there is no newer one.
  const current = open('metadata_v2.db')
  const metadata = current.found ? current : open('metadata.db')
  const records = withSizesOfTwins(readRecords(metadata))
  const map = open('snapshots.db')
  const snapshots = readSnapshots(map)
  for (const reading of [metadata, map]) if (reading.problem !== null) gaps.push(reading.problem)
  return { records, snapshots, gaps }
}

/** Go keeps nanoseconds in 64 bits with a sign: nothing later than the year 2262 can be written. */
const LAST_NANOSECOND = 2n ** 63n - 1n

function readRecords(reading: BoltReading): BuildkitRecord[] {
  const records = readEach(
    reading,
    (root) => root.bucket('_main'),
    (id, bucket) => readRecord(id, (key) => storedValue(bucket, key, reading)),
  )
  return [...records]
}

function readRecord(id: string, stored: (key: string) => StoredValue): BuildkitRecord {
  const single = ['cache.parent', 'cache.lowerDiffParent', 'cache.upperDiffParent'].map((key) => stored(key).text)
  return {
    id,
    snapshotKey: stored('cache.snapshot').text ?? id,
    recordType: stored('cache.recordType').text,
    description: stored('cache.description').text,
    createdAt: timeOf(stored('cache.createdAt').digits),
    lastUsedAt: timeOf(stored('cache.lastUsedAt').digits),
    usageCount: sizeOf(stored('cache.usageCount').digits),
    size: sizeOf(stored('snapshot.size').digits),
    parents: [...single.filter((parent) => parent !== null), ...asStrings(stored('cache.mergeParents').value)],
    twinOf: stored('cache.equalMutable').text,
    blob: stored('cache.blob').text,
    chainId: stored('cache.chainID').text,
    deleted: stored('cache.deleted').value === true,
    mutable: stored('snapshot.committed').value !== true,
  }
}

interface StoredValue {
  readonly value: unknown
  /** The value, if it is a text that is not empty. */
  readonly text: string | null
  /** The value's digits, if it is a whole number: nanoseconds since 1970 have more of them than a double holds. */
  readonly digits: string | null
}

const NOTHING: StoredValue = { value: null, text: null, digits: null }

/** One value of a record: `{"value": …, "index": …}`. Absent and empty are the same: the engine clears a value so. */
function storedValue(bucket: BoltBucket, key: string, reading: BoltReading): StoredValue {
  const json = textOrNull(bucket, key)
  if (json === null) return NOTHING
  try {
    const value = asObject(JSON.parse(json))?.['value']
    return { value, text: asString(value), digits: /^\{"value":(\d{1,19})[,}]/.exec(json)?.[1] ?? null }
  } catch {
    noteProblem(reading, boltDamage(reading.path, `the value of ${key} is not JSON`))
    return NOTHING
  }
}

/** As the engine lists them: not what is being removed, and not the frozen twin of a mutable record, which has no files. */
export function listedRecords(records: readonly BuildkitRecord[]): readonly BuildkitRecord[] {
  const ids = new Set(records.map((record) => record.id))
  return records.filter((record) => !record.deleted && (record.twinOf === null || !ids.has(record.twinOf)))
}

/**
 * The listed records that a record is made on top of: what was built on a frozen twin names the twin, and the mutable
 * record that has the same content stands for it. Each once, sorted.
 */
export function listedParents(records: readonly BuildkitRecord[]): (record: BuildkitRecord) => readonly string[] {
  const listed = new Set(listedRecords(records).map(({ id }) => id))
  const standIn = new Map(records.map(({ id, twinOf }) => [id, listed.has(id) ? id : twinOf]))
  return ({ id, parents }) => {
    const found = parents.flatMap((parent) => standIn.get(parent) ?? [])
    return [...new Set(found)].filter((parent) => parent !== id && listed.has(parent)).sort()
  }
}

/** Nanoseconds since 1970 as the API writes them (Go's RFC3339Nano). Zero stands for never. */
function timeOf(digits: string | null): string | null {
  const nanoseconds = BigInt(digits ?? 0)
  if (nanoseconds === 0n || nanoseconds > LAST_NANOSECOND) return null
  const seconds = new Date(Number(nanoseconds / 1_000_000n)).toISOString().slice(0, 19)
  const fraction = String(nanoseconds % 1_000_000_000n)
    .padStart(9, '0')
    .replace(/0+$/, '')
  return fraction === '' ? `${seconds}Z` : `${seconds}.${fraction}Z`
}

function withSizesOfTwins(records: readonly BuildkitRecord[]): readonly BuildkitRecord[] {
  const sizes = new Map(records.map((record) => [record.twinOf, record.size]))
  return records.map((record) => ({ ...record, size: record.size ?? sizes.get(record.id) ?? null }))
}

function readSnapshots(reading: BoltReading): ReadonlyMap<string, BuildkitSnapshot> {
  const snapshots = readEach(
    reading,
    (root) => root,
    (key, bucket): BuildkitSnapshot => ({
      key,
      committed: textOrNull(bucket, 'committed'),
      chainId: textOrNull(bucket, 'chainid'),
      parent: textOrNull(bucket, 'parent'),
      size: sizeOf(textOrNull(bucket, 'size')),
    }),
  )
  return new Map([...snapshots].map((snapshot) => [snapshot.key, snapshot]))
}

function textOrNull(bucket: BoltBucket, key: string): string | null {
  const text = bucket.getText(key)
  return text === '' ? null : text
}

/** Null for what is no size: the engine writes -1 for one that it does not know. */
function sizeOf(digits: string | null): number | null {
  const size = digits !== null && /^\d+$/.test(digits) ? Number(digits) : null
  return Number.isSafeInteger(size) ? size : null
}
