import { computed, watch, type Ref } from 'vue'
import type { ChoiceFilter } from '../../../src-main/prune/choice.ts'

/** What the list is asked for: a filter, and a goal for the preset that has one. */
export interface AskedFor {
  readonly filter: ChoiceFilter
  /** Bytes that shall be free. */
  readonly freeAtLeast: number
}

export interface AskedParts {
  readonly filter: Ref<ChoiceFilter>
  /** As it was typed. Without stars it is found anywhere in a name. */
  readonly name: Ref<string>
  readonly goal: Ref<number>
  /** The filter hides something. */
  readonly filters: Readonly<Ref<boolean>>
}

/** Bytes. The first goal is the next step of so many that is more than half of one beyond what is free. */
const GOAL_STEP = 10e9

/** The parts of what is asked, each to be set by itself. `free`: bytes on the disk that the goal is about. */
export function useAskedFor(asked: Ref<AskedFor>, noFilter: ChoiceFilter, free: () => number | undefined): AskedParts {
  const filter = computed({
    get: () => asked.value.filter,
    set: (next) => {
      asked.value = { ...asked.value, filter: next }
    },
  })
  const name = computed({
    get: () => (filter.value.names[0] ?? '').replace(/^\*(.*)\*$/, '$1'),
    set: (text) => {
      filter.value = { ...filter.value, names: text === '' ? [] : [text.includes('*') ? text : `*${text}*`] }
    },
  })
  const goal = computed({
    get: () => asked.value.freeAtLeast,
    set: (freeAtLeast) => {
      asked.value = { ...asked.value, freeAtLeast }
    },
  })
  const filters = computed(() => JSON.stringify(filter.value) !== JSON.stringify(noFilter))

  // It lies beyond what is free already: one that is reached would choose nothing.
  watch(
    free,
    (bytes) => {
      if (bytes === undefined || goal.value !== 0) return
      goal.value = Math.ceil((bytes + GOAL_STEP / 2) / GOAL_STEP) * GOAL_STEP
    },
    { immediate: true },
  )

  return { filter, name, goal, filters }
}
