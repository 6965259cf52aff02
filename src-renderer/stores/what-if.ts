import { defineStore } from 'pinia'
import { shallowRef, watch } from 'vue'
import type { WhatIfObject, WhatIfView } from '../../src-main/views/what-if.ts'
import { useAppStateStore } from './app-state.ts'
import { useConnectionStore } from './connection.ts'

/** Answers to what would go and what would stay, each asked for once in a revision. */
export const useWhatIfStore = defineStore('what-if', () => {
  const app = useAppStateStore()
  const connection = useConnectionStore()
  const answers = shallowRef<ReadonlyMap<string, WhatIfView>>(new Map())
  const asked = new Set<string>()

  watch(
    () => [app.state?.revision, app.opened, connection.connection],
    () => {
      asked.clear()
    },
  )

  async function ask(objects: readonly WhatIfObject[]): Promise<void> {
    const key = keyOf(objects)
    const client = connection.client()
    if (objects.length === 0 || client === null || asked.has(key)) return
    asked.add(key)
    const about = app.opened
    try {
      const answer = Object.freeze(await client.whatIf({ objects: [...objects] }))
      if (about === app.opened) answers.value = new Map([...answers.value, [key, answer]])
    } catch {
      // What a lost connection or a vanished inventory breaks is asked again.
      asked.delete(key)
    }
  }

  /** The last answer; null until there is one. */
  function answerTo(objects: readonly WhatIfObject[]): WhatIfView | null {
    return answers.value.get(keyOf(objects)) ?? null
  }

  return { ask, answerTo }
})

function keyOf(objects: readonly WhatIfObject[]): string {
  return objects.map(({ kind, id }) => `${kind} ${id}`).join('\n')
}
