import { expect, it } from 'vitest'
import { createListedTree, type ListedEntry } from '../../../../src-main/sources/listed/listed-tree.ts'

const COMMON = { whiteout: false, dev: 1, ino: 1, nlink: 1, blocks: 0, size: 0, modifiedAt: 0, bornAt: null }
const file = (name: string): ListedEntry => ({ ...COMMON, name, kind: 'file', children: null })

function treeOf(files: number) {
  const tree = createListedTree('/r')
  tree.add('/r', { ...COMMON, name: 'r', kind: 'directory', children: [] })
  for (let i = 0; i < files; i++) tree.add(`/r/${i}`, file(`${i}`))
  return tree
}

it('finds what was added after it was asked, and not what was removed', () => {
  const tree = treeOf(2)
  expect([tree.at('/r/0')?.name, tree.at('/r/new')]).toEqual(['0', null])
  tree.add('/r/new', file('new'))
  tree.remove('/r/0')
  expect([tree.at('/r/0'), tree.at('/r/1')?.name, tree.at('/r/new')?.name]).toEqual([null, '1', 'new'])
})

it('finds each of 100,000 siblings in no time', { timeout: 4000 }, () => {
  const tree = treeOf(100_000)
  for (let i = 0; i < 100_000; i++) if (tree.at(`/r/${i}`)?.name !== `${i}`) throw new Error(`${i} is not there`)
})
