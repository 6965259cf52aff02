import { ownersOfPath } from './search-path.ts'
import { withoutAlgorithm, type IndexedObject, type SearchIndex } from './search-index.ts'
import { SEARCH_KINDS, type SearchHit } from './searchable.ts'

export type { SearchHit, SearchKind } from './searchable.ts'

/** What was found, best first. */
export interface SearchView {
  readonly hits: readonly SearchHit[]
  /** How many there are, shown or not. */
  readonly total: number
}

/** How well a text fits, best first: the whole name, a path that is the object's, from the beginning, at a word, inside. */
const EXACT = 0
const HOLDS = 1
const PREFIX = 2
const WORD = 3
const INSIDE = 4
const NONE = 5
type Rank = typeof EXACT | typeof HOLDS | typeof PREFIX | typeof WORD | typeof INSIDE | typeof NONE

/** A text of fewer characters is no part of an ID: nearly every object would have it. */
const SHORTEST_ID = 4

/**
 * Objects whose name, reference, ID or Dockerfile step is or has the text, and the one that a path on disk belongs to. IDs by
 * their beginnings, with or without `sha256:`. Looks at each object once.
 */
export function viewSearch(index: SearchIndex, text: string, limit: number): SearchView {
  const sought = text.trim().toLowerCase()
  if (sought === '') return { hits: [], total: 0 }
  const owners = new Set(ownersOfPath(index, text.trim()))
  const id = withoutAlgorithm(sought)
  const best: readonly Found[][] = [[], [], [], [], []]
  let total = 0
  for (const object of index.objects) {
    const found = owners.has(object.key) ? { rank: HOLDS, by: 'path' as const } : match(object, sought, id)
    if (found.rank === NONE) continue
    total += 1
    keep(best[found.rank] ?? [], { object, by: found.by }, limit)
  }
  const hits = best.flat().slice(0, limit)
  return { hits: hits.map(({ object, by }) => ({ ...object.hit(), by })), total }
}

interface Found {
  readonly object: IndexedObject
  readonly by: SearchHit['by']
}

interface Match {
  readonly rank: Rank
  readonly by: SearchHit['by']
}

const NO_MATCH: Match = { rank: NONE, by: 'name' }

function match({ names, ids, steps }: IndexedObject, sought: string, id: string): Match {
  let best = NO_MATCH
  for (const name of names) best = better(best, rankOf(name, sought), 'name')
  if (id.length >= SHORTEST_ID) for (const own of ids) best = better(best, rankOfId(own, id), 'id')
  for (const step of steps) best = better(best, rankOf(step, sought), 'step')
  return best
}

function better(best: Match, rank: Rank, by: SearchHit['by']): Match {
  return rank < best.rank ? { rank, by } : best
}

function rankOf(text: string, sought: string): Rank {
  const at = text.indexOf(sought)
  if (at === -1) return NONE
  if (at === 0) return text.length === sought.length ? EXACT : PREFIX
  return startsWord(text, sought, at) ? WORD : INSIDE
}

/** At any of its places in the text. */
function startsWord(text: string, sought: string, first: number): boolean {
  for (let at = first; at !== -1; at = text.indexOf(sought, at + 1))
    if (!/[a-z0-9]/.test(text.charAt(at - 1))) return true
  return false
}

function rankOfId(id: string, sought: string): Rank {
  if (!id.startsWith(sought)) return NONE
  return id.length === sought.length ? EXACT : PREFIX
}

/** Keeps the best of a rank in order, at most `limit`. */
function keep(best: Found[], found: Found, limit: number): void {
  const last = best.at(-1)
  if (best.length >= limit && last !== undefined && order(found, last) >= 0) return
  let [low, high] = [0, best.length]
  while (low < high) {
    const middle = (low + high) >> 1
    const at = best[middle]
    if (at !== undefined && order(at, found) <= 0) low = middle + 1
    else high = middle
  }
  best.splice(low, 0, found)
  if (best.length > limit) best.pop()
}

/** Kinds in their order, then the larger. */
function order({ object: a }: Found, { object: b }: Found): number {
  return SEARCH_KINDS.indexOf(a.kind) - SEARCH_KINDS.indexOf(b.kind) || b.bytes - a.bytes || (a.key < b.key ? -1 : 1)
}
