import type { Inventory } from '../model/inventory.ts'
import { ownersOfPath } from './search-path.ts'
import { searchable, type Searchable, type SearchHit } from './searchable.ts'

export type { SearchHit, SearchKind } from './searchable.ts'

/** What was found, best first. */
export interface SearchView {
  readonly hits: readonly SearchHit[]
  /** How many there are, shown or not. */
  readonly total: number
}

/** How well a text fits, best first. `holds`: a path that lies in the object's directory. */
const RANKS = ['exact', 'holds', 'prefix', 'word', 'inside'] as const
type Rank = (typeof RANKS)[number]

/** A text of fewer characters is no part of an ID: nearly every object would have it. */
const SHORTEST_ID = 4

/**
 * Objects whose name, reference, ID or Dockerfile step is or has the text, and the one that a path on disk belongs to. IDs by
 * their beginnings, with or without `sha256:`. Linear in what there is.
 */
export function viewSearch(inventory: Inventory, text: string, limit: number): SearchView {
  const sought = text.trim().toLowerCase()
  if (sought === '') return { hits: [], total: 0 }
  const owners = ownersOfPath(inventory, text.trim())
  const best = new Map<Rank, Found[]>(RANKS.map((rank) => [rank, []]))
  let total = 0
  for (const object of searchable(inventory)) {
    const found = owners.has(object.key) ? { rank: 'holds' as const, by: 'path' as const } : match(object, sought)
    if (found === null) continue
    total += 1
    keep(best.get(found.rank) ?? [], { object, by: found.by, closeness: owners.get(object.key) ?? 0 }, limit)
  }
  const hits = RANKS.flatMap((rank) => best.get(rank) ?? []).slice(0, limit)
  return { hits: hits.map(({ object: { hit }, by }) => ({ ...hit(), by })), total }
}

interface Found {
  readonly object: Searchable
  readonly by: SearchHit['by']
  /** Length of the directory that holds a path: the longer, the nearer. */
  readonly closeness: number
}

interface Match {
  readonly rank: Rank
  readonly by: SearchHit['by']
}

function match({ names, ids, steps }: Searchable, sought: string): Match | null {
  let best: Match | null = null
  const take = (rank: Rank | null, by: SearchHit['by']): void => {
    if (rank !== null && (best === null || RANKS.indexOf(rank) < RANKS.indexOf(best.rank))) best = { rank, by }
  }
  for (const name of names) take(rankOf(name.toLowerCase(), sought), 'name')
  if (sought.length >= SHORTEST_ID) for (const id of ids) take(rankOfId(id, sought), 'id')
  for (const step of steps) take(rankOf(step.toLowerCase(), sought), 'step')
  return best
}

function rankOf(text: string, sought: string): Rank | null {
  const at = text.indexOf(sought)
  if (at === -1) return null
  if (at === 0) return text.length === sought.length ? 'exact' : 'prefix'
  return startsWord(text, sought, at) ? 'word' : 'inside'
}

/** At any of its places in the text. */
function startsWord(text: string, sought: string, first: number): boolean {
  for (let at = first; at !== -1; at = text.indexOf(sought, at + 1))
    if (!/[a-z0-9]/.test(text.charAt(at - 1))) return true
  return false
}

const ALGORITHM = 'sha256:'

function rankOfId(id: string, sought: string): Rank | null {
  const bare = id.startsWith(ALGORITHM) ? id.slice(ALGORITHM.length) : id
  const wanted = sought.startsWith(ALGORITHM) ? sought.slice(ALGORITHM.length) : sought
  if (wanted.length < SHORTEST_ID || !bare.startsWith(wanted)) return null
  return bare.length === wanted.length ? 'exact' : 'prefix'
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

function order(a: Found, b: Found): number {
  return (
    b.closeness - a.closeness ||
    a.object.order - b.object.order ||
    b.object.bytes - a.object.bytes ||
    (a.object.key < b.object.key ? -1 : 1)
  )
}
