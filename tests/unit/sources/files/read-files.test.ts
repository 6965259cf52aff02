import { execFileSync } from 'node:child_process'
import { linkSync, lstatSync, mkdirSync, symlinkSync, truncateSync, utimesSync } from 'node:fs'
import { describe, expect, it, vi } from 'vitest'
import { isAppError } from '../../../../src-main/errors/app-error.ts'
import { fillTree } from '../../../bench/fill-tree.ts'
import { seededRandom } from '../../../bench/random.ts'
import { independentTotal, makeRoot, write } from '../disk/walk-fixture.ts'
import { entriesOf, found, placeIn, read, treeOf } from './read-fixture.ts'

/** Real processes and disks, on machines that have other work too. */
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const BLOCK = 4096

describe('a place', () => {
  it('holds each name below it with what it is', async () => {
    const root = makeRoot()
    write(`${root}/a/b/five.txt`, 'hello')
    write(`${root}/sparse`)
    truncateSync(`${root}/sparse`, 1024 ** 3)
    symlinkSync('a/b', `${root}/link`)
    execFileSync('mkfifo', [`${root}/fifo`])
    execFileSync('mknod', [`${root}/gone`, 'c', '0', '0'])
    execFileSync('mknod', [`${root}/disk`, 'b', '7', '99'])
    const tree = await treeOf(root)
    expect(Object.fromEntries(entriesOf(tree, (entry) => [tree.kind(entry), tree.own(entry)]))).toEqual({
      a: ['directory', { allocated: BLOCK, apparent: 0 }],
      'a/b': ['directory', { allocated: BLOCK, apparent: 0 }],
      'a/b/five.txt': ['file', { allocated: BLOCK, apparent: 5 }],
      sparse: ['file', { allocated: 0, apparent: 1024 ** 3 }],
      link: ['symlink', { allocated: 0, apparent: 3 }],
      fifo: ['other', { allocated: 0, apparent: 0 }],
      gone: ['whiteout', { allocated: 0, apparent: 0 }],
      disk: ['device', { allocated: 0, apparent: 0 }],
    })
    expect(tree.usage(0)).toMatchObject({ ...independentTotal(root), incomplete: false })
  })

  it('has the time of its last change to the fraction of a second', async () => {
    const root = makeRoot()
    write(`${root}/file`)
    utimesSync(`${root}/file`, 1_700_000_000.25, 1_700_000_000.25)
    const tree = await treeOf(root)
    expect(tree.modifiedAt(1)).toBe(lstatSync(`${root}/file`).mtimeMs / 1000)
  })

  it('counts an inode once, at its first name, and knows of names outside', async () => {
    const root = makeRoot()
    write(`${root}/place/a/one`, 'x'.repeat(5000))
    linkSync(`${root}/place/a/one`, `${root}/place/b`)
    write(`${root}/place/out`, 'x')
    linkSync(`${root}/place/out`, `${root}/outside`)
    const tree = await treeOf(root, `${root}/place`)
    const flagsOf = (path: string) => {
      const entry = tree.find(path) ?? -1
      const names = ['hard-linked', 'counted-elsewhere', 'linked-outside'] as const
      return names.filter((flag) => tree.has(entry, flag))
    }
    expect([flagsOf('b'), flagsOf('a/one'), flagsOf('out')]).toEqual([
      ['hard-linked'],
      ['hard-linked', 'counted-elsewhere'],
      ['hard-linked', 'linked-outside'],
    ])
    expect(tree.firstName(tree.find('a/one') ?? -1)).toBe(tree.find('b'))
    expect(tree.usage(0)).toMatchObject(independentTotal(`${root}/place`))
  })

  it('has names that are no UTF-8, line ends among them, and what is below them', async () => {
    const root = makeRoot()
    const script = String.raw`cd "$1" && d=$(printf 'b\377d\n\t') && mkdir "$d" && echo abc > "$d/$(printf '\357\277\275')" && echo > "$(printf '\360\237\220\263')"`
    execFileSync('sh', ['-c', script, 'sh', root])
    const tree = await treeOf(root)
    expect([...entriesOf(tree, (entry) => tree.length(entry))]).toEqual(
      expect.arrayContaining([
        ['b\udcffd\n\t/\ufffd', 4],
        ['🐳', 1],
      ]),
    )
    expect(tree.usage(0)).toMatchObject({ inodes: 4, incomplete: false })
  })

  it('is read below paths that are longer than the system takes', async () => {
    const root = makeRoot()
    const name = 'n'.repeat(200)
    // Not every shell may go so deep.
    const script = 'cd "$1"; for i in $(seq 30); do mkdir $2 && cd $2; done; echo abc > end'
    execFileSync('bash', ['-c', script, 'bash', root, name])
    const tree = await treeOf(root)
    expect(tree.count).toBe(32)
    expect(tree.path(31)).toBe(`${`${name}/`.repeat(30)}end`)
    expect(tree.length(31)).toBe(4)
    execFileSync('rm', ['-rf', `${root}/${name}`])
  })

  it('has the entries of a very large directory together', async () => {
    const root = makeRoot()
    execFileSync('sh', [
      '-c',
      'cd "$1"; mkdir -p large a; cd large; seq 60000 | xargs touch; mkdir in; touch in/x',
      'sh',
      root,
    ])
    const tree = await treeOf(root)
    const large = tree.find('large') ?? -1
    const [from, to] = tree.range(large)
    expect(to - from).toBe(60_001)
    expect(new Set(Array.from({ length: to - from }, (_, index) => tree.parent(from + index)))).toEqual(
      new Set([large]),
    )
    expect(tree.usage(0)).toMatchObject(independentTotal(root))
    expect(tree.find('large/in/x')).not.toBeNull()
  })

  it('may be a single file', async () => {
    const root = makeRoot()
    write(`${root}/file`, 'hello')
    const tree = await treeOf(root, `${root}/file`)
    expect([tree.count, tree.kind(0), tree.usage(0).apparent]).toEqual([1, 'file', 5])
  })

  it('may be some names of a directory, which then counts nothing itself', async () => {
    const root = makeRoot()
    write(`${root}/c/log`, 'abc')
    write(`${root}/c/log.1`, 'abcd')
    write(`${root}/c/local/log`, 'abcde')
    write(`${root}/c/config`, 'abcdef')
    const tree = await treeOf(root, `${root}/c`, { place: { only: ['log', 'local'] } })
    expect([...entriesOf(tree, () => 0).keys()].toSorted()).toEqual(['local', 'local/log', 'log', 'log.1'])
    expect(tree.usage(0)).toMatchObject({ allocated: 4 * BLOCK, apparent: 12, inodes: 4 })
  })

  it('has whiteouts by their names where the driver writes them so', async () => {
    const root = makeRoot()
    for (const name of ['.wh.file', 'made/.wh..wh..opq', 'plain']) write(`${root}/${name}`)
    const tree = await treeOf(root, root, { place: { whiteouts: 'name' } })
    expect(Object.fromEntries(entriesOf(tree, (entry) => tree.kind(entry)))).toMatchObject({
      '.wh.file': 'whiteout',
      'made/.wh..wh..opq': 'whiteout',
      plain: 'file',
    })
    expect(tree.has(tree.find('made') ?? -1, 'opaque')).toBe(true)
    const other = await treeOf(root)
    expect(other.kind(other.find('.wh.file') ?? -1)).toBe('file')
  })
})

describe('a tree of any shape', () => {
  it.each([1, 2, 3, 4, 5])('is what find and du say of it: %i', async (seed) => {
    const root = makeRoot()
    mkdirSync(`${root}/one`)
    mkdirSync(`${root}/two`)
    const [random, shared] = [seededRandom(seed), [] as string[]]
    fillTree(`${root}/one`, 500, { random, shared })
    fillTree(`${root}/two`, 3000, { random, shared })
    const directory = `${root}/two`
    const tree = await treeOf(root, directory)
    expect(tree.usage(0)).toMatchObject(independentTotal(directory))
    const lengths = entriesOf(tree, (entry) =>
      tree.kind(entry) === 'directory' ? '-' : `${tree.length(entry)} ${tree.nlink(entry)}`,
    )
    const truth = new Map([...found(directory, '%y %s %n')].map(([path, text]) => [path, shortened(text)]))
    expect(new Map([...lengths].toSorted(byKey))).toEqual(new Map([...truth].toSorted(byKey)))
  })

  it('is what du says of the programs of this machine', async () => {
    const tree = await treeOf('/', '/usr/lib')
    expect(tree.usage(0)).toMatchObject(independentTotal('/usr/lib'))
  })
})

describe('what keeps a place from being read', () => {
  it('says that nothing is there', async () => {
    const root = makeRoot()
    expect(await read(root, `${root}/none/at/all`)).toMatchObject({ kind: 'unread', because: 'not-on-disk' })
  })

  it('does not follow a symlink on the way, nor leave the root', async () => {
    const [root, outside] = [makeRoot(), makeRoot()]
    write(`${outside}/diff/secret`)
    symlinkSync(outside, `${root}/way`)
    expect(await read(root, `${root}/way/diff`)).toMatchObject({ kind: 'unread', because: 'read-error' })
    expect(await read(root, `${root}/../${outside.split('/').at(-1) ?? ''}`)).toMatchObject({ because: 'read-error' })
  })

  it('lists a place that is a symlink as the symlink', async () => {
    const [root, outside] = [makeRoot(), makeRoot()]
    write(`${outside}/secret`)
    symlinkSync(outside, `${root}/_data`)
    const tree = await treeOf(root, `${root}/_data`)
    expect([tree.count, tree.kind(0)]).toEqual([1, 'symlink'])
  })

  it('stops when it is more than is kept', async () => {
    const root = makeRoot()
    execFileSync('sh', ['-c', 'cd "$1"; seq 20000 | xargs touch', 'sh', root])
    expect(await read(root, root, { most: 10_000 })).toMatchObject({ kind: 'unread', because: 'too-large' })
  })

  it('stops at once when it is cancelled', async () => {
    const controller = new AbortController()
    const reading = read('/', '/usr', {
      signal: controller.signal,
      onProgress: () => {
        controller.abort()
      },
    })
    const error: unknown = await reading.catch((thrown: unknown) => thrown)
    expect(isAppError(error, 'cancelled')).toBe(true)
  })

  it('tells how far it is, ever further', async () => {
    const told: number[] = []
    await read('/', '/usr/lib', { onProgress: ({ inodes }) => told.push(inodes) })
    expect(told).toEqual(told.toSorted((a, b) => a - b))
    expect(told.length).toBeGreaterThan(0)
  })
})

describe('a place of a filesystem', () => {
  it('has the root itself as a place', async () => {
    const root = makeRoot()
    write(`${root}/file`)
    expect((await read(root)).kind).toBe('tree')
    expect(placeIn(root).directory).toBe(root)
  })
})

/** `f 5 1` of find, without what a directory says. */
function shortened(text: string): string {
  const [kind, ...rest] = text.split(' ')
  return kind === 'd' ? '-' : rest.join(' ')
}

function byKey([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1
}
