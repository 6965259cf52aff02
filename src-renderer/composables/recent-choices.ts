import { shallowRef, type ShallowRef } from 'vue'
import { storedJson } from './stored-json.ts'

/** Something that was chosen lately, as it was called then. */
export interface RecentChoice {
  readonly id: string
  readonly title: string
  readonly detail: string
  /** Address in the dashboard. */
  readonly to: string
}

export interface RecentChoices {
  readonly choices: Readonly<ShallowRef<readonly RecentChoice[]>>
  readonly add: (choice: RecentChoice) => void
}

const KEY = 'plimsoll.recent'
const MOST = 6

/** The last few things that were gone to, kept in this browser. What is stored and makes no sense is ignored. */
export function createRecentChoices(storage: Storage): RecentChoices {
  const choices = shallowRef(read(storage))
  return {
    choices,
    add(choice) {
      choices.value = [choice, ...choices.value.filter(({ id }) => id !== choice.id)].slice(0, MOST)
      storage.setItem(KEY, JSON.stringify(choices.value))
    },
  }
}

function read(storage: Storage): readonly RecentChoice[] {
  const stored = storedJson(storage, KEY)
  return Array.isArray(stored) ? stored.filter(isChoice).slice(0, MOST) : []
}

function isChoice(value: unknown): value is RecentChoice {
  if (typeof value !== 'object' || value === null) return false
  return ['id', 'title', 'detail', 'to'].every((name) => typeof Reflect.get(value, name) === 'string')
}
