import { onMounted, onUpdated, type Ref } from 'vue'

/**
 * Arrow keys between the figures of a table's body, so that Tab reaches the table once. One figure is in the tab
 * order: the first, or the one that had the focus last.
 */
export function useGridKeys(body: Readonly<Ref<HTMLElement | null>>): {
  readonly onKeydown: (event: KeyboardEvent) => void
  readonly onFocusin: (event: FocusEvent) => void
} {
  let last: HTMLElement | null = null

  function keepOneTabbable(): void {
    const figures = figuresIn(body.value)
    const chosen = last !== null && figures.includes(last) ? last : figures[0]
    for (const figure of figures) figure.tabIndex = figure === chosen ? 0 : -1
  }

  onMounted(keepOneTabbable)
  onUpdated(keepOneTabbable)
  return {
    onFocusin(event) {
      if (!(event.target instanceof HTMLElement) || event.target.dataset['figure'] === undefined) return
      last = event.target
      keepOneTabbable()
    },
    onKeydown(event) {
      const from = event.target
      if (!(from instanceof HTMLElement)) return
      const to = neighbour(from, event.key)
      if (to === null) return
      event.preventDefault()
      to.focus()
    },
  }
}

function neighbour(from: HTMLElement, key: string): HTMLElement | null {
  const row = from.closest('tr')
  if (row === null) return null
  const inRow = figuresIn(row)
  const at = inRow.indexOf(from)
  switch (key) {
    case 'ArrowLeft':
      return inRow[at - 1] ?? null
    case 'ArrowRight':
      return inRow[at + 1] ?? null
    case 'ArrowUp':
      return sameColumn(row, from, (one) => one.previousElementSibling)
    case 'ArrowDown':
      return sameColumn(row, from, (one) => one.nextElementSibling)
    default:
      return null
  }
}

/** The nearest row in that direction whose figure lies in the same column on the screen. */
function sameColumn(row: Element, from: HTMLElement, next: (row: Element) => Element | null): HTMLElement | null {
  const right = from.getBoundingClientRect().right
  for (let other = next(row); other !== null; other = next(other)) {
    const found = figuresIn(other).find((figure) => Math.abs(figure.getBoundingClientRect().right - right) < 24)
    if (found !== undefined) return found
  }
  return null
}

function figuresIn(parent: Element | null): readonly HTMLElement[] {
  return parent === null ? [] : [...parent.querySelectorAll<HTMLElement>('[data-figure]')]
}
