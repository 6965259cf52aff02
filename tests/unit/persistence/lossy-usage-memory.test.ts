import { expect, it } from 'vitest'
import { openDatabase } from '../../../src-main/persistence/database.ts'
import { createLossyUsageMemory } from '../../../src-main/persistence/lossy-usage-memory.ts'
import { createUsageMemory } from '../../../src-main/persistence/usage-memory.ts'
import type { WalkedPlace } from '../../../src-main/sources/disk/walk-types.ts'
import { bytes } from '../../helpers/builders/observed.ts'

const walked: WalkedPlace = {
  identity: { dev: 1, ino: 2 },
  inside: bytes(1),
  outsideLinks: [],
  modifiedAt: 5,
  incomplete: null,
}
const found = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ key: `key-${i}-${'x'.repeat(500)}`, walked }))

function lossy() {
  const database = openDatabase(':memory:')
  const losses: string[] = []
  const memory = createLossyUsageMemory(createUsageMemory(database), (cause) => losses.push(String(cause)))
  return {
    database,
    memory,
    losses,
    [Symbol.dispose]: () => {
      database.close()
    },
  }
}

it('remembers for as long as it can', () => {
  using opened = lossy()
  opened.memory.remember('/root', [{ key: 'key', walked }])
  expect(opened.memory.recall('/root', 'key', walked.identity)).toEqual(walked)
  expect(opened.losses).toEqual([])
})

it('forgets when the disk is full, and says so once', () => {
  using opened = lossy()
  opened.memory.remember('/root', [{ key: 'key', walked }])
  opened.database.exec('PRAGMA max_page_count = 4')
  opened.memory.remember('/root', found(100))
  opened.memory.remember('/root', found(100))
  expect(opened.memory.recall('/root', 'key', walked.identity)).toBe(null)
  expect(opened.losses).toEqual(['Error: database or disk is full'])
})

it('forgets when what is remembered cannot be read', () => {
  using opened = lossy()
  opened.database.exec(`INSERT INTO place_usage VALUES ('/root', 'key', '1', '2', 0, 0, 0, 'no JSON', 1)`)
  expect(opened.memory.recall('/root', 'key', walked.identity)).toBe(null)
  expect(opened.losses).toHaveLength(1)
})

it('does nothing more once it is lost', () => {
  using opened = lossy()
  opened.memory.remember('/root', [{ key: 'key', walked }])
  opened.database.exec('DROP TABLE place_usage')
  opened.memory.forget('/root', new Set())
  opened.memory.forget('/root', new Set())
  expect(opened.losses).toEqual(['Error: no such table: place_usage'])
})
