import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { failureOf } from '../backend/failure-of.ts'
import type { EngineChoice, Failure } from '../../src-main/contract/app-state.ts'
import { useConnectionStore } from './connection.ts'

/** The docker CLI's contexts: asked for when somebody wants to choose, and anew each time. */
export const useEnginesStore = defineStore('engines', () => {
  const connection = useConnectionStore()
  /** Null: not asked for yet. The last answer stays while a newer one is on its way. */
  const choices = shallowRef<readonly EngineChoice[] | null>(null)
  const failure = shallowRef<Failure | null>(null)

  async function look(): Promise<void> {
    const client = connection.client()
    if (client === null) return
    try {
      choices.value = Object.freeze(await client.app.engines())
      failure.value = null
    } catch (error) {
      failure.value = failureOf(error)
    }
  }

  return { choices, failure, look }
})
