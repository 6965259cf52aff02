import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import type { BoltBucket } from '../../../../src-main/sources/bolt/bolt-bucket.ts'

const DIRECTORY = new URL('../../../fixtures/bolt/', import.meta.url)

/** What an independent reader (a few lines of Python) lists for a recorded database. */
export interface ExpectedListing {
  readonly bytes: number
  readonly buckets: number
  readonly values: number
  /** SHA-256 of the listing in the form of `listBucket`. */
  readonly listing: string
}

/** Bytes of a database as a real engine left it; a fresh copy each time. */
export function recordedBolt(name: string): Uint8Array {
  return new Uint8Array(gunzipSync(readFileSync(new URL(`${name}.gz`, DIRECTORY))))
}

export function recordedJson(name: string): unknown {
  return JSON.parse(readFileSync(new URL(name, DIRECTORY), 'utf8'))
}

export function expectedListings(): Readonly<Record<string, ExpectedListing>> {
  return recordedJson('expected.json') as Readonly<Record<string, ExpectedListing>>
}

/** Every key and value below a bucket, in hex, a line each, indented by depth. */
export function listBucket(bucket: BoltBucket, indent = ''): string {
  let text = ''
  for (const entry of bucket.entries()) {
    const key = Buffer.from(entry.key).toString('hex')
    if (entry.kind === 'value') text += `${indent}${key} = ${Buffer.from(entry.value).toString('hex')}\n`
    else text += `${indent}${key}/\n${listBucket(entry.bucket, indent + '  ')}`
  }
  return text
}

export function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** Visits everything below a bucket and touches each byte's view; how many entries there were. */
export function countEntries(bucket: BoltBucket): { buckets: number; values: number } {
  const count = { buckets: 0, values: 0 }
  for (const entry of bucket.entries()) {
    if (entry.kind === 'value') count.values += 1
    else {
      const below = countEntries(entry.bucket)
      count.buckets += 1 + below.buckets
      count.values += below.values
    }
  }
  return count
}
