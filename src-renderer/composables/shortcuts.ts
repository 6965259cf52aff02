import { onBeforeUnmount, onMounted } from 'vue'

/** Milliseconds in which the second key of a pair (G, then O) has to come. */
const PAIR_TIME = 1500

export interface Shortcuts {
  /** Single keys, by `KeyboardEvent.key`. Return false to let the key through. */
  readonly keys?: Readonly<Record<string, () => boolean | undefined>>
  /** What G and then this key does. */
  readonly afterG?: Readonly<Record<string, () => void>>
  /** With Ctrl (or Cmd). */
  readonly withCtrl?: Readonly<Record<string, () => void>>
}

/** Keys of the whole page, while the component is there. Plain letters are left to whatever takes text. */
export function useShortcuts(shortcuts: Shortcuts): void {
  let waitingSince = Number.NEGATIVE_INFINITY

  function onKeydown(event: KeyboardEvent): void {
    const key = event.key.toLowerCase()
    if (event.ctrlKey || event.metaKey) {
      run(event, shortcuts.withCtrl?.[key])
      return
    }
    if (event.altKey || takesText(event.target)) return
    const isPair = performance.now() - waitingSince < PAIR_TIME
    waitingSince = key === 'g' && shortcuts.afterG !== undefined ? performance.now() : Number.NEGATIVE_INFINITY
    if (isPair && shortcuts.afterG?.[key] !== undefined) run(event, shortcuts.afterG[key])
    else run(event, shortcuts.keys?.[key])
  }

  onMounted(() => {
    document.addEventListener('keydown', onKeydown)
  })
  onBeforeUnmount(() => {
    document.removeEventListener('keydown', onKeydown)
  })
}

function run(event: KeyboardEvent, action: (() => unknown) | undefined): void {
  if (action === undefined || event.defaultPrevented) return
  if (action() !== false) event.preventDefault()
}

function takesText(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.matches('input, textarea, select') || target.isContentEditable)
}
