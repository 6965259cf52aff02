/** A value that changes, and readers that follow it. A slow reader gets the latest value only: nothing piles up. */
export interface Latest<T> {
  readonly value: T
  set(value: T): void
  /** The current value at once, then each later one, until the signal fires or the reader leaves. */
  follow(signal: AbortSignal | undefined): AsyncGenerator<T, void>
  readers(): number
}

export function createLatest<T>(initial: T): Latest<T> {
  let value = initial
  let version = 0
  const wakes = new Set<() => void>()
  return {
    get value() {
      return value
    },
    set(next) {
      value = next
      version += 1
      for (const wake of wakes) wake()
    },
    readers: () => wakes.size,
    async *follow(signal) {
      let seen = -1
      let wake = () => {}
      const woken = () => {
        wake()
      }
      wakes.add(woken)
      signal?.addEventListener('abort', woken, { once: true })
      try {
        while (signal?.aborted !== true) {
          if (seen !== version) {
            seen = version
            yield value
          } else {
            await new Promise<void>((resolve) => {
              wake = resolve
            })
          }
        }
      } finally {
        wakes.delete(woken)
        signal?.removeEventListener('abort', woken)
      }
    },
  }
}
