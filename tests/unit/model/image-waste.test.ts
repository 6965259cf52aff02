import { describe, expect, it } from 'vitest'
import { findWaste, type WasteLayer } from '../../../src-main/model/image-waste.ts'
import { file, fileTreeOf, linked, whiteout, type TreeSketch } from '../../helpers/builders/file-tree-of.ts'

const layer = (sketch: TreeSketch, ...opaque: readonly string[]): WasteLayer => {
  const tree = fileTreeOf(sketch)
  return { chainId: 'id', createdBy: null, tree, opaque: new Set(opaque.map((path) => tree.find(path) ?? -1)) }
}

const rowsOf = (...layers: readonly WasteLayer[]) =>
  findWaste(layers).offenders.map(({ path, how, made, wasted, allocated }) => [path, how, made, wasted, allocated])

describe('the waste of an image', () => {
  it('is nothing where no layer hides anything', () => {
    const { total, offenders } = findWaste([layer({ a: file(), d: { b: file() } }), layer({ d: { c: file() } })])
    expect([total, offenders]).toEqual([{ allocated: 0, apparent: 0, inodes: 0 }, []])
  })

  it('is all copies of a file but the last visible one', () => {
    const waste = findWaste([
      layer({ a: file({ apparent: 1 }) }),
      layer({ a: file({ apparent: 2 }) }),
      layer({ a: file() }),
    ])
    expect(waste.total).toEqual({ allocated: 2 * 4096, apparent: 3, inodes: 2 })
    expect(waste.steps.map(({ made, wasted }) => [made.inodes, wasted.inodes])).toEqual([
      [1, 0],
      [1, 1],
      [0, 1],
    ])
  })

  it('has the step that made it and the step that wasted it', () => {
    const layers = [layer({ a: file(), d: { b: file() } }), layer({ a: whiteout() }), layer({ d: file() })]
    expect(rowsOf(...layers)).toEqual([
      ['d', 'overwritten', 0, 2, 2 * 4096],
      ['a', 'deleted', 0, 1, 4096],
    ])
  })

  it('splits a directory that several steps made', () => {
    const layers = [layer({ d: { a: file() } }), layer({ d: { b: file(), c: file() } }), layer({ d: whiteout() })]
    expect(rowsOf(...layers)).toEqual([
      ['d', 'deleted', 1, 2, 3 * 4096],
      ['d', 'deleted', 0, 2, 2 * 4096],
    ])
  })

  it('counts what an opaque directory hides, and not the directory that came in its place', () => {
    expect(rowsOf(layer({ d: { a: file() } }), layer({ d: { n: file() } }, 'd'))).toEqual([
      ['d', 'opaque', 0, 1, 2 * 4096],
    ])
    expect(rowsOf(layer({ d: { a: file() } }), layer({ d: { n: file() } }))).toEqual([])
  })

  it('counts nothing twice that was hidden before', () => {
    const layers = [layer({ d: { a: file() } }), layer({ d: { a: whiteout() } }), layer({ d: whiteout() })]
    expect(findWaste(layers).total).toEqual({ allocated: 3 * 4096, apparent: 100, inodes: 3 })
  })

  it('counts an inode when its last name goes', () => {
    const base = layer({ a: linked(7, 2), b: linked(7, 2) })
    expect(findWaste([base, layer({ a: file() })]).total.allocated).toBe(0)
    expect(rowsOf(base, layer({ a: whiteout() }), layer({ b: whiteout() }))).toEqual([['b', 'deleted', 0, 2, 4096]])
  })

  it('names a copy of which only mode or owner changed, also where an archive kept whole seconds', () => {
    const metadataOnly = (before: object, after: object) =>
      findWaste([layer({ a: file(before) }), layer({ a: file(after) })]).metadataOnly.inodes === 1
    expect([
      metadataOnly({ modifiedAt: 1.5 }, { modifiedAt: 1.5 }),
      metadataOnly({ modifiedAt: 1.5 }, { modifiedAt: 1 }),
      metadataOnly({ modifiedAt: 1.5 }, { modifiedAt: 1.6 }),
      metadataOnly({ modifiedAt: 1.5 }, { modifiedAt: 1.5, apparent: 101 }),
    ]).toEqual([true, true, false, false])
  })

  it('reads whiteouts of archives by their names', () => {
    expect(rowsOf(layer({ a: file() }), layer({ '.wh.a': whiteout() }))).toEqual([['a', 'deleted', 0, 1, 4096]])
  })

  it('knows lengths only where blocks are not known', () => {
    const { total } = findWaste([layer({ a: file({ allocated: null }) }), layer({ a: whiteout() })])
    expect(total).toEqual({ allocated: null, apparent: 100, inodes: 1 })
  })
})
