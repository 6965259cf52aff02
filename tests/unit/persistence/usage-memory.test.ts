import { describe, expect, it } from 'vitest'
import { openDatabase } from '../../../src-main/persistence/database.ts'
import { createUsageMemory } from '../../../src-main/persistence/usage-memory.ts'
import type { WalkedPlace } from '../../../src-main/sources/disk/walk-types.ts'
import { bytes } from '../../helpers/builders/observed.ts'
import { temporaryDirectory } from './temporary-directory.ts'

const ROOT = '/var/lib/docker'
const KEY = 'overlay2/cache/sha256:chain'

const walked: WalkedPlace = {
  identity: { dev: 2049, ino: 77 },
  inside: bytes(8_796_093_022_208, 4000, 12),
  outsideLinks: [
    { dev: 2049, ino: 4711, nlink: 3, seen: 2, allocated: 4096, apparent: 10 },
    { dev: 2049, ino: '9223372036854775807', nlink: 2, seen: 1, allocated: 512, apparent: 5 },
  ],
  modifiedAt: 1_790_000_000_000.25,
  incomplete: null,
}

describe('what is remembered', () => {
  it('is there when the database is opened again, links with inodes beyond 2^53 too', () => {
    using directory = temporaryDirectory()
    const path = `${directory.path}/plimsoll.db`
    {
      using database = openDatabase(path)
      createUsageMemory(database).remember(ROOT, [{ key: KEY, walked }])
    }
    using database = openDatabase(path)
    expect(createUsageMemory(database).recall(ROOT, KEY, walked.identity)).toEqual(walked)
  })

  it('is walked again where an older version did not look at its time', () => {
    using database = openDatabase(':memory:')
    const memory = createUsageMemory(database)
    memory.remember(ROOT, [{ key: KEY, walked }])
    database.exec('UPDATE place_usage SET modified_at = NULL')
    expect(memory.recall(ROOT, KEY, walked.identity)).toBe(null)
  })

  it('is not taken for another root, key, device or inode', () => {
    using database = openDatabase(':memory:')
    const memory = createUsageMemory(database)
    memory.remember(ROOT, [{ key: KEY, walked }])
    const { dev, ino } = walked.identity
    const others = [
      memory.recall('/var/lib/docker2', KEY, walked.identity),
      memory.recall(ROOT, 'overlay2/cache/sha256:other', walked.identity),
      memory.recall(ROOT, KEY, { dev: dev + 1, ino }),
      memory.recall(ROOT, KEY, { dev, ino: ino + 1 }),
    ]
    expect(others).toEqual([null, null, null, null])
  })

  it('is replaced when the directory was walked again', () => {
    using database = openDatabase(':memory:')
    const memory = createUsageMemory(database)
    memory.remember(ROOT, [{ key: KEY, walked }])
    const moved = { ...walked, identity: { dev: 2049, ino: 78 }, outsideLinks: [] }
    memory.remember(ROOT, [{ key: KEY, walked: moved }])
    expect([memory.recall(ROOT, KEY, walked.identity), memory.recall(ROOT, KEY, moved.identity)]).toEqual([null, moved])
  })

  it('is all of a call or nothing of it', () => {
    using database = openDatabase(':memory:')
    const memory = createUsageMemory(database)
    const broken = { ...walked, inside: { ...walked.inside, inodes: 0.5 } }
    const both = [
      { key: 'sound', walked },
      { key: 'broken', walked: broken },
    ]
    expect(() => {
      memory.remember(ROOT, both)
    }).toThrow()
    expect(memory.recall(ROOT, 'sound', walked.identity)).toBe(null)
    memory.remember(ROOT, [{ key: 'sound', walked }])
    expect(memory.recall(ROOT, 'sound', walked.identity)).toEqual(walked)
  })

  it('is seen by another that has the database open', () => {
    using directory = temporaryDirectory()
    using one = openDatabase(`${directory.path}/plimsoll.db`)
    using other = openDatabase(`${directory.path}/plimsoll.db`)
    const reader = createUsageMemory(other)
    createUsageMemory(one).remember(ROOT, [{ key: KEY, walked }])
    expect(reader.recall(ROOT, KEY, walked.identity)).toEqual(walked)
  })

  it('goes when it is not to be kept, in its own root only', () => {
    using database = openDatabase(':memory:')
    const memory = createUsageMemory(database)
    const three = ['one', 'two', 'three'].map((key) => ({ key, walked }))
    memory.remember(ROOT, three)
    memory.remember('/elsewhere', three)
    memory.forget(ROOT, new Set(['two', 'never seen']))
    const left = database.prepare('SELECT root, key FROM place_usage ORDER BY root, key').all()
    expect(left.map(({ root, key }) => `${String(root)} ${String(key)}`)).toEqual([
      '/elsewhere one',
      '/elsewhere three',
      '/elsewhere two',
      `${ROOT} two`,
    ])
  })

  it('is not written to when all of it is kept, not even while another process writes', () => {
    using directory = temporaryDirectory()
    using one = openDatabase(`${directory.path}/plimsoll.db`)
    using other = openDatabase(`${directory.path}/plimsoll.db`)
    const memory = createUsageMemory(one)
    memory.remember(ROOT, [{ key: KEY, walked }])
    one.exec('PRAGMA busy_timeout = 0')
    other.exec('BEGIN IMMEDIATE')
    memory.forget(ROOT, new Set([KEY]))
    expect(() => {
      memory.forget(ROOT, new Set())
    }).toThrow('locked')
    other.exec('COMMIT')
    expect(memory.recall(ROOT, KEY, walked.identity)).toEqual(walked)
  })
})
