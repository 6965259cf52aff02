import { describe, expect, it } from 'vitest'
import { diffOfCopies } from '../../../src-main/model/diff-of-copies.ts'
import { compareFullCopy } from '../../../src-main/model/full-copy.ts'
import { file, fileTreeOf, whiteout, type TreeSketch } from '../../helpers/builders/file-tree-of.ts'

const BELOW: TreeSketch = {
  same: file(),
  longer: file(),
  older: file(),
  d: { a: file(), gone: file() },
  e: { b: file() },
}
const COPY: TreeSketch = {
  ...{ same: file(), longer: file({ apparent: 101 }), older: file({ modifiedAt: 2 }) },
  ...{ d: { a: file(), n: file() }, e: file() },
}

describe('a full copy', () => {
  const tree = fileTreeOf(COPY)
  const original = fileTreeOf(BELOW)
  const origin = { chainId: 'low', createdBy: 'RUN low' }
  const compare = (...differs: readonly string[]) =>
    compareFullCopy({
      tree,
      original,
      differs: new Set(differs.map((path) => tree.find(path) ?? -1)),
      originOf: () => origin,
    })
  const kindsOf = (changes = compare()) =>
    Object.fromEntries(Array.from({ length: tree.count }, (_, entry) => [tree.path(entry), changes.kindOf(entry)]))

  it('tells what was changed, made and replaced from what was only copied', () => {
    expect(kindsOf()).toEqual({
      ...{ '': 'merged', same: 'inherited', longer: 'changed', older: 'changed' },
      ...{ d: 'merged', 'd/a': 'inherited', 'd/n': 'new', e: 'replaced' },
    })
  })

  it('takes the word of whoever compared modes and owners', () => {
    expect(kindsOf(compare('same'))).toMatchObject({ same: 'changed' })
  })

  it('makes the sums, with what is not in it any more', () => {
    const { summary } = compare()
    expect(summary).toMatchObject({
      how: 'full-copy',
      created: { files: 1, allocated: 4096 },
      copyUps: { files: 2, allocated: 8192, originals: 8192 },
      replaced: { entries: 1, allocated: 4096, hidden: 8192 },
      inherited: { files: 2, allocated: 8192 },
      other: { entries: 2, allocated: 8192 },
      deleted: { entries: 1, allocated: 4096 },
    })
    expect(summary.deleted?.largest.map(({ path, lower }) => [path, lower.chainId])).toEqual([['d/gone', 'low']])
  })

  it('becomes the layer that an overlay would have made', () => {
    const diff = diffOfCopies(tree, original)
    const paths = Array.from({ length: diff.count }, (_, entry) => [diff.path(entry), diff.kind(entry)])
    const expected = fileTreeOf({ longer: file(), older: file(), d: { n: file(), gone: whiteout() }, e: file() })
    expect(Object.fromEntries(paths)).toEqual(
      Object.fromEntries(
        Array.from({ length: expected.count }, (_, entry) => [expected.path(entry), expected.kind(entry)]),
      ),
    )
    expect(diffOfCopies(original, original).count).toBe(1)
  })
})
