import { computed, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue'
import type { WhatIfObject, WhatIfView } from '../../../src-main/views/what-if.ts'
import type { BlockMark } from './block-look.ts'

export interface Picked {
  readonly chosen: ShallowRef<readonly WhatIfObject[]>
  /** Their IDs. */
  readonly picked: ComputedRef<ReadonlySet<string>>
  /** Null while it is asked for, and where nothing was picked. */
  readonly answer: ComputedRef<WhatIfView | null>
  /** What goes and what stays of the map with all of them, by ID. */
  readonly marks: ComputedRef<ReadonlyMap<string, BlockMark>>
  readonly pick: (next: WhatIfObject, adding: boolean) => void
  readonly addAll: (objects: readonly WhatIfObject[]) => void
  readonly letGo: () => void
}

interface Answers {
  readonly ask: (objects: readonly WhatIfObject[]) => Promise<void>
  readonly answerTo: (objects: readonly WhatIfObject[]) => WhatIfView | null
}

/** What was picked on the map or in an image: what would go with all of it is asked for, again in each revision. */
export function usePicked({ ask, answerTo }: Answers, revision: () => number | undefined): Picked {
  const chosen = shallowRef<readonly WhatIfObject[]>([])
  const answer = computed(() => (chosen.value.length === 0 ? null : answerTo(chosen.value)))
  const marks = computed(() => marksOf(answer.value))

  watch([chosen, revision], ([objects]) => void ask(objects), { immediate: true })

  return {
    ...{ chosen, answer, marks },
    picked: computed(() => new Set(chosen.value.map(({ id }) => id))),
    pick(next, adding) {
      const isThere = chosen.value.some(({ id }) => id === next.id)
      if (adding) chosen.value = isThere ? chosen.value.filter(({ id }) => id !== next.id) : [...chosen.value, next]
      else chosen.value = isThere && chosen.value.length === 1 ? [] : [next]
    },
    addAll(objects) {
      const all = [...chosen.value, ...objects.map(({ kind, id }) => ({ kind, id }))]
      chosen.value = [...new Map(all.map((each) => [`${each.kind} ${each.id}`, each])).values()]
    },
    letGo() {
      chosen.value = []
    },
  }
}

function marksOf(answer: WhatIfView | null): ReadonlyMap<string, BlockMark> {
  const found = new Map<string, BlockMark>()
  for (const part of answer?.stays ?? []) if (part.kind === 'layer') found.set(part.id, 'stays')
  for (const image of answer?.goes ?? []) if (image.kind === 'image') found.set(image.id, 'goes')
  for (const part of answer?.freed ?? []) if (part.kind === 'layer') found.set(part.id, 'goes')
  return found
}
