import { spawn, spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, renameSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { isAppError } from '../../../../src-main/errors/app-error.ts'
import type { SubtreeUsage } from '../../../../src-main/model/file-tree.ts'
import { createListFiles, type ListFiles } from '../../../../src-main/sources/files/list-in-process.ts'
import { makeRoot, write } from '../disk/walk-fixture.ts'
import { LIST, treeOf } from './read-fixture.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const READ_ONCE = fileURLToPath(new URL('./read-once.ts', import.meta.url))
const NOBODY = 65534
const BLOCK = 4096

interface Once {
  readonly usage: SubtreeUsage
  readonly flags: readonly (readonly [path: string, flags: readonly string[]])[]
}

describe('a place that changes while it is read', () => {
  it('never holds what a directory swapped for a symlink points to', async () => {
    const [root, outside] = [makeRoot(), makeRoot()]
    for (let file = 0; file < 20; file++) write(`${outside}/deep/secret${file}`, 'secret')
    mkdirSync(`${root}/place/way/deep`, { recursive: true })
    disturb(`${root}/place`, `while :; do mv way kept; ln -s "${outside}" way; rm way; mv kept way; done`)
    for (let round = 0; round < 10; round++) {
      const tree = await treeOf(root, `${root}/place`)
      const names = Array.from({ length: tree.count }, (_, entry) => tree.name(entry))
      expect(names.filter((name) => name.startsWith('secret'))).toEqual([])
    }
  })

  it('flags a directory in whose place another one came', async () => {
    const [root, other] = [makeRoot(), makeRoot()]
    write(`${root}/place/file`, 'abc')
    // Between the look and the reading.
    const list: ListFiles = (order, signal, onPart) => {
      renameSync(`${root}/place`, `${other}/place`)
      write(`${root}/place/foreign`, 'abcd')
      return LIST(order, signal, onPart)
    }
    const tree = await treeOf(root, `${root}/place`, { list })
    expect([tree.count, tree.has(0, 'changed-while-reading'), tree.usage(0).incomplete]).toEqual([1, true, true])
  })

  it('is whole where nothing changes, while files come and go beside it', async () => {
    const root = makeRoot()
    write(`${root}/stable/file`, 'abc')
    mkdirSync(`${root}/busy`)
    disturb(root, 'i=0; while :; do i=$((i+1)); mkdir -p busy/$i/x; echo > busy/$i/x/f; rm -rf busy/$i; done')
    for (let round = 0; round < 5; round++) {
      const tree = await treeOf(root)
      expect(tree.usage(tree.find('stable') ?? -1)).toMatchObject({ allocated: 2 * BLOCK, apparent: 3, inodes: 2 })
      expect(tree.has(0, 'unreadable')).toBe(false)
    }
  })
})

describe('mounts', () => {
  it('are flagged, count nothing and leave the sums whole', () => {
    const [root, outside] = [makeRoot(), makeRoot()]
    write(`${outside}/much/file`, 'x'.repeat(9000))
    write(`${root}/a/file`, 'abc')
    for (const place of ['tmpfs', 'a/bind']) mkdirSync(`${root}/${place}`, { recursive: true })
    const read = readAmongMounts(
      root,
      root,
      `mount -t tmpfs none "$1/tmpfs"; mkdir "$1/tmpfs/inner"; mount --bind "${outside}" "$1/a/bind"`,
    )
    expect(read.usage).toMatchObject({ allocated: 3 * BLOCK, apparent: 3, inodes: 3, incomplete: false })
    expect(read.flags.toSorted()).toEqual([
      ['a/bind', ['mounted-elsewhere']],
      ['tmpfs', ['mounted-elsewhere']],
    ])
  })

  it('keep a place from being read that is one, or lies below one', () => {
    const root = makeRoot()
    mkdirSync(`${root}/volume`)
    const script = 'mount -t tmpfs none "$1/volume"; mkdir "$1/volume/below"'
    for (const place of ['volume', 'volume/below'])
      expect(readAmongMounts(root, `${root}/${place}`, script)).toMatchObject({ because: 'mounted-elsewhere' })
  })

  it('leave a lower bound where a device begins that no mount explains', () => {
    const root = makeRoot()
    const script = `cd "$1"; mkdir lower upper top; mount -t tmpfs none lower; mount -t tmpfs none upper
      mkdir -p lower/a/b upper/u upper/w; echo x > lower/a/1
      mount -t overlay -o lowerdir=lower,upperdir=upper/u,workdir=upper/w,xino=off none top; set -- "$1/top" "$1/top"`
    const { usage, flags } = readAmongMounts(root, root, script)
    expect(usage.incomplete).toBe(true)
    expect(flags).toEqual([['a/1', ['unreadable', 'mounted-elsewhere']]])
  })
})

describe('what may not be read', () => {
  it('is flagged, and leaves a lower bound on the way up', () => {
    const root = makeRoot()
    chmodSync(root, 0o755)
    for (const name of ['open/file', 'closed/file', 'names-only/one']) write(`${root}/${name}`, 'abc')
    chmodSync(`${root}/closed`, 0o700)
    chmodSync(`${root}/names-only`, 0o744)
    const identity = [`--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups']
    const read = JSON.parse(run('setpriv', [...identity, process.execPath, READ_ONCE, root])) as Once
    expect(read.usage).toMatchObject({ inodes: 5, incomplete: true })
    expect(read.flags.toSorted()).toEqual([
      ['closed', ['unreadable']],
      ['names-only', ['unreadable']],
    ])
    const closed = run('setpriv', [...identity, process.execPath, READ_ONCE, root, `${root}/closed/file`])
    expect(JSON.parse(closed)).toMatchObject({ kind: 'unread', because: 'permission-denied' })
  })
})

describe('a reading process', () => {
  it('fails the reading when it dies', async () => {
    const root = makeRoot()
    write(`${root}/dying.mjs`, `process.on('message', () => process.exit(3))`)
    const list = createListFiles(`${root}/dying.mjs`)
    const error: unknown = await treeOf(root, root, { list }).catch((thrown: unknown) => thrown)
    expect(isAppError(error, 'walk-failed') && error.context['exit']).toBe(3)
  })
})

/** Runs a shell loop in a directory until the test is over. */
function disturb(directory: string, script: string): void {
  const disturber = spawn('sh', ['-c', script], { cwd: directory, stdio: 'ignore', detached: true })
  onTestFinished(async () => {
    const gone = new Promise((resolve) => disturber.once('exit', resolve))
    // The whole group: what the shell has just started would go on in the directory.
    process.kill(-(disturber.pid ?? 0), 'SIGKILL')
    await gone
  })
}

/** In a mount namespace of its own, which ends with the command: nothing stays mounted. */
function readAmongMounts(root: string, directory: string, script: string): Once {
  const all = `set -e; ${script}; exec "$NODE" "$READ" "$@"`
  return JSON.parse(run('unshare', ['-m', 'sh', '-c', all, 'sh', root, directory])) as Once
}

function run(program: string, args: readonly string[]): string {
  const env = { ...process.env, NODE: process.execPath, READ: READ_ONCE }
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', env })
  if (status !== 0) throw new Error(`${program} ended with ${status ?? 'a signal'}: ${stderr}`)
  return stdout
}
