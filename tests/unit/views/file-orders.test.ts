import { describe, expect, it } from 'vitest'
import { createFileOrders, type FileOrder } from '../../../src-main/views/file-orders.ts'

const order = (length: number, total = length): FileOrder => ({ entries: new Int32Array(length), total })

/** Counts how often orders are made. */
function counting() {
  const orders = createFileOrders()
  const made: string[] = []
  const of = (key: string, length: number, has = order(length)): FileOrder =>
    orders.of(key, length, () => {
      made.push(key)
      return has
    })
  return { of, made }
}

describe('orders that are kept', () => {
  it('are made once', () => {
    const { of, made } = counting()
    expect(of('a', 5)).toBe(of('a', 5))
    expect(made).toEqual(['a'])
  })

  it('are made again when more of them is wanted than there is', () => {
    const { of, made } = counting()
    of('a', 5, order(5, 9))
    of('a', 5)
    of('a', 9, order(9))
    // There are no more.
    of('a', 50)
    expect(made).toEqual(['a', 'a'])
  })

  it('are the ones that were used last, few enough and short enough', () => {
    const { of, made } = counting()
    for (let key = 0; key < 17; key++) of(`k${key}`, 1)
    of('k1', 1)
    of('k0', 1)
    expect(made.slice(17)).toEqual(['k0'])
    of('long', 4_000_001)
    of('long', 4_000_001)
    of('k0', 1)
    expect(made.slice(18)).toEqual(['long', 'k0'])
  })
})
