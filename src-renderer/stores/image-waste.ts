import { defineStore } from 'pinia'
import { onScopeDispose, shallowRef, watch } from 'vue'
import type { ImageWasteState } from '../../src-main/views/image-waste.ts'
import { readStream } from '../backend/read-stream.ts'
import { useAppStateStore } from './app-state.ts'
import { useConnectionStore } from './connection.ts'

/** The waste in the image that is open. Another image, or none, stops the reading of its layers. */
export const useImageWasteStore = defineStore('image-waste', () => {
  const app = useAppStateStore()
  const connection = useConnectionStore()
  const image = shallowRef<string | null>(null)
  const state = shallowRef<ImageWasteState | null>(null)
  const failed = shallowRef(false)
  let reading: AbortController | null = null

  async function follow(id: string): Promise<void> {
    const client = connection.client()
    if (client === null) return
    const controller = new AbortController()
    reading = controller
    try {
      await readStream<ImageWasteState>(
        client,
        (input, options) => client.imageWaste({ ...input, image: id }, options),
        {
          signal: controller.signal,
          onItem: (item) => {
            state.value = Object.freeze(item)
          },
        },
      )
    } catch {
      // Said where the waste would be: the rest of the image is there.
      if (!controller.signal.aborted) failed.value = true
    }
  }

  function stop(): void {
    reading?.abort()
    reading = null
    state.value = null
    failed.value = false
  }

  // Layers never change: what was found of an image stays true for as long as it is there.
  watch([image, () => app.opened, () => connection.connection], ([id]) => {
    stop()
    if (id !== null) void follow(id)
  })
  onScopeDispose(stop)

  function show(id: string | null): void {
    image.value = id
  }

  return { state, failed, show }
})
