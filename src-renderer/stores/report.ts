import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { loadOnRevision } from './load-on-revision.ts'

/**
 * The whole as the terminal's report has it. Large, so it is loaded only once a component wants it, for layers and
 * directories; from then on it follows the inventory like any other view.
 */
export const useReportStore = defineStore('report', () => {
  const wanted = shallowRef(false)
  const { view, failure } = loadOnRevision((client) => client.report(), wanted)

  function want(): void {
    wanted.value = true
  }

  return { view, failure, want }
})
