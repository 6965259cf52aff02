import { onScopeDispose, readonly, shallowRef, watch, type Ref } from 'vue'

/** Milliseconds after which it follows in a window that is not painted at all, such as a hidden one. */
const UNPAINTED = 100

/**
 * Follows a value as soon as the browser has painted what it changed directly. For what takes longer to draw than a reader
 * should wait for an answer to a key or a click: the letter or the marked row is there at once. Changes in quick succession
 * are followed together; with `rest`, once none has come for so many milliseconds.
 */
export function useAfterPaint<T>(value: () => T, rest = 0): Readonly<Ref<T>> {
  const settled = shallowRef(value())
  let frame = 0
  let timer = 0
  const follow = (): void => {
    cancelAnimationFrame(frame)
    window.clearTimeout(timer)
    timer = 0
    settled.value = value()
  }
  watch(value, () => {
    if (rest > 0) {
      window.clearTimeout(timer)
      timer = window.setTimeout(follow, rest)
      return
    }
    if (timer !== 0) return
    timer = window.setTimeout(follow, UNPAINTED)
    frame = requestAnimationFrame(() => {
      window.clearTimeout(timer)
      timer = window.setTimeout(follow)
    })
  })
  onScopeDispose(() => {
    cancelAnimationFrame(frame)
    window.clearTimeout(timer)
  })
  return readonly(settled) as Readonly<Ref<T>>
}

/** Once the browser has painted what was changed until now. */
export function painted(): Promise<void> {
  return new Promise((resolve) => {
    let timer = window.setTimeout(resolve, UNPAINTED)
    requestAnimationFrame(() => {
      window.clearTimeout(timer)
      timer = window.setTimeout(resolve)
    })
  })
}
