import { spawn, spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { isAppError } from '../../../../src-main/errors/app-error.ts'
import { NO_USAGE } from '../../../../src-main/model/disk-usage.ts'
import { walkPlaces } from '../../../../src-main/sources/disk/walk-places.ts'
import type { WalkResult } from '../../../../src-main/sources/disk/walk-types.ts'
import { PROCESS_ENTRY, WALK_ONCE, independentTotal, makeRoot, placeAt, totalOf, walk, write } from './walk-fixture.ts'

/** Real processes and disks, on machines that have other work too. */
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const BLOCK = 4096
const NOTHING = { own: NO_USAGE, elsewhere: NO_USAGE, modifiedAt: null, remembered: false }
const ELSEWHERE = { ...NOTHING, incomplete: 'mounted-elsewhere' }
const NOBODY = 65534

describe('a tree that changes while it is read', () => {
  test('counts what is stable exactly while files come and go beside it', async () => {
    const root = makeRoot()
    write(`${root}/stable/file`, 'abc')
    mkdirSync(`${root}/busy`)
    disturb(
      root,
      'i=0; while :; do i=$((i+1)); mkdir -p busy/$i/x; echo > busy/$i/x/f; : > busy/f$i; rm -rf busy/$i busy/f$i; done',
    )
    for (let round = 0; round < 10; round++) {
      const { usages, gaps } = await walk(root, ['stable', 'busy'])
      expect(usages[1]?.own).toEqual({ allocated: 2 * BLOCK, apparent: 3, inodes: 2 })
      expect(usages[2]?.own.inodes).toBeGreaterThan(0)
      expect(gaps).toEqual([])
    }
  })

  test('never counts what a directory swapped for a symlink points to', async () => {
    const [root, outside] = [makeRoot(), makeRoot()]
    for (let file = 0; file < 50; file++) write(`${outside}/deep/secret${file}`, 'x'.repeat(5000))
    mkdirSync(`${root}/way/deep`, { recursive: true })
    disturb(root, `while :; do mv way kept; ln -s "${outside}" way; rm way; mv kept way; done`)
    for (let round = 0; round < 20; round++) {
      const result = await walk(root, ['way/deep'])
      expect(totalOf(result).apparent).toBeLessThanOrEqual(outside.length)
    }
  })
})

describe('a directory that is replaced when it was seen', () => {
  test('is not counted, and what it was in is a lower bound', async () => {
    const [root, other] = [makeRoot(), makeRoot()]
    write(`${root}/way/file`, 'abc')
    const recall = (place: { readonly path: string }): null => {
      if (place.path === 'way') {
        renameSync(`${root}/way`, `${other}/way`)
        write(`${root}/way/other`, 'abcd')
      }
      return null
    }
    const { usages, gaps } = await walk(root, ['way'], { recall })
    expect(usages[1]).toMatchObject({ own: { apparent: 0, inodes: 1 }, incomplete: 'changed-while-reading' })
    expect(gaps).toMatchObject([{ path: `${root}/way`, reason: 'changed-while-reading' }])
  })
})

describe('ways out of the root', () => {
  test('does not follow a symlink above a place, and says so', async () => {
    const [root, outside] = [makeRoot(), makeRoot()]
    write(`${outside}/deep/secret`, 'secret')
    symlinkSync(outside, `${root}/way`)
    const { usages, gaps } = await walk(root, ['way/deep'])
    expect(usages[1]).toMatchObject({ own: { inodes: 0 }, incomplete: 'read-error' })
    expect(gaps).toEqual([{ path: `${root}/way`, reason: 'not-a-directory', detail: 'a file or a symlink' }])
  })

  test('counts a place that is a symlink as the symlink', async () => {
    const [root, outside] = [makeRoot(), makeRoot()]
    write(`${outside}/secret`, 'secret')
    symlinkSync(outside, `${root}/_data`)
    const { usages } = await walk(root, ['_data'])
    expect(usages[1]?.own).toEqual({ allocated: 0, apparent: outside.length, inodes: 1 })
  })

  test('does not read a place whose path leads out of the root', async () => {
    const root = makeRoot()
    const { usages, gaps } = await walk(root, ['../../etc'])
    expect(usages[1]).toMatchObject({ own: { inodes: 0 }, incomplete: 'read-error' })
    expect(gaps).toMatchObject([{ reason: 'damaged' }])
  })
})

describe('mounts', () => {
  test('leaves out mounts of other devices, of the same device, and of single files', () => {
    const [root, outside] = [makeRoot(), makeRoot()]
    write(`${outside}/much/file`, 'x'.repeat(9000))
    write(`${root}/a/file`, 'abc')
    for (const place of ['tmpfs', 'bind', 'a/bind', 'a/tmpfs/below']) mkdirSync(`${root}/${place}`, { recursive: true })
    write(`${root}/bound-file`)
    const { result, du } = walkAmongMounts(
      root,
      ['a', 'tmpfs', 'tmpfs/inner', 'a/bind/much'],
      `mount -t tmpfs none "$1/tmpfs"; mkdir "$1/tmpfs/inner"; mount --bind "${outside}" "$1/bind"
       mount --bind "${outside}" "$1/a/bind"; mount -t tmpfs none "$1/a/tmpfs"; mkdir "$1/a/tmpfs/below"
       mount --bind "${outside}/much/file" "$1/bound-file"`,
    )
    // The root, `a` and its file. du counts bind mounts of the same device; what they hold is outside.
    expect(totalOf(result)).toEqual({ allocated: 3 * BLOCK, apparent: 3, inodes: 3 })
    expect(du).toBeGreaterThan(totalOf(result).allocated + 2 * 9000)
    expect(result.usages.slice(2)).toEqual([ELSEWHERE, ELSEWHERE, ELSEWHERE])
    expect(result.gaps.map(({ path, reason }) => [path, reason])).toEqual([
      [`${root}/a/bind`, 'mounted-elsewhere'],
      [`${root}/tmpfs`, 'mounted-elsewhere'],
    ])
  })

  test('has one gap for a mount that holds many places, and none for one that holds no place', () => {
    const root = makeRoot()
    for (const layer of ['a', 'b', 'c']) write(`${root}/overlay2/${layer}/diff/file`, 'abc')
    mkdirSync(`${root}/containers/shm`, { recursive: true })
    const paths = ['overlay2', 'overlay2/a/diff', 'overlay2/b/diff', 'overlay2/gone', 'containers']
    const script = 'mount --bind "$1/overlay2" "$1/overlay2"; mount -t tmpfs none "$1/containers/shm"'
    const { result } = walkAmongMounts(root, paths, script)
    expect(result.usages.slice(1, 5)).toEqual([ELSEWHERE, ELSEWHERE, ELSEWHERE, ELSEWHERE])
    expect(result.usages[5]).toMatchObject({ own: { inodes: 1 }, incomplete: null })
    expect(result.gaps.map(({ path, reason }) => [path, reason])).toEqual([[`${root}/overlay2`, 'mounted-elsewhere']])
  })

  test('says where files are of a device that no mount explains', () => {
    const { result, root } = walkOverlayOfTwo(makeRoot())
    expect(result.gaps.map(({ path, reason }) => [path, reason])).toEqual([[`${root}/a`, 'mounted-elsewhere']])
    expect(result.usages.map((usage) => usage?.incomplete)).toEqual([null, 'mounted-elsewhere'])
  })

  test('says nothing of a mount that came after the table was read', async () => {
    // The walk is not told of them, and they are there when it looks.
    const { usages, gaps } = await walk('/dev', [], { mountPoints: [] })
    expect([usages[0]?.incomplete, gaps]).toEqual([null, []])
  })

  test('agrees with du among mounts of other devices', () => {
    const root = makeRoot()
    write(`${root}/a/b/c`, 'abc')
    mkdirSync(`${root}/a/with space\n`)
    const { result, du } = walkAmongMounts(
      root,
      ['a'],
      'mount -t tmpfs none "$1/a/with space\n"; echo x > "$1/a/with space\n/f"',
    )
    expect(totalOf(result).allocated).toBe(du)
  })

  test('tells files apart whose inode numbers are above 2^53', () => {
    const root = makeRoot()
    const { result, inodes } = walkBigInodes(root)
    expect(inodes.every((inode) => inode > BigInt(Number.MAX_SAFE_INTEGER))).toBe(true)
    expect(result.walked[1]?.outsideLinks.map((link) => link.ino)).toEqual(inodes.map(String))
    expect(totalOf(result)).toMatchObject({ apparent: 100, inodes: 53 })
  })
})

describe('what may not be read', () => {
  test('has a gap for a directory that is closed to the user, and counts the rest', () => {
    const root = makeRoot()
    chmodSync(root, 0o755)
    write(`${root}/open/file`, 'abc')
    write(`${root}/closed/file`, 'abc')
    write(`${root}/names-only/one`, 'abc')
    write(`${root}/names-only/two`, 'abc')
    chmodSync(`${root}/closed`, 0o700)
    chmodSync(`${root}/names-only`, 0o744)
    const result = walkAs(NOBODY, root, ['open', 'closed', 'closed/file'])
    expect(result.gaps.map(({ path, reason }) => [path, reason])).toEqual([
      [`${root}/closed`, 'permission-denied'],
      [`${root}/names-only`, 'permission-denied'],
    ])
    expect(result.usages.map((usage) => [usage?.own.inodes, usage?.incomplete])).toEqual([
      [2, 'permission-denied'],
      [2, null],
      [1, 'permission-denied'],
      [0, 'permission-denied'],
    ])
  })
})

describe('a process that dies', () => {
  test('has its places walked again by another one, and counts nothing twice', async () => {
    const root = makeRoot()
    writeFileSync(`${root}/f`, 'x')
    for (let directory = 0; directory < 400; directory++) {
      mkdirSync(`${root}/d${directory}`)
      for (let name = 0; name < 30; name++) linkSync(`${root}/f`, `${root}/d${directory}/f${name}`)
    }
    const entry = dyingProcess('after its first report', 1)
    expect(totalOf(await walkWith(entry, root))).toEqual(independentTotal(root))
    expect(deathsOf(entry)).toBe(1)
  })

  test('goes when its parent is killed', async () => {
    const parent = spawn(process.execPath, [WALK_ONCE, '/'], { stdio: 'ignore' })
    await expect.poll(() => childrenOf(parent.pid).length, { timeout: 10_000 }).toBe(2)
    const children = childrenOf(parent.pid)
    parent.kill('SIGKILL')
    await expect.poll(() => children.filter(isRunning), { timeout: 10_000 }).toEqual([])
  })

  test('fails the walk when it dies again', async () => {
    const entry = dyingProcess('at its first order', 9)
    const error: unknown = await walkWith(entry, makeRoot()).catch((thrown: unknown) => thrown)
    expect(isAppError(error, 'walk-failed') && error.context['exit']).toBe(3)
    expect(deathsOf(entry)).toBe(2)
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
function walkAmongMounts(root: string, paths: readonly string[], script: string): { result: WalkResult; du: number } {
  const all = `set -e; ${script}; du -x -s --block-size=1 "$1" >&2; exec "$NODE" "$WALK" "$@"`
  const { stdout, stderr } = run('unshare', ['-m', 'sh', '-c', all, 'sh', root, ...paths])
  return { result: JSON.parse(stdout) as WalkResult, du: parseInt(stderr) }
}

/** An overlay over another filesystem marks its inode numbers in the highest bit. `a` and `b` have 50 files in common. */
function walkBigInodes(root: string): { result: WalkResult; inodes: readonly bigint[] } {
  const script = `set -e; cd "$1"; mkdir lower upper top; mount -t tmpfs none lower; mount -t tmpfs none upper
    mkdir lower/a lower/b upper/u upper/w
    for i in $(seq 50); do echo x > lower/a/$i; ln lower/a/$i lower/b/$i; done
    mount -t overlay -o lowerdir=lower,upperdir=upper/u,workdir=upper/w,xino=on none top
    stat -c %i top/a/* >&2; exec "$NODE" "$WALK" "$1/top" a b`
  const { stdout, stderr } = run('unshare', ['-m', 'sh', '-c', script, 'sh', root])
  const inodes = stderr.trim().split('\n').map(BigInt)
  return { result: JSON.parse(stdout) as WalkResult, inodes: inodes.sort((a, b) => (a < b ? -1 : 1)) }
}

/** An overlay over two filesystems, without room to mark inode numbers, keeps the device of each file. */
function walkOverlayOfTwo(directory: string): { result: WalkResult; root: string } {
  const script = `set -e; cd "$1"; mkdir lower upper top; mount -t tmpfs none lower; mount -t tmpfs none upper
    mkdir -p lower/a/b upper/u upper/w; echo x > lower/a/1; echo x > lower/a/2
    mount -t overlay -o lowerdir=lower,upperdir=upper/u,workdir=upper/w,xino=off none top
    exec "$NODE" "$WALK" "$1/top" a`
  const { stdout } = run('unshare', ['-m', 'sh', '-c', script, 'sh', directory])
  return { result: JSON.parse(stdout) as WalkResult, root: `${directory}/top` }
}

function walkAs(user: number, root: string, paths: readonly string[]): WalkResult {
  const identity = [`--reuid=${user}`, `--regid=${user}`, '--clear-groups']
  const { stdout } = run('setpriv', [...identity, process.execPath, WALK_ONCE, root, ...paths])
  return JSON.parse(stdout) as WalkResult
}

function run(program: string, args: readonly string[]): { stdout: string; stderr: string } {
  const env = { ...process.env, NODE: process.execPath, WALK: WALK_ONCE }
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', env })
  if (status !== 0) throw new Error(`${program} ended with ${status ?? 'a signal'}: ${stderr}`)
  return { stdout, stderr }
}

/** The real program, but its first so many processes die. */
function dyingProcess(when: 'at its first order' | 'after its first report', times: number): string {
  const directory = makeRoot()
  const death = `() => { writeFileSync('${directory}/died-' + process.pid, ''); process.exit(3) }`
  const fate =
    when === 'at its first order'
      ? `process.on('message', ${death})`
      : `const send = process.send.bind(process); process.send = (report) => send(report, ${death})`
  write(
    `${directory}/dying.mjs`,
    `import { readdirSync, renameSync, writeFileSync } from 'node:fs'
     const fates = readdirSync('${directory}').filter((name) => name.startsWith('fate'))
     const taken = fates.some((name) => {
       try { renameSync('${directory}/' + name, '${directory}/taken-' + name); return true } catch { return false }
     })
     if (taken) { ${fate} }
     await import('${PROCESS_ENTRY.href}')`,
  )
  for (let fates = 0; fates < times; fates++) write(`${directory}/fate-${fates}`)
  return `${directory}/dying.mjs`
}

function deathsOf(entry: string): number {
  return readdirSync(dirname(entry)).filter((name) => name.startsWith('died')).length
}

function childrenOf(pid = 0): readonly number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number)
}

function isRunning(pid: number): boolean {
  return existsSync(`/proc/${pid}`) && !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
}

function walkWith(processEntry: string, root: string): Promise<WalkResult> {
  return walkPlaces({ root, places: [placeAt('')], mountPoints: [], processes: 2 }, { processEntry })
}
