import { setTimeout } from 'node:timers/promises'
import { isAppError, type AppError } from '../../errors/app-error.ts'
import type { Gap } from '../../model/gap.ts'
import type { DiskReader } from '../disk/disk-reader.ts'
import { linkGapOf } from '../survey/survey-reads.ts'
import type { BoltBucket } from './bolt-bucket.ts'
import type { BoltDatabase } from './open-bolt.ts'
import { readBolt } from './read-bolt.ts'

/** A database while it is read, as far as it can be; the first thing that went wrong stays with it as its gap. */
export interface BoltReading {
  readonly path: string
  /** There is a file, readable or not. */
  readonly found: boolean
  readonly database: BoltDatabase | null
  problem: Gap | null
}

/** Opens a database. What is wrong with its file is no error but the reading's problem. */
export function openReading(reader: Pick<DiskReader, 'readBytes'>, path: string): BoltReading {
  try {
    const database = readBolt(reader, path)
    return { path, found: database !== null, database, problem: null }
  } catch (error) {
    const reading: BoltReading = { path, found: true, database: null, problem: null }
    noteProblem(reading, error)
    return reading
  }
}

/** containerd commits many times a second while it unpacks or removes: it is calm again soon. */
const PAUSES_MS = [5, 20, 50, 100, 200]

/** The same for who can wait: a database that changed each time it was read is read again a moment later. */
export async function openReadingPatiently(
  reader: Pick<DiskReader, 'readBytes' | 'breathe'>,
  path: string,
  signal: AbortSignal | undefined,
): Promise<BoltReading> {
  let reading = openReading(reader, path)
  for (const pause of PAUSES_MS) {
    if (reading.problem?.reason !== 'changed-while-reading') return reading
    await setTimeout(pause)
    await reader.breathe(signal)
    reading = openReading(reader, path)
  }
  return reading
}

/** Keeps the first problem of a database as its gap; what is no problem of a file goes on up. */
export function noteProblem(reading: BoltReading, error: unknown): void {
  if (!isAppError(error, 'file-damaged') && !isAppError(error, 'permission-denied')) throw error
  reading.problem ??= linkGapOf(error) ?? { path: reading.path, reason: gapReason(error), detail: error.message }
}

/** What `read` makes of each bucket in a bucket, as far as they can be read; none where there is no such bucket. */
export function* readEach<T>(
  reading: BoltReading,
  parent: (root: BoltBucket) => BoltBucket | null,
  read: (name: string, bucket: BoltBucket) => T,
): Generator<T, void> {
  if (reading.database === null) return
  try {
    for (const [name, bucket] of parent(reading.database.root)?.buckets() ?? []) {
      let result: T
      try {
        result = read(name, bucket)
      } catch (error) {
        noteProblem(reading, error)
        continue
      }
      yield result
    }
  } catch (error) {
    noteProblem(reading, error)
  }
}

function gapReason(error: AppError): Gap['reason'] {
  if (error.code === 'permission-denied') return 'permission-denied'
  return error.context['changing'] === true ? 'changed-while-reading' : 'damaged'
}
