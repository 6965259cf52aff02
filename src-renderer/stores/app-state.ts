import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import { failureOf } from '../backend/failure-of.ts'
import { readStream } from '../backend/read-stream.ts'
import type { Client } from '../backend/client.ts'
import type { AppState, Failure } from '../../src-main/contract/app-state.ts'
import { useConnectionStore } from './connection.ts'

/** The state of the application as it streams in; the last one stays while the connection is away. */
export const useAppStateStore = defineStore('app-state', () => {
  const connection = useConnectionStore()
  const state = shallowRef<AppState | null>(null)
  /** A request of this page that failed: shown beside the state's own failures. */
  const failure = shallowRef<Failure | null>(null)
  /** Milliseconds from the start of the last measurement to its end, when this page saw both. */
  const took = shallowRef<number | null>(null)
  let startedAt: number | null = null

  function take(next: AppState): void {
    const before = state.value
    if (isReading(next) && before !== null && !isReading(before)) startedAt = performance.now()
    if (next.stage === 'whole' && before !== null && isReading(before)) {
      took.value = startedAt === null ? null : performance.now() - startedAt
      startedAt = null
    }
    state.value = Object.freeze(next)
  }

  async function follow(client: Client, signal: AbortSignal): Promise<void> {
    try {
      await readStream(client, client.app.states, { signal, onItem: take })
    } catch (error) {
      // A connection that went away says so itself; anything else is worth a banner.
      if (connection.connection.kind === 'open') failure.value = failureOf(error)
    }
  }

  watch(
    () => connection.connection,
    (current, _before, onCleanup) => {
      if (current.kind !== 'open') return
      const following = new AbortController()
      onCleanup(() => {
        following.abort()
      })
      failure.value = null
      void follow(current.client, following.signal)
    },
    { immediate: true },
  )

  async function request(ask: (client: Client) => Promise<unknown>): Promise<void> {
    const client = connection.client()
    if (client === null) return
    try {
      await ask(client)
      failure.value = null
    } catch (error) {
      failure.value = failureOf(error)
    }
  }

  return {
    state,
    failure,
    took,
    reading: computed(() => state.value !== null && isReading(state.value)),
    measure: (everything = false) => request((client) => client.app.measure({ everything })),
    cancel: () => request((client) => client.app.cancel()),
    reconnect: () => request((client) => client.app.reconnect()),
  }
})

function isReading(state: AppState): boolean {
  return state.stage === 'starting' || state.stage === 'metadata' || state.stage === 'measuring'
}
