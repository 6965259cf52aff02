import {
  appendFileSync,
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { zstdDecompressSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { cutLog, examineLog, type LogOrder } from '../../../../src-main/sources/reclaim-files/log-commands.ts'
import { identifyPath } from '../../../../src-main/sources/reclaim-files/path-commands.ts'
import { aRoot, type MadeRoot } from './a-root.ts'

const CONTAINER = 'd'.repeat(64)
const CURRENT = `containers/${CONTAINER}/${CONTAINER}-json.log`

function orderFor(made: MadeRoot, path: string, change: Partial<LogOrder> = {}): LogOrder {
  return {
    ...{ containerId: CONTAINER, root: made.root, path, current: !/\.\d/.test(path), way: 'truncate' },
    archive: join(made.outside, 'archives/run-1-1-log.log.zst'),
    identity: identifyPath({ root: made.root, path }) ?? { dev: 0n, ino: 0n },
    ...change,
  }
}

describe('a log', () => {
  it('that is cut is the same file still, and whoever appends to it goes on at its beginning', async () => {
    using made = aRoot()
    const path = made.file(CURRENT, 'x'.repeat(100_000))
    const [engine, order] = [openSync(path, 'a'), orderFor(made, path)]
    const before = examineLog(order)
    appendFileSync(path, 'grows meanwhile')
    expect(await cutLog(order)).toEqual({ removed: [path], keptAt: null })
    expect([statSync(path).size, statSync(path).blocks, examineLog(order)]).toEqual([0, 0, before])
    writeSync(engine, 'goes on\n')
    closeSync(engine)
    expect(readFileSync(path, 'utf8')).toBe('goes on\n')
  })

  it.each([
    ['of several portions', 9_000_001],
    ['of exactly one portion', 4 * 1024 * 1024],
    ['of one byte', 1],
    ['that is empty', 0],
  ])('%s is packed before it is cut, and reads back as it was', async (_, length) => {
    using made = aRoot()
    const path = made.file(CURRENT, 'a line of some length\n'.repeat(500_000).slice(0, length))
    const was = readFileSync(path)
    const order = orderFor(made, path, { way: 'compress' })
    expect(await cutLog(order)).toEqual({ removed: [path], keptAt: order.archive })
    expect(statSync(path).size).toBe(0)
    expect(zstdDecompressSync(readFileSync(order.archive)).equals(was)).toBe(true)
    expect((statSync(order.archive).mode & 0o777).toString(8)).toBe('600')
  })

  it('that was rotated goes, packed before or not', async () => {
    using made = aRoot()
    const [one, two] = [made.file(`${CURRENT}.1`, 'one'), made.file(`${CURRENT}.2.gz`, 'two')]
    await cutLog(orderFor(made, one, { way: 'remove' }))
    const order = orderFor(made, two, { way: 'compress' })
    await cutLog(order)
    expect([existsSync(one), existsSync(two)]).toEqual([false, false])
    expect(zstdDecompressSync(readFileSync(order.archive)).toString()).toBe('two')
  })

  it('that was rotated meanwhile is another file, and stays', async () => {
    using made = aRoot()
    const path = made.file(CURRENT, 'old')
    const order = orderFor(made, path)
    renameSync(path, `${path}.1`)
    writeFileSync(path, 'new')
    await expect(cutLog(order)).rejects.toThrow(/another file/)
    expect([readFileSync(path, 'utf8'), readFileSync(`${path}.1`, 'utf8')]).toEqual(['new', 'old'])
  })

  it('is none where a symlink leads to it, or is it', async () => {
    using made = aRoot()
    const target = join(made.outside, 'precious')
    writeFileSync(target, 'precious')
    const path = join(made.file(`containers/${CONTAINER}/config.v2.json`), `../${CONTAINER}-json.log`)
    symlinkSync(target, path)
    await expect(cutLog(orderFor(made, path))).rejects.toThrow(/another file/)
    expect(readFileSync(target, 'utf8')).toBe('precious')
  })

  it('is only what a log of its container is called', async () => {
    using made = aRoot()
    const others = [
      ...['config.v2.json', `${CONTAINER}-json.logs`, 'local-logs/other.log', `${CONTAINER}-json.log.1/deeper`],
    ].map((name) => `containers/${CONTAINER}/${name}`)
    for (const name of [
      ...others,
      `containers/${'e'.repeat(64)}/${CONTAINER}-json.log`,
      'volumes/v/_data/x-json.log',
    ]) {
      const path = made.file(name)
      await expect(cutLog(orderFor(made, path)), name).rejects.toThrow(/not a log of this container/)
      expect(readFileSync(path, 'utf8')).toBe('content')
    }
  })

  it('that the engine writes to is not removed, and one that it does not is not cut', async () => {
    using made = aRoot()
    const [current, rotated] = [made.file(CURRENT), made.file(`${CURRENT}.1`)]
    await expect(cutLog(orderFor(made, current, { way: 'remove' }))).rejects.toThrow(/cut, not removed/)
    await expect(cutLog(orderFor(made, rotated))).rejects.toThrow(/removed, not cut/)
    expect([existsSync(current), readFileSync(rotated, 'utf8')]).toEqual([true, 'content'])
  })
})
