import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue'

const SECOND = 1000

/** Milliseconds of `performance.now`, renewed every second while it is looked at. */
export function useTicking(isLookedAt: () => boolean): Readonly<ShallowRef<number>> {
  const now = shallowRef(performance.now())
  let timer: number | undefined
  const stop = (): void => {
    window.clearInterval(timer)
  }
  const renew = (): void => {
    now.value = performance.now()
  }
  watch(
    isLookedAt,
    (is) => {
      stop()
      renew()
      if (is) timer = window.setInterval(renew, SECOND)
    },
    { immediate: true },
  )
  onScopeDispose(stop)
  return now
}
