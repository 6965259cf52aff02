import { inject, provide, shallowRef, type InjectionKey, type ShallowRef } from 'vue'

/** What a tooltip says: a heading, its lines, and a figure to the byte. */
export interface TipContent {
  readonly title: string
  readonly exact: string | null
  readonly lines: readonly string[]
}

export interface Tip {
  readonly target: HTMLElement
  readonly content: TipContent
}

/**
 * One tooltip for the whole page. A table of thousands of figures would otherwise mount a tooltip for each; content is
 * asked for only when one opens.
 */
export interface TipControl {
  readonly current: ShallowRef<Tip | null>
  readonly show: (target: HTMLElement, content: () => TipContent, delay: number) => void
  readonly hide: (target: HTMLElement) => void
}

const TIP: InjectionKey<TipControl> = Symbol('tip')

export const TIP_ID = 'tip'

/** Milliseconds after a tooltip closed in which the next one opens without delay. */
const MOVING_ON = 300

export function provideTip(): TipControl {
  const current = shallowRef<Tip | null>(null)
  let timer: number | undefined
  let wanted: HTMLElement | null = null
  let closedAt = Number.NEGATIVE_INFINITY

  const open = (target: HTMLElement, content: () => TipContent): void => {
    if (!target.isConnected) return
    current.value?.target.removeAttribute('aria-describedby')
    target.setAttribute('aria-describedby', TIP_ID)
    current.value = { target, content: content() }
  }
  const control: TipControl = {
    current,
    show(target, content, delay) {
      window.clearTimeout(timer)
      wanted = target
      // Moving on from an open tooltip opens the next one at once.
      const moving = current.value !== null || performance.now() - closedAt < MOVING_ON
      timer = window.setTimeout(open, moving ? 0 : delay, target, content)
    },
    hide(target) {
      if (wanted !== target && current.value?.target !== target) return
      window.clearTimeout(timer)
      wanted = null
      target.removeAttribute('aria-describedby')
      if (current.value !== null) closedAt = performance.now()
      current.value = null
    },
  }
  provide(TIP, control)
  return control
}

export function useTip(): TipControl {
  const tip = inject(TIP)
  if (tip === undefined) throw new Error('no tooltip layer was provided')
  return tip
}
