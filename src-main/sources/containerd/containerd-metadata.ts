import type { Digest } from '../../model/identifiers.ts'
import type { BoltBucket } from '../bolt/bolt-bucket.ts'
import { boltDamage } from '../bolt/bolt-damage.ts'
import { openReadingPatiently, readEach, type BoltReading } from '../bolt/bolt-reading.ts'
import type { SurveyContext } from '../survey/survey-context.ts'
import { isDigest } from './digest.ts'
import { countOf, goTime } from './go-binary.ts'

export type Labels = ReadonlyMap<string, string>

/** A name that points at content. */
export interface ImageRecord {
  readonly name: string
  /** Digest and media type of an index or a manifest. */
  readonly target: Digest
  readonly mediaType: string
  readonly labels: Labels
  /** ISO 8601: when the name was given, and when it was given last. */
  readonly createdAt: string | null
  readonly updatedAt: string | null
}

export interface BlobRecord {
  readonly digest: Digest
  /** File length; null when what is recorded is none. */
  readonly size: number | null
  readonly labels: Labels
}

export interface SnapshotRecord {
  readonly snapshotter: string
  /** As the client named it. */
  readonly name: string
  /** As the snapshotter knows it: `<namespace>/<number>/<name>`. */
  readonly key: string
  /** Name of the snapshot below it. */
  readonly parent: string | null
  readonly labels: Labels
  readonly createdAt: string | null
  readonly updatedAt: string | null
}

/** Keeps what it lists from being collected. */
export interface LeaseRecord {
  readonly id: string
  readonly labels: Labels
  readonly createdAt: string | null
  readonly content: readonly Digest[]
  readonly snapshots: readonly { readonly snapshotter: string; readonly name: string }[]
  readonly ingests: readonly string[]
  readonly images: readonly string[]
}

/** A container that containerd itself knows: with Docker, only while it runs. */
export interface ContainerRecord {
  readonly id: string
  readonly snapshotter: string | null
  readonly snapshotKey: string | null
  readonly labels: Labels
}

/** Content that is being written. */
export interface IngestRecord {
  readonly ref: string
  readonly expiresAt: string | null
  readonly expected: string | null
}

/** What one namespace of containerd knows; names and digests mean nothing in another. */
export interface ContainerdNamespace {
  readonly name: string
  readonly images: readonly ImageRecord[]
  readonly blobs: ReadonlyMap<Digest, BlobRecord>
  readonly ingests: readonly IngestRecord[]
  readonly leases: readonly LeaseRecord[]
  readonly snapshots: readonly SnapshotRecord[]
  readonly containers: readonly ContainerRecord[]
  /** Labels of its sandboxes: they too can keep things. */
  readonly sandboxes: readonly Labels[]
}

export interface ContainerdMetadata {
  /** There is a file, readable or not. */
  readonly found: boolean
  readonly namespaces: readonly ContainerdNamespace[]
  /** Something in it could not be read: what it kept is not known. */
  readonly incomplete: boolean
}

/**
 * Reads `io.containerd.metadata.v1.bolt/meta.db`, every namespace of it. A missing database is empty; a damaged one,
 * or one that kept changing, is a gap, with what could be read of it.
 */
export async function readContainerdMetadata(context: SurveyContext, path: string): Promise<ContainerdMetadata> {
  const reading = await openReadingPatiently(context.reader, path, context.signal)
  const buckets = [
    ...readEach(
      reading,
      (root) => root.bucket('v1'),
      (name) => name,
    ),
  ]
  const namespaces: ContainerdNamespace[] = []
  for (const name of buckets) namespaces.push(await readNamespace(context, reading, name))
  if (reading.problem !== null) context.gap(reading.problem)
  return { found: reading.found, namespaces, incomplete: reading.problem !== null }
}

async function readNamespace(context: SurveyContext, reading: BoltReading, name: string): Promise<ContainerdNamespace> {
  const each = <T>(path: readonly string[], read: (name: string, bucket: BoltBucket) => T) =>
    unhurried(
      context,
      readEach(reading, (root) => root.find('v1', name, ...path), read),
    )
  const damage = (detail: string) => boltDamage(reading.path, detail)
  const blobs = await each(['content', 'blob'], (digest, bucket) => readBlob(digest, bucket, damage))
  const snapshots: SnapshotRecord[] = []
  for (const snapshotter of await each(['snapshots'], (key) => key))
    snapshots.push(...(await each(['snapshots', snapshotter], (key, bucket) => readSnapshot(snapshotter, key, bucket))))
  return {
    name,
    images: await each(['images'], (image, bucket) => readImage(image, bucket, damage)),
    blobs: new Map(blobs.map((blob) => [blob.digest, blob])),
    ingests: await each(['content', 'ingests'], readIngest),
    leases: await each(['leases'], readLease),
    snapshots,
    containers: await each(['containers'], readContainer),
    sandboxes: await each(['sandboxes'], (_, bucket) => labelsOf(bucket)),
  }
}

/** Databases can be large: other work of this process goes on meanwhile. */
async function unhurried<T>(context: SurveyContext, items: Iterable<T>): Promise<T[]> {
  const all: T[] = []
  for (const item of items) {
    all.push(item)
    await context.reader.breathe(context.signal)
  }
  return all
}

type Damage = (detail: string) => ReturnType<typeof boltDamage>

function readImage(name: string, bucket: BoltBucket, damage: Damage): ImageRecord {
  const target = bucket.bucket('target')
  const digest = target?.getText('digest')
  if (!isDigest(digest)) throw damage(`the target of image ${name} is not a digest`)
  return {
    name,
    target: digest,
    mediaType: target?.getText('mediatype') ?? '',
    labels: labelsOf(bucket),
    createdAt: goTime(bucket.get('createdat')),
    updatedAt: goTime(bucket.get('updatedat')),
  }
}

function readBlob(digest: string, bucket: BoltBucket, damage: Damage): BlobRecord {
  if (!isDigest(digest)) throw damage('the name of a content blob is not a digest')
  return { digest, size: countOf(bucket.get('size')), labels: labelsOf(bucket) }
}

function readSnapshot(snapshotter: string, name: string, bucket: BoltBucket): SnapshotRecord {
  return {
    snapshotter,
    name,
    key: bucket.getText('name') ?? '',
    parent: textOf(bucket, 'parent'),
    labels: labelsOf(bucket),
    createdAt: goTime(bucket.get('createdat')),
    updatedAt: goTime(bucket.get('updatedat')),
  }
}

function readLease(id: string, bucket: BoltBucket): LeaseRecord {
  return {
    id,
    labels: labelsOf(bucket),
    createdAt: goTime(bucket.get('createdat')),
    content: keysOf(bucket.bucket('content')),
    snapshots: [...(bucket.bucket('snapshots')?.buckets() ?? [])].flatMap(([snapshotter, names]) =>
      keysOf(names).map((name) => ({ snapshotter, name })),
    ),
    ingests: keysOf(bucket.bucket('ingests')),
    images: keysOf(bucket.bucket('images')),
  }
}

function readContainer(id: string, bucket: BoltBucket): ContainerRecord {
  const [snapshotter, snapshotKey] = [textOf(bucket, 'snapshotter'), textOf(bucket, 'snapshotKey')]
  return { id, snapshotter, snapshotKey, labels: labelsOf(bucket) }
}

function readIngest(ref: string, bucket: BoltBucket): IngestRecord {
  return { ref, expiresAt: goTime(bucket.get('expireat')), expected: textOf(bucket, 'expected') }
}

/** containerd writes no empty value: absent and empty are the same. */
function textOf(bucket: BoltBucket, key: string): string | null {
  const text = bucket.getText(key)
  return text === '' ? null : text
}

function keysOf(bucket: BoltBucket | null): string[] {
  return [...(bucket?.values() ?? [])].map(([key]) => key)
}

const UTF8 = new TextDecoder()

function labelsOf(bucket: BoltBucket): Labels {
  return new Map([...(bucket.bucket('labels')?.values() ?? [])].map(([key, value]) => [key, UTF8.decode(value)]))
}
