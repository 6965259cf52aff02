import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AppError } from '../../../../src-main/errors/app-error.ts'
import { readBuildkitDatabases, type BuildkitDatabases } from '../../../../src-main/sources/areas/buildkit-databases.ts'
import { createNodeDiskReader } from '../../../../src-main/sources/disk/node-disk-reader.ts'
import { recordedBolt, recordedJson } from '../bolt/bolt-fixtures.ts'
import { makeBolt, type Tree } from '../bolt/make-bolt.ts'

/** What one engine answered about its build cache, and where the files of each record are. */
interface Recording {
  readonly records: readonly {
    readonly id: string
    readonly type: string
    readonly description: string
    readonly size: number
    readonly createdAt: string
    readonly lastUsedAt: string
    readonly parents: readonly string[]
  }[]
  /** Record → directory, found by another program and looked at. */
  readonly directories: Readonly<Record<string, string>>
  /** Chain ID → directory. */
  readonly layers: Readonly<Record<string, string>>
  /** Names of the driver's directories that exist. */
  readonly driverDirectories: readonly string[]
}

let directory = ''

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'plimsoll-buildkit-'))
})

afterEach(() => {
  rmSync(directory, { recursive: true })
})

function read(): BuildkitDatabases {
  return readBuildkitDatabases(createNodeDiskReader(), directory)
}

function place(name: string, bytes: Uint8Array): void {
  writeFileSync(join(directory, name), bytes)
}

function placeRecording(engine: string): Recording {
  for (const name of ['metadata_v2.db', 'snapshots.db']) place(name, recordedBolt(`${engine}-${name}`))
  return recordedJson(`${engine}-build-cache.json`) as Recording
}

/** The three rules of the engine's snapshotter, on a recording. */
function directoryOf(key: string, databases: BuildkitDatabases, recording: Recording): string | undefined {
  const snapshot = databases.snapshots.get(key)
  const name = [key, snapshot?.committed].find((each) => each && recording.driverDirectories.includes(each))
  return name ? `overlay2/${name}/diff` : recording.layers[snapshot?.chainId ?? key]
}

describe.each(['20.10-overlay2', '28.5-overlay2'])('the databases of %s', (engine) => {
  it('hold every record that the engine lists, as it lists it', () => {
    const recording = placeRecording(engine)
    const { records, gaps } = read()
    const found = records
      .filter((record) => record.twinOf === null && !record.deleted)
      .map(({ id, recordType, description, size, createdAt, lastUsedAt, parents }) => {
        return { id, type: recordType ?? 'regular', description, size, createdAt, lastUsedAt, parents }
      })
    const inOrder = (a: { id: string }, b: { id: string }): number => (a.id < b.id ? -1 : 1)
    // A cache mount was used once more between the answer and the copy of the database.
    const used = new Set(recording.records.filter((record) => record.type === 'exec.cachemount').map(({ id }) => id))
    const comparable = (record: { id: string; lastUsedAt: string | null }): unknown =>
      used.has(record.id) ? { ...record, lastUsedAt: null } : record
    expect(found.sort(inOrder).map(comparable)).toEqual([...recording.records].sort(inOrder).map(comparable))
    expect(gaps).toEqual([])
  })

  it('lead from every record to its directory', () => {
    const recording = placeRecording(engine)
    const databases = read()
    const keys = new Map(databases.records.map((record) => [record.id, record.snapshotKey]))
    const found = recording.records.map(({ id }) => [id, directoryOf(keys.get(id)!, databases, recording)])
    expect(Object.fromEntries(found)).toEqual(recording.directories)
  })

  it('hold a frozen twin for each mutable record, of the same size and without a directory', () => {
    const recording = placeRecording(engine)
    const databases = read()
    const twins = databases.records.filter((record) => record.twinOf !== null)
    const originals = new Map(databases.records.map((record) => [record.id, record]))
    expect(twins).toHaveLength(17)
    expect(twins.filter((twin) => originals.get(twin.twinOf!)?.size !== twin.size)).toEqual([])
    expect(twins.filter((twin) => directoryOf(twin.snapshotKey, databases, recording) !== undefined)).toEqual([])
  })
})

describe('the databases of the containerd store', () => {
  it('hold records with their blobs and no map of snapshots', () => {
    place('metadata_v2.db', recordedBolt('28.5-containerd-metadata_v2.db'))
    const { records, snapshots, gaps } = read()
    const listed = records.filter((record) => record.twinOf === null)
    const withBlob = listed.filter((record) => record.blob !== null)
    expect([listed.length, withBlob.length, snapshots.size, gaps.length]).toEqual([34, 17, 0, 0])
    expect(listed.find((record) => record.id === 'm3di6ohq9tyz751mhrrmpfnd5')?.snapshotKey).toBe(
      'sha256:72f19f279b9d8b5f435f45d1150bfe005ddaa9b58281e756d3b3e22873238211',
    )
  })
})

describe('values of a record', () => {
  function readOne(values: Tree): BuildkitDatabases {
    place('metadata_v2.db', makeBolt({ _main: { one: values } }))
    return read()
  }

  it('are null where the engine has not written them', () => {
    expect(readOne({})).toEqual({
      records: [
        {
          id: 'one',
          snapshotKey: 'one',
          recordType: null,
          description: null,
          createdAt: null,
          lastUsedAt: null,
          usageCount: null,
          size: null,
          parents: [],
          twinOf: null,
          blob: null,
          chainId: null,
          deleted: false,
          mutable: true,
        },
      ],
      snapshots: new Map(),
      gaps: [],
    })
  })

  it('keep times to the nanosecond', () => {
    const times = ['1795217619803497384', '1795217619000000000', '1795217619120000000', '0', '-5', '"now"', '1e300']
    const read = times.map((time) => readOne({ 'cache.createdAt': `{"value":${time}}` }).records[0]?.createdAt)
    expect(read).toEqual([
      '2026-11-20T23:33:39.803497384Z',
      '2026-11-20T23:33:39Z',
      '2026-11-20T23:33:39.12Z',
      null,
      null,
      null,
      null,
    ])
  })

  it('leave a size unknown that the engine wrote as -1', () => {
    expect(readOne({ 'snapshot.size': '{"value":-1}' }).records[0]?.size).toBeNull()
  })

  it('name every parent of a merge and of a diff', () => {
    const merge = readOne({ 'cache.mergeParents': '{"value":["a","b"]}' })
    const diff = readOne({ 'cache.lowerDiffParent': '{"value":"a"}', 'cache.upperDiffParent': '{"value":"b"}' })
    expect([merge.records[0]?.parents, diff.records[0]?.parents]).toEqual([
      ['a', 'b'],
      ['a', 'b'],
    ])
  })

  it('that are no JSON are a gap, and the rest of the record is there', () => {
    const { records, gaps } = readOne({ 'cache.description': '{"val', 'snapshot.size': '{"value":7,"index":"x"}' })
    expect(records).toMatchObject([{ id: 'one', description: null, size: 7 }])
    expect(gaps).toMatchObject([{ path: join(directory, 'metadata_v2.db'), reason: 'damaged' }])
    expect(gaps[0]?.detail).toContain('cache.description')
  })
})

describe('databases that are not as they should be', () => {
  it('are empty without a gap when there are none', () => {
    expect(read()).toEqual({ records: [], snapshots: new Map(), gaps: [] })
  })

  it('are read under their older name when there is no newer one', () => {
    place('metadata.db', makeBolt({ _main: { old: {} } }))
    expect(read().records.map(({ id }) => id)).toEqual(['old'])
    place('metadata_v2.db', makeBolt({ _main: { new: {} } }))
    expect(read().records.map(({ id }) => id)).toEqual(['new'])
  })

  it('are a gap when damaged, and the old name does not stand in for them', () => {
    place('metadata.db', makeBolt({ _main: { old: {} } }))
    place('metadata_v2.db', new Uint8Array(8192))
    place('snapshots.db', recordedBolt('28.5-overlay2-snapshots.db').slice(0, 100))
    const { records, snapshots, gaps } = read()
    expect([records.length, snapshots.size]).toEqual([0, 0])
    expect(gaps.map(({ path, reason }) => [path, reason])).toEqual([
      [join(directory, 'metadata_v2.db'), 'damaged'],
      [join(directory, 'snapshots.db'), 'damaged'],
    ])
  })

  it('give what lies before the damage', () => {
    const keys = Array.from({ length: 60 }, (_, index) => `record-${index + 10}`)
    const bytes = makeBolt({ _main: Object.fromEntries(keys.map((key) => [key, {}])) }, { fanOut: 20 })
    // The leaves are pages 3, 4 and 5.
    bytes.fill(255, 5 * 4096, 6 * 4096)
    place('metadata_v2.db', bytes)
    const { records, gaps } = read()
    expect(records.map(({ id }) => id)).toEqual(keys.slice(0, 40))
    expect(gaps).toHaveLength(1)
  })

  it('give every record but the damaged one', () => {
    const long = 'x'.repeat(3000)
    const bytes = makeBolt({ _main: { a: { long }, b: { long }, c: { long } } })
    // Each record's bucket has a page of its own: 3, 4 and 5.
    bytes.fill(255, 4 * 4096, 5 * 4096)
    place('metadata_v2.db', bytes)
    const { records, gaps } = read()
    expect([records.map(({ id }) => id), gaps.length]).toEqual([['a', 'c'], 1])
  })

  it('are a gap when they may not be read', () => {
    placeRecording('28.5-overlay2')
    const denied = {
      readBytes(path: string): Uint8Array {
        throw new AppError('permission-denied', `May not read ${path}.`)
      },
    }
    const { records, gaps } = readBuildkitDatabases(denied, directory)
    expect([records.length, gaps.map(({ reason }) => reason)]).toEqual([0, ['permission-denied', 'permission-denied']])
  })

  it('are a gap of its own kind when they change without a pause', () => {
    let turn = 0
    const changing = {
      readBytes: (): Uint8Array => makeBolt({ _main: {} }, { transaction: BigInt(++turn) }),
    }
    expect(readBuildkitDatabases(changing, directory).gaps.map(({ reason }) => reason)).toEqual([
      'changed-while-reading',
      'changed-while-reading',
    ])
  })
})
