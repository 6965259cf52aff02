import type { ChoiceFilter } from '../../src-main/prune/choice.ts'
import type { Client } from '../backend/client.ts'

/** What the contract takes: the same with lists of its own. */
export type SentFilter = Parameters<Client['reclaim']['view']>[0]['filter']

export function sentFilter({ kinds, labels, names, facts, ...rest }: ChoiceFilter): SentFilter {
  const own = { labels: [...labels], names: [...names], facts: [...facts] }
  return { ...rest, ...own, kinds: kinds === null ? null : [...kinds] }
}
