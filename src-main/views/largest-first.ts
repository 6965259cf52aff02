/**
 * The best of many, by a number that is larger for a better one: keeps just so many in a heap, however many are shown to it.
 * Of equal ones that with the smaller number is better.
 */
export interface LargestFirst {
  offer(item: number, amount: number): void
  /** Ends it. Best first. */
  take(): Int32Array
}

export function createLargestFirst(most: number): LargestFirst {
  const items: number[] = []
  const amounts: number[] = []
  /** Whether what is at `a` is worse than what is at `b`: the worst is on top, to be replaced. */
  const isWorse = (a: number, b: number): boolean => {
    const difference = (amounts[a] ?? 0) - (amounts[b] ?? 0)
    return difference < 0 || (difference === 0 && (items[a] ?? 0) > (items[b] ?? 0))
  }
  const swap = (a: number, b: number): void => {
    ;[items[a], items[b]] = [items[b] ?? 0, items[a] ?? 0]
    ;[amounts[a], amounts[b]] = [amounts[b] ?? 0, amounts[a] ?? 0]
  }
  const rise = (from: number): void => {
    for (let at = from; at > 0;) {
      const above = (at - 1) >> 1
      if (!isWorse(at, above)) return
      swap(at, above)
      at = above
    }
  }
  const sink = (): void => {
    for (let at = 0; ;) {
      let worst = at
      for (const below of [2 * at + 1, 2 * at + 2]) if (below < items.length && isWorse(below, worst)) worst = below
      if (worst === at) return
      swap(at, worst)
      at = worst
    }
  }
  return {
    offer(item, amount) {
      if (items.length < most) {
        items.push(item)
        amounts.push(amount)
        rise(items.length - 1)
        return
      }
      const [worst = 0, worstAmount = 0] = [items[0], amounts[0]]
      if (most === 0 || amount < worstAmount || (amount === worstAmount && item > worst)) return
      items[0] = item
      amounts[0] = amount
      sink()
    },
    take() {
      const order = items.map((_, index) => index).sort((a, b) => (isWorse(a, b) ? 1 : -1))
      return Int32Array.from(order, (index) => items[index] ?? 0)
    },
  }
}
