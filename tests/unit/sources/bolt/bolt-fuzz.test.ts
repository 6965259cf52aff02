import { describe, expect, it } from 'vitest'
import { isAppError } from '../../../../src-main/errors/app-error.ts'
import { openBolt } from '../../../../src-main/sources/bolt/open-bolt.ts'
import { countEntries, recordedBolt } from './bolt-fixtures.ts'
import { makeBolt } from './make-bolt.ts'
import { mutate, randomNumbers, usedPages } from './mutate-bolt.ts'

const DATABASES = 100_000

describe('100,000 damaged databases', () => {
  it('each end in data or in an error, soon, with no more entries than the file has room for', () => {
    const tree = {
      a: { b: 'c', d: { e: 'f', ['long'.repeat(300)]: 'g' } },
      many: { h: 'i', j: 'k'.repeat(2000), l: {} },
    }
    const originals = [makeBolt(tree, { fanOut: 2 }), recordedBolt('28.5-overlay2-volumes.db')]
    originals.push(recordedBolt('20.10-overlay2-snapshots.db'))
    const used = originals.map(usedPages)
    const copies = originals.map((bytes) => bytes.slice())
    const random = randomNumbers(20260101)
    const outcomes = { data: 0, error: 0 }
    let slowest = 0
    for (let round = 0; round < DATABASES; round++) {
      // The large one costs most and is taken least.
      const which = round % 10 === 9 ? 2 : round % 2
      const copy = copies[which]!
      copy.set(originals[which]!)
      const bytes = mutate(copy, used[which]!, random)
      const started = performance.now()
      try {
        const { root } = openBolt(bytes)
        root.find('many')?.get('j')
        root.find('volumes')?.get('used-data')
        const { buckets, values } = countEntries(root)
        if ((buckets + values) * 16 > bytes.length) throw new Error(`round ${round}: ${buckets + values} entries`)
        outcomes.data += 1
      } catch (error) {
        if (!isAppError(error, 'file-damaged')) throw error
        outcomes.error += 1
      }
      slowest = Math.max(slowest, performance.now() - started)
    }
    expect(outcomes.data + outcomes.error).toBe(DATABASES)
    // Both happen often, or the mutations would miss what they are for.
    expect(Math.min(outcomes.data, outcomes.error)).toBeGreaterThan(DATABASES / 10)
    expect(slowest).toBeLessThan(1000)
  }, 60_000)
})
