import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { loadOnRevision } from './load-on-revision.ts'

/** The image that is open: its history and what it is made of. Until another one is there, the last one stays. */
export const useImageStore = defineStore('image', () => {
  const id = shallowRef<string | null>(null)
  const { view, failure } = loadOnRevision((client) => client.image({ id: id.value ?? '' }), id)

  function show(image: string | null): void {
    id.value = image
    if (image === null) failure.value = null
  }

  return { view, failure, show }
})
