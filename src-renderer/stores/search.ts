import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { failureOf } from '../backend/failure-of.ts'
import type { Failure } from '../../src-main/contract/app-state.ts'
import type { SearchView } from '../../src-main/views/search.ts'
import { useConnectionStore } from './connection.ts'

/** What was found for a text. */
export interface Found extends SearchView {
  readonly text: string
}

/** Objects shown at once: a screenful and some to scroll. */
const LIMIT = 40

/** Searches objects: one request at a time, and of the texts that came meanwhile the last one only. */
export const useSearchStore = defineStore('search', () => {
  const connection = useConnectionStore()
  const found = shallowRef<Found | null>(null)
  const failure = shallowRef<Failure | null>(null)
  let running = false
  let next: string | null = null

  async function search(text: string): Promise<void> {
    next = text
    if (running) return
    running = true
    while (next !== null) {
      const sought: string = next
      next = null
      await ask(sought)
    }
    running = false
  }

  async function ask(text: string): Promise<void> {
    const client = connection.client()
    if (client === null || text.trim() === '') {
      found.value = null
      return
    }
    try {
      const view = await client.search({ text: text.slice(0, 4096), limit: LIMIT })
      found.value = Object.freeze({ ...view, text })
      failure.value = null
    } catch (error) {
      found.value = null
      failure.value = failureOf(error)
    }
  }

  return { found, failure, search }
})
