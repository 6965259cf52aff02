import { defineStore } from 'pinia'
import { shallowRef, watch } from 'vue'
import type { Failure } from '../../src-main/contract/app-state.ts'
import type { ReclaimSettings } from '../../src-main/prune/reclaim-settings.ts'
import { failureOf } from '../backend/failure-of.ts'
import { useConnectionStore } from './connection.ts'
import { sentFilter } from './sent-filter.ts'

/** How this user reclaims: kept by the application, the same in every window. */
export const useReclaimSettingsStore = defineStore('reclaim-settings', () => {
  const connection = useConnectionStore()
  /** Null until they are known. */
  const settings = shallowRef<ReclaimSettings | null>(null)
  /** Grows with each change that was kept: what keep rules leave out has to be asked for again. */
  const changes = shallowRef(0)

  async function load(): Promise<void> {
    const client = connection.client()
    if (client === null) return
    try {
      settings.value = Object.freeze(await client.reclaim.settings())
    } catch {
      // Nothing can be set then, which the page shows; they are asked for again with the next connection.
      settings.value = null
    }
  }

  watch(
    () => connection.connection,
    () => void load(),
    { immediate: true },
  )

  /** Answers why nothing was changed, or null. */
  async function save(next: ReclaimSettings): Promise<Failure | null> {
    const client = connection.client()
    if (client === null) return null
    try {
      const saved = next.saved.map(({ name, filter }) => ({ name, filter: sentFilter(filter) }))
      await client.reclaim.setSettings({ ...next, keep: [...next.keep], saved })
    } catch (error) {
      return failureOf(error)
    }
    await load()
    changes.value += 1
    return null
  }

  return { settings, changes, save }
})
