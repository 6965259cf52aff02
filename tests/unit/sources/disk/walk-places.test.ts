import { execFileSync, spawnSync } from 'node:child_process'
import {
  linkSync,
  lstatSync,
  lutimesSync,
  mkdirSync,
  readFileSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { describe, expect, test, vi } from 'vitest'
import { NO_USAGE } from '../../../../src-main/model/disk-usage.ts'
import type { WalkProgress, WalkedPlace } from '../../../../src-main/sources/disk/walk-types.ts'
import { independentTotal, makeRoot, totalOf, walk, write } from './walk-fixture.ts'

/** Real processes and disks, on machines that have other work too. */
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const SOME_TIME = expect.any(Number) as unknown
const COMPLETE = { elsewhere: NO_USAGE, modifiedAt: SOME_TIME, incomplete: null, remembered: false }
const BLOCK = 4096

describe('what is counted', () => {
  test('counts an empty root as its own directory', async () => {
    const root = makeRoot()
    const { usages, gaps, cancelled } = await walk(root, [])
    expect(usages).toEqual([{ ...COMPLETE, own: { allocated: BLOCK, apparent: 0, inodes: 1 } }])
    expect([gaps, cancelled]).toEqual([[], false])
  })

  test('counts blocks of files and directories, and lengths of files', async () => {
    const root = makeRoot()
    write(`${root}/a/b/five.txt`, 'hello')
    write(`${root}/a/empty`)
    write(`${root}/a/large`, Buffer.alloc(100_001, 1))
    const { usages } = await walk(root, [])
    expect(usages[0]?.own).toEqual(independentTotal(root))
    expect(usages[0]?.own.apparent).toBe(100_006)
  })

  test('counts a sparse file by its blocks and by its length', async () => {
    const root = makeRoot()
    write(`${root}/sparse`)
    truncateSync(`${root}/sparse`, 1024 ** 3)
    const { usages } = await walk(root, [])
    expect(usages[0]?.own).toEqual({ allocated: BLOCK, apparent: 1024 ** 3, inodes: 2 })
  })

  test('counts a symlink by its own length and does not follow it', async () => {
    const [root, outside] = [makeRoot(), makeRoot()]
    write(`${outside}/much`, Buffer.alloc(50_000))
    symlinkSync(outside, `${root}/to-directory`)
    symlinkSync(`${outside}/much`, `${root}/to-file`)
    symlinkSync('.', `${root}/to-itself`)
    const { usages, gaps } = await walk(root, [])
    expect(usages[0]?.own).toEqual({ allocated: BLOCK, apparent: outside.length * 2 + 5 + 1, inodes: 4 })
    expect(gaps).toEqual([])
  })

  test('counts device nodes and FIFOs without opening them', async () => {
    const root = makeRoot()
    execFileSync('mknod', [`${root}/backingFsBlockDev`, 'b', '7', '99'])
    execFileSync('mknod', [`${root}/whiteout`, 'c', '0', '0'])
    execFileSync('mkfifo', [`${root}/fifo`])
    linkSync(`${root}/whiteout`, `${root}/whiteout-2`)
    const { usages } = await walk(root, [])
    expect(usages[0]?.own).toEqual({ allocated: BLOCK, apparent: 0, inodes: 4 })
  })

  test('agrees with du and find on the programs of this machine', async () => {
    const result = await walk('/usr/lib', ['python3', 'x86_64-linux-gnu', 'git-core'])
    expect(totalOf(result)).toEqual(independentTotal('/usr/lib'))
  })
})

describe('places', () => {
  test('counts a path for the deepest place that contains it', async () => {
    const root = makeRoot()
    write(`${root}/volumes/v/_data/deep/er/file`, 'abc')
    write(`${root}/volumes/v/opts.json`, '{}')
    const { usages } = await walk(root, ['volumes/v', 'volumes/v/_data', 'volumes/v/_data/deep/er'])
    expect(usages.map((usage) => usage?.own)).toEqual([
      { allocated: 2 * BLOCK, apparent: 0, inodes: 2 },
      { allocated: 2 * BLOCK, apparent: 2, inodes: 2 },
      { allocated: 2 * BLOCK, apparent: 0, inodes: 2 },
      { allocated: 2 * BLOCK, apparent: 3, inodes: 2 },
    ])
    expect(totalOf(await walk(root, []))).toEqual(independentTotal(root))
  })

  test('takes places in any order', async () => {
    const root = makeRoot()
    write(`${root}/a/b/c/file`, 'abc')
    const { usages } = await walk(root, ['a/b/c', 'a'])
    expect(usages.map((usage) => usage?.own.inodes)).toEqual([1, 2, 2])
  })

  test('changed when anything in it changed last, itself and what has names elsewhere included', async () => {
    const root = makeRoot()
    for (const name of ['a/old/file', 'b/file', 'c/linked', 'd/only']) write(`${root}/${name}`, 'x')
    linkSync(`${root}/c/linked`, `${root}/c/again`)
    linkSync(`${root}/c/linked`, `${root}/d/outside`)
    symlinkSync('/nowhere', `${root}/b/link`)
    const touch = (path: string, time: string) => {
      const at = new Date(time)
      lutimesSync(`${root}/${path}`, at, at)
    }
    const all = ['a/old/file', 'a/old', 'a', 'b/file', 'b/link', 'b', 'c/linked', 'c', 'd/only', 'd']
    for (const path of all) touch(path, '2020-01-01T00:00:00.000Z')
    touch('a/old', '2021-05-01T10:00:00.123Z')
    touch('b/link', '2022-01-01T00:00:00.000Z')
    touch('c/linked', '2023-01-01T00:00:00.000Z')
    touch('d', '1969-12-31T00:00:00.000Z')
    const { usages } = await walk(root, ['a', 'b', 'c', 'd', 'd/only'])
    const times = usages.slice(1).map((usage) => new Date(usage?.modifiedAt ?? Number.NaN).toISOString())
    expect(times).toEqual([
      '2021-05-01T10:00:00.123Z',
      '2022-01-01T00:00:00.000Z',
      '2023-01-01T00:00:00.000Z',
      '2023-01-01T00:00:00.000Z',
      '2020-01-01T00:00:00.000Z',
    ])
  })

  test('takes a single file as a place', async () => {
    const root = makeRoot()
    write(`${root}/containers/c/c-json.log`, 'line\n')
    const { usages } = await walk(root, ['containers/c', 'containers/c/c-json.log'])
    expect(usages[2]).toEqual({ ...COMPLETE, own: { allocated: BLOCK, apparent: 5, inodes: 1 } })
    expect(usages[1]?.own.inodes).toBe(1)
  })

  test('has null for a place that is not there', async () => {
    const root = makeRoot()
    write(`${root}/file`)
    const { usages, gaps, cancelled } = await walk(root, ['gone', 'gone/too', 'file/below'])
    expect(usages.slice(1)).toEqual([null, null, expect.objectContaining({ incomplete: 'read-error' })])
    expect(gaps.map(({ path, reason }) => ({ path, reason }))).toEqual([
      { path: `${root}/file`, reason: 'not-a-directory' },
    ])
    expect(cancelled).toBe(false)
  })

  test('has only nulls for a root that is not there', async () => {
    const { usages, gaps } = await walk('/nonexistent/root', ['a'])
    expect([usages, gaps]).toEqual([[null, null], []])
  })

  test('counts a path that is listed twice once', async () => {
    const root = makeRoot()
    write(`${root}/a/file`, 'abc')
    const { usages } = await walk(root, ['a', 'a'])
    expect(usages.map((usage) => usage?.own.inodes)).toEqual([1, 2, 0])
  })

  test('counts ten thousand tiny places', async () => {
    const root = makeRoot()
    const paths = Array.from({ length: 10_000 }, (_, index) => `p${index}`)
    write(`${root}/f`, 'x')
    for (const path of paths) {
      mkdirSync(`${root}/${path}`)
      linkSync(`${root}/f`, `${root}/${path}/f`)
    }
    const result = await walk(root, paths)
    expect(result.usages.slice(1).every((usage) => usage?.own.inodes === 2 && usage.own.apparent === 1)).toBe(true)
    expect(totalOf(result)).toEqual(independentTotal(root))
  })
})

describe('names', () => {
  test('counts names with newlines, backslashes and leading dashes', async () => {
    const root = makeRoot()
    for (const name of ['new\nline', 'back\\slash', '-rf', ' ', '"', '日本語', '\uFFFD'])
      write(`${root}/${name}/f`, name)
    const { usages, gaps } = await walk(root, ['new\nline'])
    expect(usages[1]?.own.inodes).toBe(2)
    expect(totalOf(await walk(root, []))).toEqual(independentTotal(root))
    expect(gaps).toEqual([])
  })

  test('counts names that are no UTF-8, and what is below them', async () => {
    const root = makeRoot()
    const bytes = (name: string): Buffer => Buffer.concat([Buffer.from(`${root}/`), Buffer.from(name, 'latin1')])
    mkdirSync(bytes('caf\xe9'))
    mkdirSync(bytes('caf\xe9/na\xefve'))
    writeFileSync(bytes('caf\xe9/na\xefve/\xff\xfe'), 'abc')
    writeFileSync(bytes('caf\xe8'), 'abcd')
    writeFileSync(`${root}/caf\uFFFD`, 'abcde')
    const { usages, gaps } = await walk(root, [])
    expect(usages[0]?.own).toEqual(independentTotal(root))
    expect(usages[0]?.own).toMatchObject({ apparent: 12, inodes: 6 })
    expect(gaps).toEqual([])
  })

  test('counts below paths that are longer than the system takes', async () => {
    const root = makeRoot()
    const script = 'cd "$1"; i=0; while [ $i -lt 60 ]; do mkdir $2 && cd $2; echo x > file; i=$((i+1)); done'
    spawnSync('bash', ['-c', script, 'bash', root, 'd'.repeat(200)])
    const { usages, gaps } = await walk(root, [])
    expect(usages[0]?.own).toEqual(independentTotal(root))
    expect(usages[0]?.own.inodes).toBe(121)
    expect(gaps).toEqual([])
  })

  test('counts a directory with very many names', async () => {
    const root = makeRoot()
    const stem = 'n'.repeat(60)
    write(`${root}/f`, 'x')
    for (let index = 0; index < 20_000; index++) linkSync(`${root}/f`, `${root}/${stem}${index}`)
    writeFileSync(Buffer.concat([Buffer.from(`${root}/`), Buffer.of(0xff)]), 'a')
    expect(lstatSync(root).size).toBeGreaterThan(1024 * 1024)
    const { usages } = await walk(root, [])
    expect(usages[0]?.own).toEqual(independentTotal(root))
  })
})

describe('remembered places', () => {
  test('does not walk what is recalled, but walks the places in it', async () => {
    const root = makeRoot()
    write(`${root}/layer/file`, 'abc')
    write(`${root}/layer/nested/file`, 'abcd')
    const paths = ['layer', 'layer/nested']
    const first = await walk(root, paths)
    write(`${root}/layer/new`, 'not seen')
    write(`${root}/layer/nested/new`, 'seen')
    const asked: string[] = []
    const recall = (place: { path: string }): WalkedPlace | null => {
      asked.push(place.path)
      return place.path === 'layer' ? (first.walked[1] ?? null) : null
    }
    const second = await walk(root, paths, { recall })
    expect(second.usages[1]).toEqual({ ...first.usages[1], remembered: true })
    expect(second.usages[2]?.own.apparent).toBe(8)
    expect(asked.sort()).toEqual(['', 'layer', 'layer/nested'])
  })

  test('walks a directory that is another one than the remembered', async () => {
    const root = makeRoot()
    write(`${root}/layer/file`, 'abc')
    const recall = (): WalkedPlace => {
      return { identity: { dev: 1, ino: 1 }, inside: NO_USAGE, outsideLinks: [], modifiedAt: 5, incomplete: null }
    }
    const { usages } = await walk(root, ['layer'], { recall })
    expect(usages[1]).toMatchObject({ remembered: false, own: { inodes: 2 } })
  })
})

describe('progress and cancelling', () => {
  test('tells how far it is, ever further, at most every 100 ms', async () => {
    const told: { at: number; progress: WalkProgress }[] = []
    const { usages } = await walk('/usr', ['lib', 'share', 'bin'], {
      processes: 1,
      onProgress: (progress) => told.push({ at: performance.now(), progress }),
    })
    const inodes = told.map(({ progress }) => progress.inodes)
    expect(told.length).toBeGreaterThan(0)
    expect(inodes).toEqual([...inodes].sort((a, b) => a - b))
    expect(told.every(({ at }, index) => index === 0 || at - (told[index - 1]?.at ?? 0) >= 99)).toBe(true)
    for (const usage of told.at(-1)?.progress.usages() ?? []) expect([null, ...usages]).toContainEqual(usage)
  })

  test('stops at once when cancelled, and keeps what is finished', async () => {
    const canceller = new AbortController()
    const begun = performance.now()
    const onProgress = (): void => {
      canceller.abort()
    }
    const result = await walk('/usr', ['bin'], { signal: canceller.signal, onProgress, processes: 1 })
    expect(result.cancelled).toBe(true)
    expect(result.usages[0]).toBeNull()
    expect(performance.now() - begun).toBeLessThan(2000)
    await expect.poll(() => walkProcesses()).toEqual([])
  })

  test('reads nothing when it is cancelled before it begins', async () => {
    const { usages, cancelled } = await walk('/usr', ['bin'], { signal: AbortSignal.abort() })
    expect([usages, cancelled]).toEqual([[null, null], true])
  })
})

/** Walk processes of this very test process. */
function walkProcesses(): readonly string[] {
  const children = readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, 'utf8').split(' ').filter(Boolean)
  return children.filter((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('walk-process'))
}
