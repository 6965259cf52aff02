import { describe, expect, it } from 'vitest'
import { createLargestFirst } from '../../../src-main/views/largest-first.ts'
import { seededRandom } from '../../bench/random.ts'

function best(most: number, amounts: readonly (readonly [item: number, amount: number])[]): readonly number[] {
  const largest = createLargestFirst(most)
  for (const [item, amount] of amounts) largest.offer(item, amount)
  return [...largest.take()]
}

describe('the largest of many', () => {
  it('are as many as were asked for, the largest first', () => {
    const offered = [3, 9, 1, 7, 5].map((amount, item) => [item, amount] as const)
    expect([best(3, offered), best(9, offered), best(0, offered)]).toEqual([[1, 3, 4], [1, 3, 4, 0, 2], []])
  })

  it('are those with the smaller numbers where amounts are equal, in whatever order they come', () => {
    const offered = [4, 2, 5, 1, 3].map((item) => [item, 1] as const)
    expect(best(3, offered)).toEqual([1, 2, 3])
  })

  it.each([1, 2, 3])('are what sorting says: %i', (seed) => {
    const random = seededRandom(seed)
    const offered = Array.from({ length: 2000 }, (_, item) => [item, Math.floor(random() * 300)] as const)
    const sorted = offered.toSorted(([a, x], [b, y]) => y - x || a - b).map(([item]) => item)
    expect(best(500, offered)).toEqual(sorted.slice(0, 500))
  })
})
