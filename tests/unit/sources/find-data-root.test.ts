import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import type { DiskReader } from '../../../src-main/sources/disk/disk-reader.ts'
import { createNodeDiskReader } from '../../../src-main/sources/disk/node-disk-reader.ts'
import { checkDataRoot, usualDataRoots } from '../../../src-main/sources/find-data-root.ts'
import { makeDataRoot } from './data-root.ts'

describe('a directory that is said to be a data root', () => {
  const reader = createNodeDiskReader()

  it('is taken when it holds what data roots hold', () => {
    const { path } = makeDataRoot()
    expect(checkDataRoot(reader, path)).toBe(path)
  })

  it('is named without the symlinks that lead to it', () => {
    const { path } = makeDataRoot()
    symlinkSync(path, `${path}/link`)
    expect(checkDataRoot(reader, `${path}/link/`)).toBe(path)
  })

  it('is refused when it is not there', () => {
    expect(() => checkDataRoot(reader, '/nowhere/at/all')).toThrow(expect.objectContaining({ code: 'root-not-found' }))
  })

  it('is closed, not absent, below a directory that may not be entered', () => {
    const { path } = makeDataRoot()
    mkdirSync(`${path}/private/docker`, { recursive: true })
    chmodSync(path, 0o755)
    chmodSync(`${path}/private`, 0o700)
    const source = (file: string) => fileURLToPath(new URL(`../../../src-main/sources/${file}`, import.meta.url))
    const script = `const { createNodeDiskReader } = await import('${source('disk/node-disk-reader.ts')}')
      const { checkDataRoot } = await import('${source('find-data-root.ts')}')
      try { checkDataRoot(createNodeDiskReader(), '${path}/private/docker') } catch (error) { console.log(error.code) }`
    const nobody = { uid: 65534, gid: 65534, encoding: 'utf8', cwd: '/' } as const
    expect(spawnSync(process.execPath, ['-e', script], nobody).stdout.trim()).toBe('permission-denied')
  })

  it('is refused when it is a file', () => {
    expect(() => checkDataRoot(reader, '/etc/hostname')).toThrow(
      expect.objectContaining({ code: 'root-not-a-directory' }),
    )
  })

  it.each([[[]], [['containers']], [['letters', 'pictures', 'image']]])('is refused when it holds %j', (names) => {
    const { path } = makeDataRoot()
    for (const name of ['', ...names]) mkdirSync(`${path}/other/${name}`, { recursive: true })
    expect(() => checkDataRoot(reader, `${path}/other`)).toThrow(
      expect.objectContaining({ code: 'root-not-a-data-root', context: { path: `${path}/other` } }),
    )
  })
})

describe('the usual places', () => {
  const readerOf = (daemonJson: string | null): DiskReader => {
    const reader = createNodeDiskReader()
    const { path } = makeDataRoot()
    if (daemonJson !== null) writeFileSync(`${path}/daemon.json`, daemonJson)
    return { ...reader, readText: (_path, limit) => reader.readText(`${path}/daemon.json`, limit) }
  }
  const usual = ['/var/lib/docker', '/home/me/.local/share/docker']

  it('begin with the one that the daemon is configured for', () => {
    expect(usualDataRoots(readerOf('{"data-root":"/srv/docker"}'), '/home/me')).toEqual(['/srv/docker', ...usual])
  })

  it.each([null, '', '{"data-ro', '[]', '{"data-root":7}', '{"data-root":""}'])(
    'are the only ones when the configuration is %j',
    (daemonJson) => {
      expect(usualDataRoots(readerOf(daemonJson), '/home/me')).toEqual(usual)
    },
  )
})
