import { expect, test } from 'vitest'
import { createInodeMap } from '../../../../src-main/sources/disk/inode-map.ts'

test('tells equal numbers on two devices apart, and numbers from text', () => {
  const map = createInodeMap<string>()
  map.set({ dev: 1, ino: 257 }, 'one')
  map.set({ dev: 2, ino: 257 }, 'two')
  map.set({ dev: 1, ino: '9007199254740993' }, 'big')
  expect([map.get({ dev: 1, ino: 257 }), map.get({ dev: 2, ino: 257 }), map.get({ dev: 3, ino: 257 })]).toEqual([
    'one',
    'two',
    undefined,
  ])
  map.delete({ dev: 1, ino: 257 })
  expect(map.values().toSorted()).toEqual(['big', 'two'])
  map.clear()
  expect(map.values()).toEqual([])
})
