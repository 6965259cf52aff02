import { describe, expect, it } from 'vitest'
import { FILE_FLAGS, FILE_KINDS, type FileFact } from '../../../../src-main/model/file-tree.ts'
import { Misshapen } from '../../../../src-main/sources/elevated/shapes.ts'
import type { FilesPart } from '../../../../src-main/sources/files/file-messages.ts'
import { createPartWriter } from '../../../../src-main/sources/files/part-writer.ts'
import { createTreeReceiver } from '../../../../src-main/sources/files/tree-receiver.ts'

const FILE = { kind: 'file', flags: 0, blocks: 8, length: 100, modifiedMs: 1000.5 } as const
const DIRECTORY = { ...FILE, kind: 'directory' } as const
const TOP: FileFact = {
  ...({ name: 'top', kind: 'directory', flags: 0, allocated: 4096, apparent: 0, modifiedAt: 0, nlink: 1 } as const),
  inode: null,
}

/** `a/{one,two}, b`, in as many parts as it takes. */
function written(most: number): readonly FilesPart[] {
  const writer = createPartWriter()
  const parts: FilesPart[] = []
  const add = (name: string, fact: typeof FILE | typeof DIRECTORY, link: readonly [number, number, number] | null) => {
    writer.add(name, fact, link)
    if (writer.length >= most) parts.push(writer.take())
  }
  writer.begin(0)
  add('a', DIRECTORY, null)
  add('b', FILE, [2, 1, 7])
  writer.begin(1)
  add('one', FILE, [2, 1, 7])
  add('two', FILE, null)
  writer.flag(1, FILE_FLAGS.opaque)
  return [...parts, writer.take()]
}

describe('a tree in parts', () => {
  it.each([1, 2, 3, 9])('is the same with %i entries in each', (most) => {
    const receiver = createTreeReceiver(TOP)
    // As a line carries them.
    for (const part of written(most)) receiver.take(JSON.parse(JSON.stringify(part)) as FilesPart)
    expect([receiver.count, receiver.progress]).toEqual([5, { inodes: 4, allocated: 4 * 4096 }])
    const tree = receiver.finish()
    expect([1, 2, 3, 4].map((entry) => tree.path(entry))).toEqual(['a', 'b', 'a/one', 'a/two'])
    expect([tree.range(0), tree.range(1)]).toEqual([
      [1, 3],
      [3, 5],
    ])
    expect([tree.has(1, 'opaque'), tree.firstName(3), tree.modifiedAt(4)]).toEqual([true, 2, 1.0005])
    expect(tree.usage(0)).toMatchObject({ allocated: 4 * 4096, apparent: 200, inodes: 4 })
  })

  it('has every kind and flag that there is', () => {
    const writer = createPartWriter()
    writer.begin(0)
    const all = Object.values(FILE_FLAGS).reduce((bits, bit) => bits | bit, 0)
    for (const kind of FILE_KINDS) writer.add(kind, { ...FILE, kind, flags: all }, null)
    const receiver = createTreeReceiver(TOP)
    receiver.take(writer.take())
    const tree = receiver.finish()
    expect(FILE_KINDS.map((_, index) => tree.kind(index + 1))).toEqual(FILE_KINDS)
    expect(tree.flags(1)).toBe(all)
  })

  it('knows no blocks where the parts do not', () => {
    const writer = createPartWriter()
    writer.begin(0)
    writer.add('a', { ...FILE, blocks: -1 }, null)
    const receiver = createTreeReceiver({ ...TOP, allocated: null })
    receiver.take(writer.take())
    expect(receiver.finish().usage(0)).toMatchObject({ allocated: null, apparent: 100 })
  })
})

describe('what is no tree', () => {
  const whole: FilesPart = {
    ...{ directories: [0, 1], names: 'a', facts: [FILE_KINDS.indexOf('file'), 8, 100, 0] },
    ...{ links: [], flags: [] },
  }
  const take = (...parts: readonly Partial<FilesPart>[]) => {
    const receiver = createTreeReceiver(TOP)
    for (const part of parts) receiver.take({ ...whole, ...part })
  }

  it.each<[string, readonly Partial<FilesPart>[]]>([
    ['entries of a directory that was not told', [{ directories: [1, 1] }]],
    ['entries of a file', [{}, { directories: [1, 1] }]],
    [
      'a directory twice',
      [{ directories: [0, 2], names: 'a/b', facts: [0, 8, 0, 0, 0, 8, 0, 0] }, { directories: [1, 1] }, {}],
    ],
    ['fewer entries than it says', [{ directories: [0, 2] }]],
    ['more entries than it says', [{ directories: [] }]],
    ['fewer names than facts', [{ names: '' }]],
    ['a name that leads elsewhere', [{ names: '..' }]],
    ['a kind that is none', [{ facts: [7, 8, 100, 0] }]],
    ['flags that are none', [{ facts: [8 * 4096, 8, 100, 0] }]],
    ['a negative length', [{ facts: [1, 8, -1, 0] }]],
    ['half a number', [{ facts: [1.5, 8, 1, 0] }]],
    ['flags of an entry that was not told', [{ flags: [[2, 1]] }]],
    ['flags that nobody knows', [{ flags: [[1, 4096]] }]],
  ])('is refused: %s', (_, parts) => {
    expect(() => {
      take(...parts)
    }).toThrow(Misshapen)
  })
})
