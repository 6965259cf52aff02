import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, symlinkSync, truncateSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  compareContents,
  type ComparingState,
  type ContentDifference,
  type FileAt,
} from '../../../../src-main/sources/files/compare-contents.ts'
import { makeRoot, write } from '../disk/walk-fixture.ts'

/** Longer than what is read at once. */
const LONG = 3 * 1024 * 1024 + 17

function compare(before: Buffer | string, after: Buffer | string) {
  const root = makeRoot()
  write(`${root}/a/d/file`, before)
  write(`${root}/b/d/file`, after)
  return found({ directory: `${root}/a`, path: 'd/file' }, { directory: `${root}/b`, path: 'd/file' })
}

/** To its end. */
async function found(before: FileAt, after: FileAt, signal?: AbortSignal): Promise<ContentDifference> {
  const reading = compareContents(before, after, signal)
  for (;;) {
    const next = await reading.next()
    if (next.done === true) return next.value
  }
}

describe('two files', () => {
  it('differ by what was added, cut off or written over', async () => {
    const long = Buffer.alloc(LONG, 'abc')
    const changed = Buffer.from(long)
    for (const at of [0, 4095, 4096, 1024 * 1024, LONG - 1]) changed[at] = 0
    expect(await compare(long, Buffer.concat([long, Buffer.from('x')]))).toEqual({
      ...{ before: LONG, after: LONG + 1, changed: 1 },
    })
    expect(await compare(long, long.subarray(0, 10))).toEqual({ before: LONG, after: 10, changed: LONG - 10 })
    expect(await compare(long, changed)).toEqual({ before: LONG, after: LONG, changed: 5 })
    expect(await compare('', 'all')).toEqual({ before: 0, after: 3, changed: 3 })
    expect(await compare(long, long)).toMatchObject({ changed: 0 })
  })

  it('are read as they are, holes as nothing but zeroes', async () => {
    const root = makeRoot()
    write(`${root}/a/file`, 'x')
    write(`${root}/b/file`, 'x')
    truncateSync(`${root}/b/file`, LONG)
    const at = (directory: string) => ({ directory: `${root}/${directory}`, path: 'file' })
    expect(await found(at('a'), at('b'))).toMatchObject({ changed: LONG - 1 })
  })

  it('are never anything that a symlink leads to, and nothing that is no file', async () => {
    const root = makeRoot()
    write(`${root}/a/d/file`, 'x')
    write(`${root}/secret/file`, 'x')
    mkdirSync(`${root}/b/directory`, { recursive: true })
    symlinkSync(`${root}/secret`, `${root}/b/d`)
    symlinkSync(`${root}/secret/file`, `${root}/b/file`)
    execFileSync('mkfifo', [`${root}/b/fifo`])
    const before = { directory: `${root}/a`, path: 'd/file' }
    for (const path of ['d/file', 'file', 'directory', 'fifo', 'none', '../secret/file'])
      await expect(found(before, { directory: `${root}/b`, path }), path).rejects.toThrow()
  })

  it('tell how far they are compared, and are let go of when nobody waits any more', async () => {
    const root = makeRoot()
    for (const name of ['a', 'b']) {
      write(`${root}/${name}`, '')
      truncateSync(`${root}/${name}`, 100 * 1024 * 1024)
    }
    const open = () => readdirSync('/proc/self/fd').length
    const before = open()
    const told: ComparingState[] = []
    const at = (path: string) => ({ directory: root, path })
    for await (const state of compareContents(at('a'), at('b'), undefined)) {
      told.push(state)
      if (told.length === 3) break
    }
    const bytes = 100 * 1024 * 1024
    expect(told).toEqual([0, 32, 64].map((mib) => ({ stage: 'reading', done: mib * 1024 * 1024, bytes })))
    expect(open()).toBe(before)
  })

  it('are not read on when nobody waits any more', async () => {
    const root = makeRoot()
    write(`${root}/a`, 'x')
    const at = { directory: root, path: 'a' }
    await expect(found(at, at, AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' })
  })
})
