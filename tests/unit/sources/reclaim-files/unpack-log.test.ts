import {
  appendFileSync,
  chmodSync,
  chownSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { cutLog, keepsakeOfLog } from '../../../../src-main/sources/reclaim-files/log-commands.ts'
import { identifyPath } from '../../../../src-main/sources/reclaim-files/path-commands.ts'
import { unpackLog, type UnpackOrder } from '../../../../src-main/sources/reclaim-files/unpack-log.ts'
import { aRoot, type MadeRoot } from './a-root.ts'

const CONTAINER = 'd'.repeat(64)
const CURRENT = `containers/${CONTAINER}/${CONTAINER}-json.log`
const ROTATED = `${CURRENT}.1`
/** Seconds since 1970: its millisecond is one that a double does not quite reach. */
const ODD = 1_795_910_178.6815
const atRest = () => Promise.resolve(null)

/** Packs a log as a run does, and answers how it is put back. */
async function packed(made: MadeRoot, path: string): Promise<UnpackOrder> {
  const target = { containerId: CONTAINER, root: made.root, path, current: path.endsWith('-json.log') }
  const archive = join(made.outside, 'archives/run-1-1-log.log.zst')
  const identity = identifyPath(target) ?? { dev: 0n, ino: 0n }
  const keepsake = keepsakeOfLog(target)
  await cutLog({ ...target, way: 'compress', archive, identity })
  return { ...target, archive, keepsake, packedAt: new Date().toISOString(), whyInUse: atRest }
}

/** Where there are only two logs, nothing of a try that failed is left. */
function namesBeside(path: string): readonly string[] {
  return readdirSync(dirname(path)).sort()
}

describe('a packed log that was rotated', () => {
  it('is put back as it was: bytes, owner, mode and time', async () => {
    using made = aRoot()
    const path = made.file(ROTATED, 'a line\n'.repeat(1_000_000))
    chmodSync(path, 0o604)
    chownSync(path, 1234, 4321)
    utimesSync(path, ODD, ODD)
    const [bytes, { uid, gid, mode, mtimeMs }] = [readFileSync(path), statSync(path)]
    const order = await packed(made, path)
    expect(existsSync(path)).toBe(false)
    await unpackLog(order)
    expect(readFileSync(path).equals(bytes)).toBe(true)
    expect(statSync(path)).toMatchObject({ uid, gid, mode })
    expect(Math.floor(statSync(path).mtimeMs)).toBe(Math.floor(mtimeMs))
    expect(namesBeside(path)).toEqual([`${CONTAINER}-json.log.1`])
  })

  it('is put back as the engine makes its logs where the journal does not know how it was', async () => {
    using made = aRoot()
    const path = made.file(ROTATED)
    const order = await packed(made, path)
    await unpackLog({ ...order, keepsake: null })
    const { mode, mtime } = statSync(path)
    expect([(mode & 0o7777).toString(8), mtime.toISOString()]).toEqual(['640', order.packedAt])
  })

  it.each([
    [
      'another log',
      (path: string) => {
        writeFileSync(path, 'newer')
      },
    ],
    [
      'a symlink',
      (path: string) => {
        symlinkSync('/nowhere', path)
      },
    ],
  ])('stays packed where %s is at its place now', async (_, putThere) => {
    using made = aRoot()
    const path = made.file(ROTATED)
    const order = await packed(made, path)
    putThere(path)
    const names = namesBeside(path)
    await expect(unpackLog(order)).rejects.toThrow(`at its place now. It stays packed: zstdcat ${order.archive}`)
    expect([namesBeside(path), existsSync(order.archive)]).toEqual([names, true])
  })

  it('stays packed where the directory of its container is gone, or a symlink', async () => {
    using made = aRoot()
    const path = made.file(ROTATED)
    const order = await packed(made, path)
    rmSync(dirname(path), { recursive: true })
    await expect(unpackLog(order)).rejects.toThrow(/directory of its container is gone.*zstdcat/)
    symlinkSync(made.outside, dirname(path))
    await expect(unpackLog(order)).rejects.toThrow(/directory of its container is gone/)
    expect(readdirSync(made.outside)).toEqual(['archives'])
  })

  it('is told from one that is damaged, or gone', async () => {
    using made = aRoot()
    const path = made.file(ROTATED, Math.random().toString().repeat(1000))
    const order = await packed(made, path)
    const whole = readFileSync(order.archive)
    for (const damaged of [whole.subarray(0, -5), Buffer.from('this is no archive')]) {
      writeFileSync(order.archive, damaged)
      await expect(unpackLog(order)).rejects.toThrow(/is damaged/)
    }
    rmSync(order.archive)
    await expect(unpackLog(order)).rejects.toThrow(/is gone/)
    expect(namesBeside(path)).toEqual([])
  })

  it('is only put where a log of its container is', async () => {
    using made = aRoot()
    const order = await packed(made, made.file(ROTATED))
    const path = join(made.root, `containers/${CONTAINER}/config.v2.json`)
    await expect(unpackLog({ ...order, path })).rejects.toThrow(/not a log of this container/)
  })
})

describe('a packed log that the engine writes to', () => {
  it('comes before what was written since, and looks like the log that is there', async () => {
    using made = aRoot()
    const path = made.file(CURRENT, 'before\n')
    chmodSync(path, 0o604)
    const order = await packed(made, path)
    appendFileSync(path, 'since\n'.repeat(1_000_000))
    chownSync(path, 1234, 4321)
    utimesSync(path, ODD, ODD)
    const { uid, gid, mode, mtimeMs } = statSync(path)
    await unpackLog(order)
    expect(readFileSync(path, 'utf8')).toBe(`before\n${'since\n'.repeat(1_000_000)}`)
    expect(statSync(path)).toMatchObject({ uid, gid, mode })
    expect(Math.floor(statSync(path).mtimeMs)).toBe(Math.floor(mtimeMs))
    expect(namesBeside(path)).toEqual([`${CONTAINER}-json.log`])
  })

  it('is put back where there is no log any more', async () => {
    using made = aRoot()
    const path = made.file(CURRENT, 'before\n')
    const order = await packed(made, path)
    rmSync(path)
    await unpackLog(order)
    expect(readFileSync(path, 'utf8')).toBe('before\n')
  })

  it('stays packed while its container runs, also when that begins in the middle', async () => {
    using made = aRoot()
    const path = made.file(CURRENT, 'before\n')
    const order = await packed(made, path)
    appendFileSync(path, 'since\n')
    for (const calm of [0, 1]) {
      let asked = 0
      const whyInUse = () => Promise.resolve(asked++ < calm ? null : 'the container web is running')
      await expect(unpackLog({ ...order, whyInUse })).rejects.toThrow(/web is running\. It stays packed/)
      expect([asked, readFileSync(path, 'utf8')]).toEqual([calm + 1, 'since\n'])
    }
    expect(namesBeside(path)).toEqual([`${CONTAINER}-json.log`])
  })

  it.each([
    [
      'grows',
      (path: string) => {
        appendFileSync(path, 'more\n')
      },
    ],
    [
      'becomes another file',
      (path: string) => {
        rmSync(path)
        writeFileSync(path, 'since\n')
      },
    ],
  ])('stays packed when the log %s meanwhile', async (_, happens) => {
    using made = aRoot()
    const path = made.file(CURRENT, 'before\n')
    const order = await packed(made, path)
    writeFileSync(path, 'since\n')
    let asked = 0
    const whyInUse = () => {
      if (asked++ > 0) happens(path)
      return Promise.resolve(null)
    }
    await expect(unpackLog({ ...order, whyInUse })).rejects.toThrow(/has changed meanwhile/)
    expect(readFileSync(path, 'utf8').startsWith('since\n')).toBe(true)
    expect(namesBeside(path)).toEqual([`${CONTAINER}-json.log`])
  })

  it('stays packed when the engine has rotated the log since', async () => {
    using made = aRoot()
    const path = made.file(CURRENT, 'before\n')
    const order = await packed(made, path)
    appendFileSync(path, 'since\n')
    const later = new Date(Date.parse(order.packedAt) + 1000)
    utimesSync(path, later, later)
    renameSync(path, `${path}.1`)
    writeFileSync(path, 'now\n')
    await expect(unpackLog(order)).rejects.toThrow(/rotated the log since/)
    expect(readFileSync(path, 'utf8')).toBe('now\n')
  })

  it('follows no symlink that is at its place', async () => {
    using made = aRoot()
    const path = made.file(CURRENT, 'before\n')
    const order = await packed(made, path)
    const precious = join(made.outside, 'precious')
    writeFileSync(precious, 'precious')
    rmSync(path)
    symlinkSync(precious, path)
    await expect(unpackLog(order)).rejects.toThrow(/no file/)
    expect(readFileSync(precious, 'utf8')).toBe('precious')
  })
})
