import { execFileSync } from 'node:child_process'
import { linkSync, mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { expect, it, vi } from 'vitest'
import { createNodeDiskReader } from '../../../../src-main/sources/disk/node-disk-reader.ts'
import { createListedDiskReader } from '../../../../src-main/sources/listed/listed-disk-reader.ts'
import { walkListing } from '../../../../src-main/sources/listed/walk-listing.ts'
import { listHere } from '../../../helpers/list-here.ts'
import { makeRoot, placeAt, walk, write } from '../disk/walk-fixture.ts'

/** Real processes and disks, on machines that have other work too. */
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

/** The same places walked, and counted in a listing. */
async function bothWays(root: string, paths: readonly string[], mountPoints: readonly string[] = []) {
  const listing = await listHere(root)
  const places = ['', ...paths].map(placeAt)
  return {
    walked: await walk(root, paths, { mountPoints }),
    listed: await walkListing(listing, { root, places, mountPoints, processes: 1 }),
    listing,
  }
}

/** Numbers in a fixed order that look random; the same each time. */
function numbers(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31
    return Math.floor((state / 2 ** 31) * below)
  }
}

const NAMES = ['a', 'b b', 'new\nline', '-rf', 'x|y', "quo'te", '日本', 'star*', '[x]', 'back\\slash', '%n', '$(id)']

/** A tree with hard links across it, holes, symlinks and hard names; answers its directories. */
function grow(root: string, seed: number): readonly string[] {
  const next = numbers(seed)
  const directories = ['']
  const files: string[] = []
  for (let i = 0; i < 120; i++) {
    const parent = directories[next(directories.length)] ?? ''
    const path = `${parent === '' ? '' : `${parent}/`}${NAMES[next(NAMES.length)] ?? ''}${i}`
    const at = `${root}/${path}`
    const known = files[next(files.length)]
    switch (next(5)) {
      case 0:
        mkdirSync(at)
        directories.push(path)
        break
      case 1:
        symlinkSync(root, at)
        break
      case 2:
        if (known !== undefined) linkSync(`${root}/${known}`, at)
        break
      case 3:
        writeFileSync(at, '')
        truncateSync(at, next(1_000_000))
        files.push(path)
        break
      default:
        writeFileSync(at, Buffer.alloc(next(20_000), 1))
        files.push(path)
    }
  }
  return [...directories, ...files.slice(0, 10)]
}

it.each([1, 2, 3, 4, 5, 6, 7, 8])('says what a walk says of tree %i, whatever its places', async (seed) => {
  const root = makeRoot()
  const paths = grow(root, seed).filter((path, i) => path !== '' && i % 2 === seed % 2)
  const { walked, listed } = await bothWays(root, [...paths, 'gone', 'gone/too'])
  expect(listed).toEqual(walked)
})

it('says what a walk says of names that are no UTF-8, devices, and files as directories', async () => {
  const root = makeRoot()
  const bytes = (name: string): Buffer => Buffer.concat([Buffer.from(`${root}/`), Buffer.from(name, 'latin1')])
  mkdirSync(bytes('caf\xe9'))
  writeFileSync(bytes('caf\xe9/\xff\xfe'), 'abc')
  write(`${root}/file`, 'x')
  execFileSync('mknod', [`${root}/device`, 'b', '7', '99'])
  execFileSync('mkfifo', [`${root}/fifo`])
  const { walked, listed, listing } = await bothWays(root, ['file/below', '../outside', 'file', 'file'])
  expect(listed).toEqual(walked)
  const [there, here] = [createListedDiskReader(listing), createNodeDiskReader()]
  const names = (reader: typeof here) => reader.list(root)?.toSorted((a, b) => (a.name < b.name ? -1 : 1))
  expect(names(there)).toEqual(names(here))
})

it('takes a name for nothing but a name', async () => {
  const root = makeRoot()
  for (const name of ['\n0 end', '\n i 1 2 3', ' missing find']) write(`${root}/${name}/f`, name)
  const { walked, listed } = await bothWays(root, [])
  expect(listed).toEqual(walked)
})

it('stops between places when it is asked to', async () => {
  const root = makeRoot()
  write(`${root}/a/f`, 'x')
  const listing = await listHere(root)
  const places = ['', 'a'].map(placeAt)
  const signal = AbortSignal.abort()
  const result = await walkListing(listing, { root, places, mountPoints: [], processes: 1, signal })
  expect([result.cancelled, result.usages]).toEqual([true, [null, null]])
})
