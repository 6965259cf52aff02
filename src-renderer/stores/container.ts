import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { loadOnRevision } from './load-on-revision.ts'

/** What the open container's page shows beside its row: loaded for that one, and followed like any other view. */
export const useContainerStore = defineStore('container', () => {
  const id = shallowRef<string | null>(null)
  const { view, failure } = loadOnRevision((client) => client.container({ id: id.value ?? '' }), id)

  /** Null: no container is open. */
  function show(container: string | null): void {
    id.value = container
  }

  return { view, failure, show }
})
