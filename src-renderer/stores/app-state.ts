import { defineStore } from 'pinia'
import { computed, ref, shallowReactive, shallowRef, watch } from 'vue'
import { failureOf } from '../backend/failure-of.ts'
import { readStream } from '../backend/read-stream.ts'
import type { Client } from '../backend/client.ts'
import type { AppState, Failure, Subject } from '../../src-main/contract/app-state.ts'
import { useConnectionStore } from './connection.ts'

/** The state of the application as it streams in; the last one stays while the connection is away. */
export const useAppStateStore = defineStore('app-state', () => {
  const connection = useConnectionStore()
  const state = shallowRef<AppState | null>(null)
  /** A request of this page that failed: shown beside the state's own failures. */
  const failure = shallowRef<Failure | null>(null)
  /** Views whose latest figures could not be loaded, by the view. */
  const loadFailures = shallowReactive(new Map<symbol, Failure>())
  /** Milliseconds from the start of the last measurement to its end, when this page saw both. */
  const took = shallowRef<number | null>(null)
  /** Grows whenever something else is opened: what was loaded before is not about it. */
  const opened = ref(0)
  let startedAt: number | null = null

  function take(next: AppState): void {
    const before = state.value
    if (before !== null && isOpening(before, next)) {
      opened.value += 1
      took.value = null
      startedAt = isReading(next) ? performance.now() : null
    }
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

  /** Answers why it failed, or null. */
  async function request(ask: (client: Client) => Promise<unknown>): Promise<Failure | null> {
    const client = connection.client()
    if (client === null) return null
    try {
      await ask(client)
      failure.value = null
    } catch (error) {
      failure.value = failureOf(error)
    }
    return failure.value
  }

  /** Null as well where the host has no dialog. */
  async function chooseDirectory(): Promise<string | null> {
    let chosen: string | null = null
    await request(async (client) => {
      chosen = await client.app.chooseDirectory()
    })
    return chosen
  }

  return {
    state,
    failure,
    loadFailures,
    took,
    opened,
    reading: computed(() => state.value !== null && isReading(state.value)),
    measure: (everything = false) => request((client) => client.app.measure({ everything })),
    cancel: () => request((client) => client.app.cancel()),
    reconnect: () => request((client) => client.app.reconnect()),
    open: (subject: Exclude<Subject, { kind: 'host' }>) => request((client) => client.app.open(subject)),
    chooseDirectory,
    scanWith: (how: 'container' | 'sudo' | 'pkexec' | 'never', remember: boolean) =>
      request((client) => client.app.scanWith({ how, remember })),
  }
})

function isReading(state: AppState): boolean {
  return state.stage === 'starting' || state.stage === 'metadata' || state.stage === 'measuring'
}

/** A page that is slow may miss the state in which there is nothing yet, but not that the subject is another one. */
function isOpening(before: AppState, next: AppState): boolean {
  return next.revision < before.revision || JSON.stringify(next.subject) !== JSON.stringify(before.subject)
}
