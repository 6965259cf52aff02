import { shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import { failureOf } from '../backend/failure-of.ts'
import type { Client } from '../backend/client.ts'
import type { Failure } from '../../src-main/contract/app-state.ts'
import { useAppStateStore } from './app-state.ts'
import { useConnectionStore } from './connection.ts'

/** A view that follows the inventory. The last good one stays when a newer one could not be loaded. */
export interface LoadedView<T> {
  readonly view: ShallowRef<T | null>
  readonly failure: ShallowRef<Failure | null>
}

/**
 * Loads a view now and whenever the inventory's revision changes. Revisions that come while a load runs are folded
 * into one load after it. With `wanted`, nothing is loaded until somebody wants it; when what is wanted is another one, the
 * view of the one before goes. `asks`: how it is asked for; when that changes it is loaded again, and the last view stays
 * until then.
 */
export function loadOnRevision<T extends object>(
  load: (client: Client) => Promise<T>,
  wanted: Readonly<Ref<boolean | string | null>> = shallowRef(true),
  asks: Readonly<Ref<unknown>> = shallowRef(null),
): LoadedView<T> {
  const app = useAppStateStore()
  const connection = useConnectionStore()
  const view: ShallowRef<T | null> = shallowRef(null)
  const failure: ShallowRef<Failure | null> = shallowRef(null)
  const self = Symbol('view')
  let loading = false
  let again = false

  watch(failure, (current) => {
    if (current === null) app.loadFailures.delete(self)
    else app.loadFailures.set(self, current)
  })

  async function loadOnce(): Promise<void> {
    const client = connection.client()
    if (client === null) return
    const about = app.opened
    const name = wanted.value
    try {
      const loaded = Object.freeze(await load(client))
      // An answer about what was open before comes too late.
      if (about !== app.opened || name !== wanted.value) return
      view.value = loaded
      failure.value = null
    } catch (error) {
      // What a lost connection breaks is loaded again with the next one.
      if (about === app.opened && name === wanted.value && connection.connection.kind === 'open')
        failure.value = failureOf(error)
    }
  }

  async function refresh(): Promise<void> {
    again = true
    if (loading) return
    loading = true
    while (again) {
      again = false
      await loadOnce()
    }
    loading = false
  }

  watch([() => app.opened, wanted], () => {
    view.value = failure.value = null
  })
  watch(
    [() => app.state?.revision ?? 0, () => connection.connection, wanted, asks] as const,
    ([revision, current, isWanted]) => {
      if (isWanted !== false && isWanted !== null && revision > 0 && current.kind === 'open') void refresh()
    },
    { immediate: true },
  )
  return { view, failure }
}
