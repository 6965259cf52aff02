import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import type { Failure } from '../../src-main/contract/app-state.ts'
import type { JournalRunView } from '../../src-main/prune/journal-view.ts'
import type { RunState } from '../../src-main/prune/run-state.ts'
import type { Client } from '../backend/client.ts'
import { failureOf } from '../backend/failure-of.ts'
import { readStream } from '../backend/read-stream.ts'
import { useAppStateStore } from './app-state.ts'
import { useConnectionStore } from './connection.ts'

type RunStream = (
  input: { stream: string },
  options: { signal: AbortSignal },
) => ReturnType<Client['reclaim']['follow']>

/** The run that goes on or was the last one, wherever it was started, and the journal of all. */
export const useReclaimRunStore = defineStore('reclaim-run', () => {
  const app = useAppStateStore()
  const connection = useConnectionStore()
  const state = shallowRef<RunState | null>(null)
  /** When it began, in milliseconds of `performance.now`; null: there is none. */
  const beganAt = shallowRef<number | null>(null)
  /** ID of the run whose going on was seen here: only its end is news. */
  const witnessed = shallowRef<string | null>(null)
  const journal = shallowRef<readonly JournalRunView[] | null>(null)
  const journalFailure = shallowRef<Failure | null>(null)
  /** States of a run may come still. */
  const following = shallowRef(false)
  let reading: AbortController | null = null

  async function read(stream: RunStream, client: Client, isOwn: boolean): Promise<Failure | null> {
    reading?.abort()
    const own = (reading = new AbortController())
    following.value = true
    try {
      await readStream<RunState>(client, stream, {
        signal: own.signal,
        onItem: (item) => {
          if (item.run !== state.value?.run) beganAt.value = performance.now() - item.elapsed
          if (isOwn || item.ended === null) witnessed.value = item.run
          state.value = Object.freeze(item)
        },
      })
      return null
    } catch (error) {
      // A lost connection ends no run: it is followed again with the next one.
      return connection.connection.kind === 'open' ? failureOf(error) : null
    } finally {
      if (reading === own) {
        reading = null
        following.value = false
      }
    }
  }

  /** Carries out a plan. Answers why it could not begin, or null at its end. */
  async function run(plan: string, confirmed: number): Promise<Failure | null> {
    const client = connection.client()
    if (client === null) return null
    return read((input, options) => client.reclaim.run({ ...input, plan, confirmed }, options), client, true)
  }

  // Each measurement may be that of a run that another window has begun.
  watch(
    [() => connection.connection, () => app.state?.revision],
    ([current]) => {
      if (current.kind !== 'open' || reading !== null) return
      const { client } = current
      // What fails here is asked again; the page lacks the line about a run until then.
      void read((input, options) => client.reclaim.follow(input, options), client, false)
    },
    { immediate: true },
  )

  async function request(ask: (client: Client) => Promise<unknown>): Promise<Failure | null> {
    const client = connection.client()
    if (client === null) return null
    try {
      await ask(client)
      return null
    } catch (error) {
      return failureOf(error)
    }
  }

  async function loadJournal(): Promise<void> {
    journalFailure.value = await request(async (client) => {
      journal.value = Object.freeze(await client.reclaim.runs())
    })
  }

  /** Ends at the first that cannot be put back, and says why. */
  async function putBack(runId: string, steps: readonly number[]): Promise<Failure | null> {
    const failure = await request((client) => client.reclaim.putBack({ run: runId, steps: [...steps] }))
    await loadJournal()
    return failure
  }

  async function purge(runId: string, steps: readonly number[] | null): Promise<Failure | null> {
    const failure = await request((client) =>
      client.reclaim.purge({ run: runId, steps: steps === null ? null : [...steps] }),
    )
    await loadJournal()
    return failure
  }

  return {
    ...{ state, beganAt, witnessed, following, journal, journalFailure, run, loadJournal, putBack, purge },
    running: computed(() => state.value !== null && state.value.ended === null),
    stop: () => request((client) => client.reclaim.stop()),
  }
})
