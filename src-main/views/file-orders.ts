/** Entries of a tree in some order: the first ones, and how many there are in all. */
export interface FileOrder {
  readonly entries: Int32Array
  readonly total: number
}

/** Orders that were asked for last: the pages of one list come one after the other. Of one tree, in one state. */
export interface FileOrders {
  /** What is known by this key and has `length` entries, or all there are; else what is made, and known from now on. */
  of(key: string, length: number, make: () => FileOrder): FileOrder
}

/** Entries that are kept, four bytes each. */
const MOST_KEPT = 4_000_000
const MOST_ORDERS = 16

export function createFileOrders(): FileOrders {
  const orders = new Map<string, FileOrder>()
  const trim = (): void => {
    let kept = [...orders.values()].reduce((sum, { entries }) => sum + entries.length, 0)
    for (const [key, { entries }] of orders) {
      // The last one is in use, however long it is.
      if (orders.size === 1 || (kept <= MOST_KEPT && orders.size <= MOST_ORDERS)) return
      orders.delete(key)
      kept -= entries.length
    }
  }
  return {
    of(key, length, make) {
      const known = orders.get(key)
      const order = known !== undefined && known.entries.length >= Math.min(length, known.total) ? known : make()
      orders.delete(key)
      orders.set(key, order)
      trim()
      return order
    },
  }
}
