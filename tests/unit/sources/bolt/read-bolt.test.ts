import { fork } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readFileSync, readSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isAppError } from '../../../../src-main/errors/app-error.ts'
import { openBolt, type BoltDatabase } from '../../../../src-main/sources/bolt/open-bolt.ts'
import { readBolt } from '../../../../src-main/sources/bolt/read-bolt.ts'
import { listBucket, recordedBolt } from './bolt-fixtures.ts'
import { commitSteps, databaseOf } from './commit-steps.ts'

const PAGE = 4096
let directory = ''
let path = ''

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'plimsoll-bolt-'))
  path = join(directory, 'a.db')
})

afterEach(() => {
  rmSync(directory, { recursive: true })
})

/** The file as it is, in one piece. */
const wholeFile = {
  readBytes(file: string): Uint8Array | null {
    return statSync(file, { throwIfNoEntry: false }) === undefined ? null : readFileSync(file)
  },
}

/** Reads page by page and lets somebody write in between, which is the worst that a kernel may do. */
function interruptedBy(between: () => void): { readBytes(file: string): Uint8Array } {
  return {
    readBytes(file) {
      const descriptor = openSync(file, 'r')
      const bytes = new Uint8Array(statSync(file).size)
      for (let offset = 0; offset < bytes.length; offset += PAGE) {
        readSync(descriptor, bytes, offset, PAGE, offset)
        between()
      }
      closeSync(descriptor)
      return bytes
    },
  }
}

/** The commits that a database's values come from: one, unless states were mixed. 'damaged' for what cannot be read. */
function statesIn(database: BoltDatabase): ReadonlySet<string> {
  try {
    const values = [...(database.root.bucket('all')?.values() ?? [])]
    const states = values.map(([, value]) => Buffer.from(value).toString().split(' ')[0]!)
    return new Set(values.length === 300 ? states : [...states, 'incomplete'])
  } catch (error) {
    if (!isAppError(error, 'file-damaged')) throw error
    return new Set(['damaged'])
  }
}

/** Writes the pages of one commit after the other, one per call, `commits` of them. */
function writer(file: number, commits: number): () => void {
  const steps = Array.from({ length: commits }, (_, index) => index).values()
  let current: (() => void)[] = []
  return () => {
    if (current.length === 0) {
      const next = steps.next()
      if (next.done === true) return
      current = commitSteps(file, 11 + next.value)
    }
    current.shift()!()
  }
}

describe('a file that nobody writes', () => {
  it('reads as what it holds', () => {
    const bytes = recordedBolt('28.5-overlay2-snapshots.db')
    writeFileSync(path, bytes)
    expect(listBucket(readBolt(wholeFile, path)!.root)).toBe(listBucket(openBolt(bytes).root))
  })

  it('is null when there is none', () => {
    expect(readBolt(wholeFile, join(directory, 'none.db'))).toBeNull()
  })

  it('is an error with its path when it is damaged', () => {
    writeFileSync(path, new Uint8Array(8192))
    expect(() => readBolt(wholeFile, path)).toThrow(path)
  })

  it('is left as it was, to the modification time', () => {
    writeFileSync(path, recordedBolt('28.5-overlay2-snapshots.db'))
    const before = statSync(path)
    readBolt(wholeFile, path)
    expect([statSync(path).mtimeMs, statSync(path).size]).toEqual([before.mtimeMs, before.size])
  })
})

describe('a file that is written meanwhile', () => {
  /** How many pages the writer writes for each one that is read: slower, as fast, faster, much faster. */
  const paces = [
    { every: 7, pages: 1 },
    { every: 1, pages: 1 },
    { every: 1, pages: 2 },
    { every: 1, pages: 9 },
  ]

  it.each(paces)(
    'reads as one state when $pages pages are written for $every read',
    ({ every, pages }) => {
      const outcomes = { whole: 0, torn: 0 }
      for (let start = 0; start < 50; start++) {
        writeFileSync(path, databaseOf(10))
        const file = openSync(path, 'r+')
        const write = writer(file, 1 + (start % 6))
        for (let ahead = 0; ahead < start; ahead++) write()
        let reads = 0
        const between = (): void => {
          if (++reads % every === 0) for (let page = 0; page < pages; page++) write()
        }
        const onceOnly = interruptedBy(between).readBytes(path)
        if (statesIn(openBolt(onceOnly)).size !== 1 || statesIn(openBolt(onceOnly)).has('damaged')) outcomes.torn += 1
        const states = [...statesIn(readBolt(interruptedBy(between), path)!)]
        expect(states).toHaveLength(1)
        expect(states[0]).toMatch(/^\d+$/)
        outcomes.whole += 1
        closeSync(file)
      }
      expect(outcomes.whole).toBe(50)
      // The simulation bites: read once, without the second look, some states are mixtures.
      if (pages > 1) expect(outcomes.torn).toBeGreaterThan(0)
    },
    20_000,
  )

  it('is an error that says so when commits never pause', () => {
    writeFileSync(path, databaseOf(10))
    const file = openSync(path, 'r+')
    let failure: unknown
    try {
      readBolt(interruptedBy(writer(file, 1000)), path)
    } catch (error) {
      failure = error
    }
    closeSync(file)
    expect(isAppError(failure, 'file-damaged') && failure.context).toEqual({ path, changing: true })
  })

  it('reads as one state while another process commits', async () => {
    writeFileSync(path, databaseOf(9))
    const script = fileURLToPath(new URL('commit-forever.ts', import.meta.url))
    const child = fork(script, [path, '2'], { stdio: 'ignore' })
    const seen = new Map<string, number>()
    try {
      for (let until = performance.now() + 1500; performance.now() < until;) {
        let state = 'kept changing'
        try {
          state = [...statesIn(readBolt(wholeFile, path)!)].join(' and ')
        } catch (error) {
          if (!isAppError(error, 'file-damaged') || error.context['changing'] !== true) throw error
        }
        seen.set(state, (seen.get(state) ?? 0) + 1)
        await new Promise((resolve) => setImmediate(resolve))
      }
    } finally {
      child.disconnect()
    }
    const states = [...seen.keys()].filter((state) => state !== 'kept changing')
    expect(states.filter((state) => !/^\d+$/.test(state))).toEqual([])
    expect(states.length).toBeGreaterThan(20)
  }, 20_000)
})
