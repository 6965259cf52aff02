import { spawnSync } from 'node:child_process'
import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseMountTable } from '../../../../src-main/sources/disk/mount-table.ts'
import {
  examinePath,
  purgeQuarantined,
  quarantinePath,
  removePath,
} from '../../../../src-main/sources/reclaim-files/path-commands.ts'
import { listQuarantine, putBack } from '../../../../src-main/sources/reclaim-files/quarantine.ts'
import { aRoot } from './a-root.ts'

const HEX = 'c'.repeat(64)

describe('a path that is looked at', () => {
  it('is told by device, inode, kind and time of change', () => {
    using made = aRoot()
    const path = made.file(`overlay2/${HEX}/diff/file`)
    const { dev, ino, mtime } = statSync(path, { bigint: true })
    const target = { root: made.root, path }
    expect(examinePath(target)).toEqual({
      ...{ dev: Number(dev), ino: Number(ino), kind: 'file', mtime: mtime.toISOString() },
    })
    expect(examinePath({ root: made.root, path: join(made.root, 'overlay2') })).toMatchObject({ kind: 'directory' })
    expect(examinePath({ root: made.root, path: join(made.root, 'none/none') })).toBe(null)
  })

  it('is not there when a symlink leads to it, and is itself when it is one', () => {
    using made = aRoot()
    writeFileSync(join(made.outside, 'file'), 'precious')
    symlinkSync(made.outside, join(made.root, 'overlay2'))
    const { root } = made
    expect(examinePath({ root, path: join(root, 'overlay2/file') })).toBe(null)
    expect(examinePath({ root, path: join(root, 'overlay2') })).toMatchObject({ kind: 'symlink' })
  })

  it('has to lie in its root', () => {
    using made = aRoot()
    const { root } = made
    for (const path of [
      root,
      `${root}/`,
      made.outside,
      `${root}/a/../../outside`,
      `${root}/./a`,
      `${root}2/a`,
      'a',
      '/',
    ]) {
      expect(() => examinePath({ root, path }), path).toThrow(/not a path in/)
    }
  })

  it('is a mount where something is mounted on it, below it or on the way', () => {
    using made = aRoot()
    const path = made.file('a/b/c')
    const kindWith = (mount: string) => {
      const mounts = parseMountTable(`1 2 8:1 / ${made.root}${mount} rw - ext4 /dev/sdb rw\n`)
      return examinePath({ root: made.root, path: join(path, '..') }, mounts)?.['kind']
    }
    expect(['/a/b', '/a/b/c', '/a', '/a/bc', '', '/z'].map(kindWith)).toEqual([
      ...['mount', 'mount', 'mount', 'directory', 'directory', 'directory'],
    ])
  })
})

describe('something that is moved aside', () => {
  it('is out of the way for its owner alone, and finds back by the note beside it', () => {
    using made = aRoot()
    const file = made.file(`overlay2/${HEX}/diff/file`, 'bytes')
    const path = join(made.root, 'overlay2', HEX)
    const { keptAt, removed } = quarantinePath(made.orderFor(path))
    expect([removed, keptAt]).toEqual([[path], join(made.root, 'plimsoll-quarantine/run-1', `1-${HEX.slice(0, 60)}`)])
    expect(existsSync(path)).toBe(false)
    expect((statSync(join(made.root, 'plimsoll-quarantine')).mode & 0o777).toString(8)).toBe('700')
    expect(listQuarantine(made.root)).toEqual([
      { path: keptAt, root: made.root, original: path, run: 'run-1', step: 1, at: '2026-01-02T03:04:05.000Z' },
    ])
    expect(putBack(made.root, keptAt ?? '', null)).toBe(path)
    expect(readFileSync(file, 'utf8')).toBe('bytes')
    expect(readdirSync(made.root)).toEqual(['overlay2'])
  })

  it('finds back without a note when somebody knows where it was', () => {
    using made = aRoot()
    const path = made.file('overlay2/x')
    const { keptAt } = quarantinePath(made.orderFor(path))
    rmSync(`${keptAt ?? ''}.plimsoll.json`)
    expect(() => putBack(made.root, keptAt ?? '', null)).toThrow(/nothing says where/)
    expect(putBack(made.root, keptAt ?? '', path)).toBe(path)
  })

  it('is not put back over something, nor outside of its root', () => {
    using made = aRoot()
    const path = made.file('overlay2/x', 'old')
    const { keptAt } = quarantinePath(made.orderFor(path))
    writeFileSync(path, 'new')
    expect(() => putBack(made.root, keptAt ?? '', null)).toThrow(/at its place now/)
    expect(readFileSync(path, 'utf8')).toBe('new')
    writeFileSync(`${keptAt ?? ''}.plimsoll.json`, JSON.stringify({ original: '/etc/x', run: 'r', step: 1, at: '' }))
    expect(() => putBack(made.root, keptAt ?? '', null)).toThrow(/not a path in/)
    rmSync(path)
    rmSync(join(path, '..'), { recursive: true })
    symlinkSync(made.outside, join(path, '..'))
    writeFileSync(`${keptAt ?? ''}.plimsoll.json`, JSON.stringify({ original: path, run: 'r', step: 1, at: '' }))
    expect(() => putBack(made.root, keptAt ?? '', null)).toThrow(/directory that it was in is gone/)
    expect(readdirSync(made.outside)).toEqual([])
  })

  it('is what was looked at: not what was put there since, by its name or by a directory on the way', () => {
    using made = aRoot()
    const path = made.file('overlay2/leak/file')
    const [leak, aside] = [join(path, '..'), join(made.root, 'aside')]
    const order = made.orderFor(leak)
    renameSync(leak, aside)
    mkdirSync(leak)
    expect(() => quarantinePath(order)).toThrow(/something else is there/)
    rmSync(leak, { recursive: true })
    symlinkSync(made.outside, leak)
    expect(() => quarantinePath(order)).toThrow(/something else is there/)
    rmSync(join(made.root, 'overlay2'), { recursive: true })
    symlinkSync(made.outside, join(made.root, 'overlay2'))
    mkdirSync(join(made.outside, 'leak'))
    expect(() => quarantinePath(order)).toThrow(/not there/)
    expect([readdirSync(made.outside), existsSync(join(aside, 'file'))]).toEqual([['leak'], true])
  })

  it('never is the root, a part that the engine needs, or the quarantine', () => {
    using made = aRoot()
    for (const name of [
      'containers',
      'image',
      'volumes',
      'buildkit',
      'tmp',
      'network',
      'plimsoll-quarantine/run-1/x',
    ]) {
      const path = made.file(`${name}/file`)
      expect(() => quarantinePath(made.orderFor(join(path, '..'))), name).toThrow(/engine needs/)
    }
  })

  it('does not go through a quarantine that leads elsewhere', () => {
    using made = aRoot()
    const path = made.file('overlay2/x')
    symlinkSync(made.outside, join(made.root, 'plimsoll-quarantine'))
    expect(() => quarantinePath(made.orderFor(path))).toThrow()
    expect([existsSync(path), readdirSync(made.outside)]).toEqual([true, []])
  })
})

describe('something that is removed', () => {
  it('goes with all that is in it, and nothing that a link leads to', async () => {
    using made = aRoot()
    const outside = join(made.outside, 'precious')
    writeFileSync(outside, 'precious')
    mkdirSync(join(made.outside, 'directory'))
    const path = join(made.file('overlay2/leak/deep/er/file'), '../../..')
    symlinkSync(outside, join(path, 'link'))
    symlinkSync(join(made.outside, 'directory'), join(path, 'deep/directory'))
    linkSync(outside, join(path, 'hard'))
    writeFileSync(Buffer.concat([Buffer.from(`${path}/`), Buffer.from([0x62, 0xff, 0x64])]), 'no UTF-8')
    for (let i = 0; i < 1500; i++) writeFileSync(join(path, `many-${i}`), '')
    expect(await removePath(made.orderFor(path))).toEqual({ removed: [path], keptAt: null })
    expect([readdirSync(made.root), readdirSync(join(made.root, 'overlay2'))]).toEqual([['overlay2'], []])
    expect([readdirSync(made.outside), readFileSync(outside, 'utf8')]).toEqual([['directory', 'precious'], 'precious'])
  })

  it('is removed for good from nowhere but a quarantine', async () => {
    using made = aRoot()
    const path = join(made.file('overlay2/leak/file'), '..')
    const { keptAt } = quarantinePath(made.orderFor(path))
    await expect(purgeQuarantined(made.root, join(made.root, 'overlay2'))).rejects.toThrow(/in no quarantine/)
    await purgeQuarantined(made.root, keptAt ?? '')
    expect(readdirSync(made.root)).toEqual(['overlay2'])
  })

  it.runIf(process.getuid?.() === 0)('needs the right to: without it nothing is done', () => {
    using made = aRoot()
    const path = made.file('overlay2/leak')
    const module = join(import.meta.dirname, '../../../../src-main/sources/reclaim-files/path-commands.ts')
    const script = `process.setuid(65534)
      const { quarantinePath } = await import(${JSON.stringify(module)})
      const { statSync } = await import('node:fs')
      const { dev, ino } = statSync(${JSON.stringify(path)}, { bigint: true })
      try {
        quarantinePath({ root: ${JSON.stringify(made.root)}, path: ${JSON.stringify(path)}, run: 'r', step: 1, at: '', identity: { dev, ino } })
      } catch (error) { console.log(error.code) }`
    spawnSync('chmod', ['-R', 'go+rX', join(made.root, '..')])
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' })
    expect([stdout.trim(), stderr]).toEqual(['permission-denied', ''])
    expect([existsSync(path), readdirSync(made.root)]).toEqual([true, ['overlay2']])
  })
})
