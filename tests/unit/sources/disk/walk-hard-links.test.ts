import { execFileSync } from 'node:child_process'
import { linkSync, mkdirSync, writeFileSync } from 'node:fs'
import { expect, test, vi } from 'vitest'
import type { DiskUsage } from '../../../../src-main/model/disk-usage.ts'
import type { WalkResult } from '../../../../src-main/sources/disk/walk-types.ts'
import { independentTotal, makeRoot, totalOf, walk, write } from './walk-fixture.ts'

/** Real processes and disks, on machines that have other work too. */
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const BLOCK = 4096
const DIRECTORY: DiskUsage = { allocated: BLOCK, apparent: 0, inodes: 1 }
const NOTHING: DiskUsage = { allocated: 0, apparent: 0, inodes: 0 }
/** One file of three bytes. */
const FILE: DiskUsage = { allocated: BLOCK, apparent: 3, inodes: 1 }
const DIRECTORY_WITH_FILE: DiskUsage = { allocated: 2 * BLOCK, apparent: 3, inodes: 2 }

test('counts a file with two names in one place once', async () => {
  const root = makeRoot()
  write(`${root}/a/one`, 'abc')
  mkdirSync(`${root}/a/sub`)
  linkSync(`${root}/a/one`, `${root}/a/sub/two`)
  const { usages, walked } = await walk(root, ['a'])
  expect(usages[1]?.own).toEqual({ allocated: 3 * BLOCK, apparent: 3, inodes: 3 })
  expect(usages[1]?.elsewhere).toEqual(NOTHING)
  expect(walked[1]?.outsideLinks).toEqual([])
})

test('counts a file with names in two places in both, and accounts for it in the first', async () => {
  const root = makeRoot()
  write(`${root}/a/one`, 'abc')
  mkdirSync(`${root}/b`)
  linkSync(`${root}/a/one`, `${root}/b/two`)
  const result = await walk(root, ['b', 'a'])
  expect(result.usages.slice(1).map((usage) => [usage?.own, usage?.elsewhere])).toEqual([
    [DIRECTORY_WITH_FILE, NOTHING],
    [DIRECTORY_WITH_FILE, FILE],
  ])
  expect(result.walked[1]?.outsideLinks).toMatchObject([{ nlink: 2, seen: 1, allocated: BLOCK, apparent: 3 }])
  expect(totalOf(result)).toEqual(independentTotal(root))
})

test('counts a file with names in three places once in the sum', async () => {
  const root = makeRoot()
  write(`${root}/a/one`, 'abc')
  for (const place of ['b', 'c']) {
    mkdirSync(`${root}/${place}`)
    linkSync(`${root}/a/one`, `${root}/${place}/x`)
    linkSync(`${root}/a/one`, `${root}/${place}/y`)
  }
  const result = await walk(root, ['a', 'b', 'c'])
  expect(result.usages.slice(1).map((usage) => usage?.own)).toEqual(Array(3).fill(DIRECTORY_WITH_FILE))
  expect(result.usages.slice(1).map((usage) => usage?.elsewhere)).toEqual([NOTHING, FILE, FILE])
  expect(result.walked[2]?.outsideLinks).toMatchObject([{ nlink: 5, seen: 2 }])
  expect(totalOf(result)).toEqual(independentTotal(root))
})

test('counts a file with a name outside the root in its place only', async () => {
  const [root, outside] = [makeRoot(), makeRoot()]
  write(`${root}/a/one`, 'abc')
  linkSync(`${root}/a/one`, `${outside}/two`)
  const { usages } = await walk(root, ['a'])
  expect(usages[1]).toMatchObject({ own: DIRECTORY_WITH_FILE, elsewhere: NOTHING })
  expect(usages[0]?.own).toEqual(DIRECTORY)
})

test('counts a single file that is linked into another place once in the sum', async () => {
  const root = makeRoot()
  write(`${root}/log`, 'abc')
  mkdirSync(`${root}/a`)
  linkSync(`${root}/log`, `${root}/a/log`)
  const result = await walk(root, ['log', 'a'])
  expect(result.usages[1]).toMatchObject({ own: FILE, elsewhere: NOTHING })
  expect(result.usages[2]).toMatchObject({ own: DIRECTORY_WITH_FILE, elsewhere: FILE })
  expect(totalOf(result)).toEqual(independentTotal(root))
})

test('counts linked whiteouts once', async () => {
  const root = makeRoot()
  mkdirSync(`${root}/diff`)
  mkdirSync(`${root}/work`)
  execFileSync('mknod', [`${root}/diff/gone`, 'c', '0', '0'])
  linkSync(`${root}/diff/gone`, `${root}/diff/gone-too`)
  linkSync(`${root}/diff/gone`, `${root}/work/#1`)
  const result = await walk(root, ['diff', 'work'])
  expect(result.usages[1]?.own).toEqual({ allocated: BLOCK, apparent: 0, inodes: 2 })
  expect(result.usages[2]?.elsewhere).toEqual({ allocated: 0, apparent: 0, inodes: 1 })
  expect(totalOf(result)).toEqual(independentTotal(root))
})

test('accounts for links of a remembered place as of a walked one', async () => {
  const root = makeRoot()
  write(`${root}/a/one`, 'abc')
  mkdirSync(`${root}/b`)
  linkSync(`${root}/a/one`, `${root}/b/two`)
  const first = await walk(root, ['a', 'b'])
  const recall = ({ path }: { path: string }) => (path === 'a' ? (first.walked[1] ?? null) : null)
  const second = await walk(root, ['a', 'b'], { recall })
  expect(second.usages.map((usage) => usage?.remembered)).toEqual([false, true, false])
  expect(totalOf(second)).toEqual(totalOf(first))
})

test('counts the same whichever process sees which name', async () => {
  const root = makeRoot()
  makeLinkedTree(root)
  const results: WalkResult[] = []
  for (const processes of [1, 2, 3, 2]) results.push(await walk(root, ['d7', 'd8/nested', 'd9'], { processes }))
  expect(new Set(results.map((result) => JSON.stringify(result))).size).toBe(1)
  expect(totalOf(results[0]!)).toEqual(independentTotal(root))
})

/** 12,000 names of 3,000 files, each with a name in four directories far apart. */
function makeLinkedTree(root: string): void {
  for (let directory = 0; directory < 200; directory++) mkdirSync(`${root}/d${directory}/nested`, { recursive: true })
  for (let file = 0; file < 3_000; file++) {
    const first = `${root}/d${file % 200}/f${file}`
    writeFileSync(first, file % 3 === 0 ? 'abc' : '')
    linkSync(first, `${root}/d${(file * 7 + 31) % 200}/nested/g${file}`)
    linkSync(first, `${root}/d${(file * 13 + 77) % 200}/h${file}`)
    linkSync(first, `${root}/d${(file * 3 + 101) % 200}/nested/i${file}`)
  }
}
