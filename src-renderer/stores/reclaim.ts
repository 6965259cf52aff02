import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import type { Failure } from '../../src-main/contract/app-state.ts'
import type { PruneWay } from '../../src-main/prune/candidate.ts'
import type { ChoiceFilter } from '../../src-main/prune/choice.ts'
import type { PrunePlan } from '../../src-main/prune/plan.ts'
import type { Chosen, ReclaimPreview, ReclaimView } from '../../src-main/prune/reclaim-view.ts'
import { failureOf } from '../backend/failure-of.ts'
import { useAppStateStore } from './app-state.ts'
import { useConnectionStore } from './connection.ts'
import { loadOnRevision } from './load-on-revision.ts'
import { sentFilter } from './sent-filter.ts'

/** How the view is asked for. */
export interface AskedReclaim {
  readonly filter: ChoiceFilter
  /** Bytes, for the preset that stops there. */
  readonly freeAtLeast: number
}

/** The view, with how it was asked for. */
interface LoadedReclaim extends AskedReclaim {
  readonly view: ReclaimView
}

export type PlanState =
  | { readonly kind: 'none' }
  /** The disk is measured for it. */
  | { readonly kind: 'making' }
  | { readonly kind: 'ready'; readonly plan: PrunePlan }
  | { readonly kind: 'failed'; readonly failure: Failure }

export interface PlanFile {
  /** ISO 8601. */
  readonly madeAt: string
  readonly text: string
}

export const NO_FILTER: ChoiceFilter = {
  ...{ kinds: null, olderThan: null, unusedFor: null, labels: [], names: [], largerThan: null, facts: [] },
}

/** What could go, what of it is chosen and what that frees. A choice survives reloads by its keys. */
export const useReclaimStore = defineStore('reclaim', () => {
  const app = useAppStateStore()
  const connection = useConnectionStore()
  const asked = shallowRef<AskedReclaim>({ filter: NO_FILTER, freeAtLeast: 0 })
  const { view: loaded, failure } = loadOnRevision(loadView, undefined, asked)
  const chosen = shallowRef<ReadonlyMap<string, PruneWay>>(new Map())
  const preview = shallowRef<ReclaimPreview | null>(null)
  const previewFailed = shallowRef(false)
  const plan = shallowRef<PlanState>({ kind: 'none' })
  let asking = false
  let askAgain = false
  let plans = 0

  /** What is chosen and shown: a filter takes out of the plan what it hides. */
  const offered = computed<readonly Chosen[]>(() =>
    (loaded.value?.view.kinds ?? []).flatMap(({ candidates }) =>
      candidates.flatMap(({ key }) => {
        const way = chosen.value.get(key)
        return way === undefined ? [] : [{ key, way }]
      }),
    ),
  )

  async function loadView(client: NonNullable<ReturnType<typeof connection.client>>): Promise<LoadedReclaim> {
    const { filter, freeAtLeast } = asked.value
    return { filter, freeAtLeast, view: await client.reclaim.view({ filter: sentFilter(filter), freeAtLeast }) }
  }

  /** One question at a time, and of the choices that came meanwhile the last one only. */
  async function askPreview(): Promise<void> {
    askAgain = true
    if (asking) return
    asking = true
    while (askAgain) {
      askAgain = false
      await askPreviewOnce()
    }
    asking = false
  }

  async function askPreviewOnce(): Promise<void> {
    const client = connection.client()
    const about = app.opened
    if (offered.value.length === 0) preview.value = null
    if (client === null || offered.value.length === 0) return
    try {
      const answer = await client.reclaim.preview({ chosen: [...offered.value] })
      if (about !== app.opened || askAgain) return
      preview.value = Object.freeze(answer)
      previewFailed.value = false
    } catch {
      // Said beside the figure; what a lost connection breaks is asked again with the next one.
      previewFailed.value = true
    }
  }

  watch([offered, () => connection.connection], () => void askPreview())
  watch(() => app.opened, startAnew)

  /** What was chosen is somebody else's, or gone. */
  function startAnew(): void {
    chosen.value = new Map()
    preview.value = null
    forgetPlan()
  }

  function choose(ways: Iterable<readonly [string, PruneWay]>): void {
    chosen.value = new Map(ways)
  }

  /** Measures and plans what is chosen. Null when it failed, or was given up meanwhile. */
  async function makePlan(): Promise<PrunePlan | null> {
    const client = connection.client()
    if (client === null) return null
    const own = (plans += 1)
    plan.value = { kind: 'making' }
    try {
      const made = Object.freeze(await client.reclaim.plan({ chosen: [...offered.value] }))
      if (own !== plans) return null
      plan.value = { kind: 'ready', plan: made }
      return made
    } catch (error) {
      if (own === plans) plan.value = { kind: 'failed', failure: failureOf(error) }
      return null
    }
  }

  /** Plans what is chosen, as the text of a file that the terminal carries out. Null when that failed. */
  async function makePlanFile(): Promise<PlanFile | null> {
    const made = await makePlan()
    const client = connection.client()
    if (made === null || client === null) return null
    try {
      const text = await client.reclaim.planFile({ plan: made.id })
      forgetPlan()
      return { madeAt: made.madeAt, text }
    } catch (error) {
      plan.value = { kind: 'failed', failure: failureOf(error) }
      return null
    }
  }

  function forgetPlan(): void {
    plans += 1
    plan.value = { kind: 'none' }
  }

  return {
    ...{ loaded, failure, asked, chosen, offered, preview, previewFailed, plan },
    ...{ choose, makePlan, makePlanFile, forgetPlan, startAnew },
  }
})
