import { nextTick, type Ref } from 'vue'
import { parentOf, type FileLine } from './file-lines.ts'

/** Lines that Page Up and Page Down pass over. */
const PAGE = 12

interface LineTable {
  readonly lines: () => readonly FileLine[]
  readonly scroller: Readonly<Ref<HTMLElement | null>>
  readonly selected: Ref<string | null>
  /** Brings a line into the document. */
  readonly reveal: (index: number) => void
  readonly emit: (event: 'open' | 'unfold' | 'more' | 'copy', path: string, on: boolean) => void
}

/** Keys of a tree grid of which only a part is in the document. The line that has the focus is the selected one. */
export function useLineKeys(table: LineTable): {
  readonly onKeydown: (event: KeyboardEvent) => void
  readonly onFocusin: (event: FocusEvent) => void
  readonly focus: (index: number) => Promise<boolean>
} {
  async function focus(index: number): Promise<boolean> {
    const line = table.lines()[index]
    if (line === undefined) return false
    if (line.kind === 'entry') table.selected.value = line.row.path
    table.reveal(index)
    await nextTick()
    const find = (): HTMLElement | null =>
      table.scroller.value?.querySelector<HTMLElement>(`[data-key="${CSS.escape(line.key)}"]`) ?? null
    // A line that was far away is drawn after the scroller has moved.
    if (find() === null) await new Promise(requestAnimationFrame)
    find()?.focus({ preventScroll: true })
    return true
  }

  function onKeydown(event: KeyboardEvent): void {
    if (!(event.target instanceof HTMLElement) || event.altKey) return
    const element = event.target.closest<HTMLElement>('[data-key]')
    const lines = table.lines()
    const index = lines.findIndex(({ key }) => key === element?.dataset['key'])
    const line = lines[index]
    if (line === undefined || element === null) return
    if (event.ctrlKey || event.metaKey) {
      if (event.key === 'c' && line.kind === 'entry' && getSelection()?.isCollapsed !== false)
        table.emit('copy', line.key, true)
      return
    }
    if (handle(event.key, { line, index, element, target: event.target })) event.preventDefault()
  }

  function handle(key: string, at: At): boolean {
    const last = table.lines().length - 1
    const go = (index: number): boolean => {
      void focus(Math.max(0, Math.min(index, last)))
      return true
    }
    switch (key) {
      case 'ArrowDown':
        return go(at.index + 1)
      case 'ArrowUp':
        return go(at.index - 1)
      case 'PageDown':
        return go(at.index + PAGE)
      case 'PageUp':
        return go(at.index - PAGE)
      case 'Home':
        return go(0)
      case 'End':
        return go(last)
      case 'ArrowRight':
        return right(at, go)
      case 'ArrowLeft':
        return left(at, go)
      case 'Enter':
      case ' ':
        if (at.line.kind === 'more') table.emit('more', at.line.directory, true)
        else if (key === 'Enter') table.emit('open', at.line.row.path, true)
        return true
      default:
        return false
    }
  }

  /** Unfolds a directory, goes into it, or on to the line's figures. */
  function right(at: At, go: (index: number) => boolean): boolean {
    if (at.line.kind === 'more') return false
    if (at.target === at.element && at.line.unfolded === false) {
      table.emit('unfold', at.line.row.path, true)
      return true
    }
    if (at.target === at.element && at.line.unfolded === true) return go(at.index + 1)
    const figures = figuresIn(at.element)
    figures[figures.indexOf(at.target) + 1]?.focus()
    return true
  }

  /** Back to the line, folds it, or goes to the directory around it. */
  function left(at: At, go: (index: number) => boolean): boolean {
    if (at.target !== at.element) {
      const figures = figuresIn(at.element)
      ;(figures[figures.indexOf(at.target) - 1] ?? at.element).focus()
      return true
    }
    if (at.line.kind === 'entry' && at.line.unfolded === true) {
      table.emit('unfold', at.line.row.path, false)
      return true
    }
    const around = at.line.kind === 'more' ? at.line.directory : parentOf(at.line.row.path)
    const index = table.lines().findIndex(({ key }) => key === around)
    return index >= 0 && go(index)
  }

  return {
    onKeydown,
    focus,
    onFocusin(event) {
      const key =
        event.target instanceof Element ? event.target.closest<HTMLElement>('[data-key]')?.dataset['key'] : undefined
      const line = table.lines().find((candidate) => candidate.key === key)
      if (line?.kind === 'entry') table.selected.value = line.row.path
    },
  }
}

/** Where the focus is: on a line, or on a figure in it. */
interface At {
  readonly line: FileLine
  readonly index: number
  readonly element: HTMLElement
  readonly target: HTMLElement
}

function figuresIn(line: HTMLElement): readonly HTMLElement[] {
  return [...line.querySelectorAll<HTMLElement>('[data-figure]')].filter((figure) => figure.offsetParent !== null)
}
