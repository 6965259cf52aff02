import { inject, provide, type InjectionKey } from 'vue'

const FIGURE_TABINDEX: InjectionKey<number> = Symbol('tabindex of figures')

/** Inside a grid the figures are reached with the arrow keys, not one by one with Tab. */
export function provideGridFigures(): void {
  provide(FIGURE_TABINDEX, -1)
}

export function useFigureTabindex(): number {
  return inject(FIGURE_TABINDEX, 0)
}
