import { describe, expect, it } from 'vitest'
import { openReadingPatiently, readEach } from '../../../../src-main/sources/bolt/bolt-reading.ts'
import { makeBolt } from './make-bolt.ts'

/** A database that another process commits to before each of so many readings, and a count of the pauses. */
function busy(commits: number) {
  let readings = 0
  const counted = { breaths: 0 }
  const reader = {
    readBytes: () => makeBolt({ a: { b: 'c' } }, { transaction: BigInt(2 + 2 * Math.min(readings++, commits)) }),
    breathe: (signal?: AbortSignal) => {
      counted.breaths += 1
      return signal?.aborted === true ? Promise.reject(new Error('stopped')) : Promise.resolve()
    },
  }
  return { reader, counted }
}

describe('a database that is written to', () => {
  it('is read at once while the writer rests between its commits', async () => {
    const { reader, counted } = busy(3)
    const reading = await openReadingPatiently(reader, '/x.db', undefined)
    const names = [
      ...readEach(
        reading,
        (root) => root,
        (name) => name,
      ),
    ]
    expect([names, reading.problem, counted.breaths]).toEqual([['a'], null, 0])
  })

  it('more often than can be read is read a moment later', async () => {
    const { reader, counted } = busy(25)
    const reading = await openReadingPatiently(reader, '/x.db', undefined)
    expect([reading.problem, reading.database !== null]).toEqual([null, true])
    expect(counted.breaths).toBeGreaterThan(0)
  })

  it('without end is given up, and says why', async () => {
    const { reader } = busy(Number.POSITIVE_INFINITY)
    const reading = await openReadingPatiently(reader, '/x.db', undefined)
    expect(reading).toMatchObject({ found: true, database: null, problem: { reason: 'changed-while-reading' } })
  })

  it('is given up at once when the survey is cancelled', async () => {
    const { reader, counted } = busy(Number.POSITIVE_INFINITY)
    await expect(openReadingPatiently(reader, '/x.db', AbortSignal.abort())).rejects.toThrow('stopped')
    expect(counted.breaths).toBe(1)
  })
})
