import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { isAppError } from '../../../../src-main/errors/app-error.ts'
import { createNodeDiskReader } from '../../../../src-main/sources/disk/node-disk-reader.ts'
import { makeRoot, write } from './walk-fixture.ts'

const disk = createNodeDiskReader()

function failureOf(read: () => unknown): string {
  try {
    return `no failure but ${String(read())}`
  } catch (error) {
    return isAppError(error) ? error.code : String(error)
  }
}

describe('list', () => {
  test('lists names with what they are', () => {
    const root = makeRoot()
    write(`${root}/file`)
    mkdirSync(`${root}/directory`)
    symlinkSync('directory', `${root}/link`)
    execFileSync('mknod', [`${root}/device`, 'b', '7', '99'])
    expect([...(disk.list(root) ?? [])].sort((a, b) => (a.name < b.name ? -1 : 1))).toEqual([
      { name: 'device', kind: 'other' },
      { name: 'directory', kind: 'directory' },
      { name: 'file', kind: 'file' },
      { name: 'link', kind: 'symlink' },
    ])
  })

  test('is null for what is no directory, a symlink to one included', () => {
    const root = makeRoot()
    write(`${root}/file`)
    symlinkSync(root, `${root}/link`)
    expect(['file', 'link', 'gone', 'file/below'].map((name) => disk.list(`${root}/${name}`))).toEqual(
      Array(4).fill(null),
    )
  })
})

describe('readText and readBytes', () => {
  test('read a file up to the limit', () => {
    const root = makeRoot()
    write(`${root}/file`, 'žluť')
    expect(disk.readText(`${root}/file`)).toBe('žluť')
    expect(disk.readBytes(`${root}/file`)?.length).toBe(6)
    expect(disk.readText(`${root}/file`, 6)).toBe('žluť')
    expect(failureOf(() => disk.readText(`${root}/file`, 5))).toBe('file-damaged')
  })

  test('read a file whose length the system does not tell', () => {
    expect(disk.readText('/proc/self/status')).toContain('VmRSS')
    expect(failureOf(() => disk.readBytes('/proc/kallsyms', 1000))).toBe('file-damaged')
  })

  test('are null for what is not there', () => {
    const root = makeRoot()
    write(`${root}/file`)
    expect([disk.readText(`${root}/gone`), disk.readBytes(`${root}/file/below`)]).toEqual([null, null])
  })

  test('open nothing that is not a regular file', () => {
    const root = makeRoot()
    write(`${root}/file`)
    symlinkSync('file', `${root}/link`)
    execFileSync('mkfifo', [`${root}/fifo`])
    execFileSync('mknod', [`${root}/device`, 'b', '7', '99'])
    for (const name of ['link', 'fifo', 'device', '.']) {
      expect(failureOf(() => disk.readText(`${root}/${name}`))).toBe('file-damaged')
    }
  })

  test('say what may not be read', () => {
    const root = makeRoot()
    chmodSync(root, 0o755)
    writeFileSync(`${root}/file`, 'secret', { mode: 0o600 })
    const reader = fileURLToPath(new URL('../../../../src-main/sources/disk/node-disk-reader.ts', import.meta.url))
    const script = `const { createNodeDiskReader } = await import('${reader}')
      try { createNodeDiskReader().readText('${root}/file') } catch (error) { console.log(error.code) }`
    const { stdout } = spawnSync(process.execPath, ['-e', script], {
      uid: 65534,
      gid: 65534,
      encoding: 'utf8',
      cwd: '/',
    })
    expect(stdout.trim()).toBe('permission-denied')
  })
})

test('identifies what is at a path itself', () => {
  const root = makeRoot()
  symlinkSync('gone', `${root}/link`)
  expect(disk.identify(`${root}/link`)).toMatchObject({ kind: 'symlink' })
  expect(disk.identify(`${root}/link`)?.ino).toBe(Number(execFileSync('stat', ['-c', '%i', `${root}/link`])))
  expect(disk.identify(`${root}/gone`)).toBeNull()
})

test('tells the capacity that df tells', () => {
  const [total, available] = execFileSync('df', ['-B1', '--output=size,avail', '/dev/shm'])
    .toString()
    .split('\n')[1]!
    .trim()
    .split(/\s+/)
  expect(disk.capacity('/dev/shm')).toMatchObject({ total: Number(total), available: Number(available) })
  expect(disk.capacity('/nonexistent')).toBeNull()
})

describe('breathe', () => {
  test('lets other work run once a few milliseconds have gone by', async () => {
    const reader = createNodeDiskReader()
    let ran = false
    setImmediate(() => (ran = true))
    for (const end = performance.now() + 15; performance.now() < end;) await Promise.resolve()
    expect(ran).toBe(false)
    await reader.breathe()
    expect(ran).toBe(true)
  })

  test('throws once cancelled', async () => {
    await expect(disk.breathe(AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' })
  })
})
