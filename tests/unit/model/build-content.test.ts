import { describe, expect, it } from 'vitest'
import { buildInventory } from '../../../src-main/model/build-inventory.ts'
import { exact, unknown, unknownUsage } from '../../../src-main/model/figure.ts'
import type { Inventory } from '../../../src-main/model/inventory.ts'
import type { RootObservation } from '../../../src-main/model/observations.ts'
import {
  aBlob,
  aLease,
  aSnapshot,
  aStoredImage,
  blobPath,
  snapshotPath,
} from '../../helpers/builders/containerd-says.ts'
import { aRecord } from '../../helpers/builders/disk-says.ts'
import { aRoot, bytes, held, observed, type RootParts } from '../../helpers/builders/observed.ts'

const inventoryOf = (...roots: readonly RootObservation[]): Inventory => buildInventory(observed({ roots }))
const onDisk = (parts: RootParts) => inventoryOf(aRoot(parts))
const NOTHING = { allocated: exact(0), apparent: exact(0), inodes: 0 }

const packed = held(blobPath('packed'), { kind: 'content-blob', digest: 'packed' }, { own: bytes(4096, 60) })
const key = held(snapshotPath('key'), { kind: 'build-cache', recordIds: [], snapshotKey: 'key' }, 512)

describe('a content blob', () => {
  it('has its file’s usage, its recorded length, and all that hold it', () => {
    const { blobs } = onDisk({
      says: {
        blobs: [aBlob('packed', { size: 60, diffId: 'diff', namespaces: ['moby', 'moby_history'] })],
        images: [aStoredImage('two', { base: 'packed' }), aStoredImage('one', { base: 'packed' })],
        buildCache: [aRecord('r', { blob: 'packed' })],
        leases: [aLease('r', { blobs: ['packed'] }), aLease('pull', { blobs: ['packed'] })],
      },
      holds: [packed],
    })
    expect(blobs).toEqual([
      {
        ...{ digest: 'packed', role: 'layer', diffId: 'diff', namespaces: ['moby', 'moby_history'] },
        path: `/var/lib/docker/${blobPath('packed')}`,
        usage: { allocated: exact(4096), apparent: exact(60), inodes: 1 },
        engineSize: exact(60),
        ...{ images: ['one', 'two'], buildCacheRecords: ['r'], leases: ['pull'] },
      },
    ])
  })

  it('is unknown where its record is damaged, and where no place has it', () => {
    const [blob] = onDisk({ says: { blobs: [aBlob('lost', { size: null })] } }).blobs
    expect([blob!.engineSize, blob!.usage]).toEqual([unknown('metadata-damaged'), unknownUsage('metadata-damaged')])
  })
})

describe('a snapshot', () => {
  const snapshot = (change: Parameters<typeof aSnapshot>[1], holds: RootParts['holds'] = []) =>
    onDisk({ says: { snapshots: [aSnapshot('key', change)] }, holds }).snapshots[0]!

  it('has its directory’s usage beside what was recorded when it was committed', () => {
    const { directory, usage, engineSize } = snapshot({ engineSize: 500 }, [key])
    expect([directory, usage.allocated, engineSize]).toEqual([
      `/var/lib/docker/${snapshotPath('key')}`,
      exact(512),
      exact(500),
    ])
  })

  it('that is active has no recorded size: the engine walks it each time', () => {
    expect(snapshot({ kind: 'active', engineSize: null }, [key]).engineSize).toEqual(unknown('engine-did-not-say'))
  })

  it('that is committed without a size is damaged', () => {
    expect(snapshot({ engineSize: null }, [key]).engineSize).toEqual(unknown('metadata-damaged'))
  })

  it('without a directory is a measured nothing', () => {
    const { directory, usage } = snapshot({ kind: 'view', engineSize: null, directory: null })
    expect([directory, usage]).toEqual([null, NOTHING])
  })

  it('is listed by snapshotter and number', () => {
    const snapshots = [
      aSnapshot('c', { number: 10 }),
      aSnapshot('a', { number: 9 }),
      aSnapshot('b', { snapshotter: 'native', number: 1 }),
    ]
    expect(onDisk({ says: { snapshots } }).snapshots.map(({ name }) => name)).toEqual(['b', 'a', 'c'])
  })
})

describe('leases', () => {
  it('are those of all roots, by their IDs', () => {
    const root = (id: string) => aRoot({ says: { leases: [aLease(id)] } })
    expect(inventoryOf(root('b'), root('a')).leases.map((lease) => lease.id)).toEqual(['a', 'b'])
  })
})

describe('a build cache record whose snapshot and packed form are in another root', () => {
  const record = aRecord('r', { directory: null, snapshot: 'key', blob: 'packed' })
  const containerd = aRoot({
    path: '/var/lib/containerd',
    role: 'containerd',
    says: { snapshots: [aSnapshot('key')], blobs: [aBlob('packed')] },
    holds: [key, packed],
  })
  const { buildCache, roots } = inventoryOf(aRoot({ says: { buildCache: [record] } }), containerd)

  it('has their usage and their paths there', () => {
    expect(buildCache[0]).toMatchObject({
      usage: { allocated: exact(512) },
      packed: { allocated: exact(4096), apparent: exact(60) },
      blob: 'packed',
      directory: `/var/lib/containerd/${snapshotPath('key')}`,
    })
  })

  it('owns them in the ledger of that root', () => {
    const entries = roots.map(({ ledger }) => ledger.entries.map(({ owner, allocated }) => [owner.id, allocated]))
    expect(entries).toEqual([[], [['r', 512 + 4096]]])
  })
})

describe('a build cache record of the containerd store', () => {
  const one = (change: Parameters<typeof aRecord>[1], parts: RootParts = {}) =>
    onDisk({ ...parts, says: { ...parts.says, buildCache: [aRecord('r', { directory: null, ...change })] } })
      .buildCache[0]!

  it('has its packed form alone where it was never unpacked', () => {
    const { usage, packed: form } = one({ blob: 'packed' }, { holds: [packed] })
    expect([usage, form.allocated]).toEqual([NOTHING, exact(4096)])
  })

  it('is unknown where its snapshot was not found', () => {
    expect(one({ snapshot: 'lost' }).usage).toEqual(unknownUsage('metadata-damaged'))
  })
})
