import { describe, expect, it } from 'vitest'
import { AppError } from '../../../../src-main/errors/app-error.ts'
import { openBolt } from '../../../../src-main/sources/bolt/open-bolt.ts'
import { countEntries, digestOf, expectedListings, listBucket, recordedBolt } from './bolt-fixtures.ts'
import { makeBolt, sealMeta, type Tree } from './make-bolt.ts'

const KEYS = Array.from({ length: 500 }, (_, index) => `key-${String(index).padStart(4, '0')}`)
const MANY: Tree = Object.fromEntries(KEYS.map((key) => [key, `value of ${key}`]))

function caught(action: () => unknown): unknown {
  try {
    return action()
  } catch (error) {
    return error
  }
}

function damaged(action: () => unknown): string {
  const error = caught(action)
  expect(error).toBeInstanceOf(AppError)
  expect((error as AppError).code).toBe('file-damaged')
  return String((error as AppError).context['detail'])
}

describe('databases that engines left', () => {
  it.each(Object.entries(expectedListings()))('lists %s as another reader does', (name, expected) => {
    const { root } = openBolt(recordedBolt(name))
    expect({ ...countEntries(root), listing: digestOf(listBucket(root)) }).toEqual({
      buckets: expected.buckets,
      values: expected.values,
      listing: expected.listing,
    })
  })

  it('finds single values by their path', () => {
    const { root } = openBolt(recordedBolt('28.5-overlay2-metadata_v2.db'))
    const record = root.find('_main', '7exubofh62zdsced70uk763il')
    expect(record?.getText('cache.parent')).toBe('{"value":"kzm1fqg41fgs3b5xj32p744m6"}')
    expect(record?.getText('cache.nothing')).toBeNull()
    expect(root.find('_main', 'no such record', 'deeper')).toBeNull()
  })

  it('finds each key that it lists', () => {
    const { root } = openBolt(recordedBolt('28.5-containerd-meta.db'))
    const blobs = root.find('v1', 'moby', 'content', 'blob')
    const names = [...(blobs?.buckets() ?? [])].map(([name]) => name)
    expect(names.length).toBeGreaterThan(50)
    expect(names.filter((name) => blobs?.bucket(name) === null)).toEqual([])
  })

  it('tells the page size and the number of the commit', () => {
    const { pageSize, transaction } = openBolt(recordedBolt('28.5-overlay2-volumes.db'))
    expect({ pageSize, transaction }).toEqual({ pageSize: 4096, transaction: 8n })
  })

  it('keeps keys and values as views of the bytes that it was given', () => {
    const bytes = recordedBolt('28.5-overlay2-volumes.db')
    expect(openBolt(bytes).root.bucket('volumes')?.get('used-data')?.buffer).toBe(bytes.buffer)
  })
})

describe('shapes of the format', () => {
  it.each([4096, 8192, 16384, 32768, 65536])('reads pages of %i bytes', (pageSize) => {
    const { root } = openBolt(makeBolt({ many: MANY, few: { a: '1', b: '' }, none: {} }, { pageSize }))
    expect([...(root.bucket('many')?.values() ?? [])].map(([name]) => name)).toEqual(KEYS)
    expect(root.bucket('few')?.getText('b')).toBe('')
    expect([...(root.bucket('none')?.entries() ?? [])]).toEqual([])
  })

  it.each([4096, 65536])('finds the second meta page of %i byte pages when the first is damaged', (pageSize) => {
    const { root } = openBolt(makeBolt({ a: { b: 'c' } }, { pageSize, transaction: 3n }))
    expect(root.find('a')?.getText('b')).toBe('c')
  })

  it('descends through branch pages, several levels high', () => {
    const many = openBolt(makeBolt({ many: MANY }, { fanOut: 3 })).root.bucket('many')
    expect(KEYS.map((key) => many?.getText(key))).toEqual(KEYS.map((key) => `value of ${key}`))
    expect([...(many?.values() ?? [])].map(([name]) => name)).toEqual(KEYS)
    expect(many?.get('before all')).toBeNull()
    expect(many?.get('key-0123-and-a-half')).toBeNull()
    expect(many?.get('the last')).toBeNull()
  })

  it('reads values that fill overflow pages', () => {
    const long = 'x'.repeat(100_000)
    const { root } = openBolt(makeBolt({ a: { long, short: 'y' } }))
    expect(root.bucket('a')?.getText('long')).toBe(long)
    expect(root.bucket('a')?.getText('short')).toBe('y')
  })

  it('tells a value from a bucket under the same key', () => {
    const { root } = openBolt(makeBolt({ value: 'v', bucket: { a: 'b' } }))
    expect([root.get('bucket'), root.bucket('value')]).toEqual([null, null])
  })
})

describe('damage', () => {
  it('uses the older meta page when the newer one is damaged', () => {
    const bytes = recordedBolt('28.5-overlay2-snapshots.db')
    const newest = openBolt(bytes).transaction
    bytes[Number(newest % 2n) * 4096 + 70]! ^= 1
    const older = openBolt(bytes)
    expect(older.transaction).toBe(newest - 1n)
    expect(countEntries(older.root).buckets).toBeGreaterThan(45)
  })

  it('is an error when both meta pages are damaged', () => {
    const bytes = recordedBolt('28.5-overlay2-snapshots.db')
    bytes[40]! ^= 1
    bytes[4096 + 40]! ^= 1
    expect(damaged(() => openBolt(bytes))).toBe('neither of its two meta pages is valid')
  })

  it('is an error when there is nothing, or no database', () => {
    for (const bytes of [new Uint8Array(0), new Uint8Array(10), new Uint8Array(65536).fill(255)]) {
      expect(damaged(() => openBolt(bytes))).toBe('neither of its two meta pages is valid')
    }
  })

  it('reads what is left or says what is missing, wherever the file was cut', () => {
    for (const name of ['28.5-overlay2-volumes.db', '20.10-overlay2-snapshots.db', '28.5-overlay2-metadata_v2.db']) {
      const whole = recordedBolt(name)
      const counts = countEntries(openBolt(whole).root)
      for (let length = 0; length < whole.length; length += 1024) {
        const outcome = caught(() => countEntries(openBolt(whole.slice(0, length)).root))
        if (outcome instanceof AppError) expect(outcome.code).toBe('file-damaged')
        else expect(outcome).toEqual(counts)
      }
    }
  })

  it('hands over what it read before the damage', () => {
    const bytes = makeBolt({ many: MANY }, { fanOut: 100 })
    // Each leaf of a hundred values takes two pages: this is the third leaf.
    bytes.fill(255, 7 * 4096, 8 * 4096)
    const names: string[] = []
    damaged(() => {
      for (const [name] of openBolt(bytes).root.bucket('many')!.values()) names.push(name)
    })
    expect(names).toEqual(KEYS.slice(0, 200))
  })

  it('refuses a page that lies where another one belongs', () => {
    const bytes = makeBolt({ many: MANY }, { fanOut: 50 })
    bytes.copyWithin(4 * 4096, 3 * 4096, 4 * 4096)
    expect(damaged(() => countEntries(openBolt(bytes).root))).toBe('page 4 says that it is another')
  })

  it('names the file in the error', () => {
    const error = caught(() => openBolt(new Uint8Array(9), '/var/lib/docker/buildkit/cache.db'))
    expect((error as AppError).message).toContain('/var/lib/docker/buildkit/cache.db')
  })
})

describe('malice', () => {
  /** Writes a branch page with two children at a page of its own. */
  function branch(bytes: Uint8Array, number: number, children: readonly [number, number]): void {
    const page = Buffer.from(bytes.buffer, number * 4096, 4096)
    page.fill(0)
    page.writeBigUInt64LE(BigInt(number), 0)
    page.writeUInt16LE(1, 8)
    page.writeUInt16LE(2, 10)
    children.forEach((child, index) => {
      page.writeUInt32LE(32 + index - index * 16, 16 + index * 16)
      page.writeUInt32LE(1, 20 + index * 16)
      page.writeBigUInt64LE(BigInt(child), 24 + index * 16)
      page[48 + index] = 97 + index
    })
  }

  it('refuses a page that is its own descendant', () => {
    const bytes = makeBolt({}, { minimumPages: 10 })
    branch(bytes, 3, [4, 5])
    branch(bytes, 4, [3, 6])
    expect(damaged(() => countEntries(openBolt(bytes).root))).toBe('page 3 is used twice')
  })

  it('refuses a page that is reached in two ways, which would double the work at each level', () => {
    const bytes = makeBolt({}, { minimumPages: 60 })
    for (let page = 3; page < 50; page++) branch(bytes, page, [page + 1, page + 1])
    damaged(() => countEntries(openBolt(bytes).root))
  })

  it('refuses a tree that is thousands of pages high', () => {
    const bytes = makeBolt({}, { minimumPages: 5000 })
    for (let page = 3; page < 4990; page++) branch(bytes, page, [page + 1, 4999])
    expect(damaged(() => countEntries(openBolt(bytes).root))).toBe('a tree of pages is too high')
    expect(damaged(() => openBolt(bytes).root.get('a'))).toBe('a tree of pages is too high')
  })

  it('refuses buckets that are nested without end', () => {
    let tree: Tree = { a: 'b' }
    for (let depth = 0; depth < 1000; depth++) tree = { deeper: tree }
    expect(damaged(() => countEntries(openBolt(makeBolt(tree)).root))).toBe('buckets are nested too deep')
  })

  it('refuses a count of elements that the page has no room for', () => {
    const bytes = makeBolt({ a: 'b' })
    new DataView(bytes.buffer).setUint16(3 * 4096 + 10, 65535, true)
    expect(damaged(() => openBolt(bytes).root.get('a'))).toContain('65535')
  })

  it('refuses elements that share their bytes, which could hold a thousand times the file', () => {
    const bytes = makeBolt({ a: 'b', c: 'd' })
    const view = new DataView(bytes.buffer, 3 * 4096)
    view.setUint32(36, view.getUint32(36, true) - 1, true)
    expect(damaged(() => openBolt(bytes).root.get('a'))).toBe('an element of a page overlaps the one before')
  })

  it.each([0, 1, 4, 2 ** 40, 2 ** 60])('refuses page %i as the root', (root) => {
    const bytes = makeBolt({ a: 'b' })
    new DataView(bytes.buffer).setBigUint64(32, BigInt(root), true)
    sealMeta(bytes)
    expect(damaged(() => openBolt(bytes).root.get('a'))).toBe(`page ${root} is outside the file`)
  })
})
