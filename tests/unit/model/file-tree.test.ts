import { describe, expect, it } from 'vitest'
import { createFileTree, FILE_FLAGS, type FileFact } from '../../../src-main/model/file-tree.ts'

function fact(name: string, change: Partial<FileFact> = {}): FileFact {
  return {
    name,
    kind: 'file',
    flags: 0,
    allocated: 4096,
    apparent: 100,
    modifiedAt: 1,
    nlink: 1,
    inode: null,
    ...change,
  }
}

const directory = (name: string, change: Partial<FileFact> = {}) =>
  fact(name, { kind: 'directory', apparent: 0, ...change })
const linked = (name: string, nlink: number, ino: number | string = 7) => fact(name, { nlink, inode: { dev: 1, ino } })

/** `top/{a/{one,two},b}`: entries 1 and 2 are a and b, 3 and 4 are in a. */
function small(one: FileFact, two: FileFact, b: FileFact) {
  const builder = createFileTree(directory('top'))
  builder.add(0, [directory('a'), b])
  builder.add(1, [one, two])
  return builder.finish()
}

describe('a tree of files', () => {
  it('sums up each directory, itself included', () => {
    const tree = small(fact('one'), fact('two', { allocated: 0, apparent: 50, modifiedAt: 9 }), fact('b'))
    const whole = { incomplete: false }
    expect([0, 1, 2, 4].map((entry) => tree.usage(entry))).toEqual([
      { allocated: 16_384, apparent: 250, inodes: 5, newestAt: 9, ...whole },
      { allocated: 8192, apparent: 150, inodes: 3, newestAt: 9, ...whole },
      { allocated: 4096, apparent: 100, inodes: 1, newestAt: 1, ...whole },
      { allocated: 0, apparent: 50, inodes: 1, newestAt: 9, ...whole },
    ])
  })

  it('finds entries by path, and paths by entry', () => {
    const tree = small(fact('one'), fact('two'), fact('b'))
    expect(['', 'a', 'b', 'a/one', 'a/two'].map((path) => tree.find(path))).toEqual([0, 1, 2, 3, 4])
    expect([0, 1, 2, 3, 4].map((entry) => tree.path(entry))).toEqual(['', 'a', 'b', 'a/one', 'a/two'])
    expect(['c', 'a/three', 'b/one', 'a/one/x'].map((path) => tree.find(path))).toEqual([null, null, null, null])
  })

  it('counts an inode at its first name', () => {
    const tree = small(linked('one', 2), fact('two'), linked('b', 2))
    expect(tree.usage(0)).toMatchObject({ allocated: 16_384, inodes: 4 })
    expect(tree.usage(1)).toMatchObject({ allocated: 8192, inodes: 2 })
    expect([tree.own(2), tree.own(3), tree.length(3)]).toEqual([
      { allocated: 4096, apparent: 100 },
      { allocated: 0, apparent: 0 },
      100,
    ])
    expect([tree.firstName(2), tree.firstName(3)]).toEqual([null, 2])
    expect(tree.flags(3)).toBe(FILE_FLAGS['hard-linked'] | FILE_FLAGS['counted-elsewhere'])
  })

  it('tells inodes of two devices and of one rounded number apart', () => {
    const tree = small(
      linked('one', 2, '9007199254740993'),
      fact('two', { nlink: 2, inode: { dev: 2, ino: 7 } }),
      linked('b', 2, '9007199254740992'),
    )
    expect([2, 3, 4].map((entry) => tree.firstName(entry))).toEqual([null, null, null])
  })

  it('flags names of an inode that has others outside of the tree', () => {
    const tree = small(linked('one', 3), fact('two'), linked('b', 3))
    expect([2, 3, 4].map((entry) => tree.has(entry, 'linked-outside'))).toEqual([true, true, false])
  })

  it('is incomplete from the unread entry up', () => {
    const tree = small(fact('one'), directory('two', { flags: FILE_FLAGS.unreadable }), fact('b'))
    expect([0, 1, 2, 3, 4].map((entry) => tree.usage(entry).incomplete)).toEqual([true, true, false, false, true])
  })

  it('knows no blocks when one entry has none', () => {
    const tree = small(fact('one', { allocated: null }), fact('two'), fact('b'))
    expect(tree.usage(0)).toMatchObject({ allocated: null, apparent: 300 })
  })

  it('grows past its first columns', () => {
    const builder = createFileTree(directory('top'))
    builder.add(
      0,
      Array.from({ length: 5000 }, (_, number) => fact(`f${number}`)),
    )
    const tree = builder.finish()
    expect(tree.usage(0)).toMatchObject({ allocated: 5001 * 4096, inodes: 5001 })
    expect(tree.range(0)).toEqual([1, 5001])
    expect(tree.find('f4999')).toBe(5000)
  })
})
