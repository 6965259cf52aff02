import { onBeforeUnmount, onMounted, ref, type Ref } from 'vue'

/** A file or folder that was dropped on the page. */
export interface Dropped {
  readonly name: string
  /** Null where the page may not know it: a browser tells the name alone. */
  readonly path: string | null
}

/**
 * Takes what is dropped on the window. `hovers`: something is being dragged over it that could be dropped.
 * `pathOf`: how this host knows a file's path; null: it does not.
 */
export function useDroppedFolder(
  pathOf: ((file: File) => string) | null,
  onDrop: (dropped: Dropped) => void,
): { readonly hovers: Readonly<Ref<boolean>> } {
  const hovers = ref(false)

  function over(event: DragEvent): void {
    if (event.dataTransfer?.types.includes('Files') !== true) return
    // Without it the browser would leave the page for what is dropped.
    event.preventDefault()
    event.dataTransfer.dropEffect = 'copy'
    hovers.value = true
  }

  function leave(event: DragEvent): void {
    // Every element that the pointer leaves says so; only the window's edge leads nowhere.
    if (event.relatedTarget === null) hovers.value = false
  }

  function drop(event: DragEvent): void {
    hovers.value = false
    const file = event.dataTransfer?.files[0]
    if (file === undefined) return
    event.preventDefault()
    const path = pathOf?.(file) ?? ''
    onDrop({ name: file.name, path: path === '' ? null : path })
  }

  const listeners = [
    ['dragenter', over],
    ['dragover', over],
    ['dragleave', leave],
    ['drop', drop],
  ] as const

  onMounted(() => {
    for (const [type, listener] of listeners) window.addEventListener(type, listener)
  })
  onBeforeUnmount(() => {
    for (const [type, listener] of listeners) window.removeEventListener(type, listener)
  })
  return { hovers }
}
