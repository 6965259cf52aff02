/** Numbers by index, packed: a typed array that grows. What was never set is 0. */
export interface Column {
  get(index: number): number
  set(index: number, value: number): void
  add(index: number, value: number): void
}

type Numbers = Uint8Array | Int32Array | Float64Array

export function createColumn(Kind: new (length: number) => Numbers, length = 1024): Column {
  let values = new Kind(length)
  function set(index: number, value: number): void {
    if (index >= values.length) {
      const larger = new Kind(Math.max(values.length * 2, index + 1))
      larger.set(values)
      values = larger
    }
    values[index] = value
  }
  const get = (index: number): number => values[index] ?? 0
  return {
    get,
    set,
    add(index, value) {
      set(index, get(index) + value)
    },
  }
}
