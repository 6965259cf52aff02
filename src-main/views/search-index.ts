import type { Inventory } from '../model/inventory.ts'
import { homesOf, identifiersOf } from './search-path.ts'
import { searchable, type SearchHit, type SearchKind } from './searchable.ts'

/** An object as a search looks at it. */
export interface IndexedObject {
  readonly key: string
  /** Names and steps in lower case. */
  readonly names: readonly string[]
  readonly steps: readonly string[]
  /** Without their algorithm, found by their beginnings. */
  readonly ids: readonly string[]
  readonly kind: SearchKind
  readonly bytes: number
  readonly hit: () => Omit<SearchHit, 'by'>
}

/** Everything that can be found, made once for an inventory so that each search costs little. */
export interface SearchIndex {
  readonly objects: readonly IndexedObject[]
  /** Objects by the directory that is their own. */
  readonly homes: ReadonlyMap<string, readonly string[]>
  /** Objects by what names them in a path of the engine's. */
  readonly identifiers: ReadonlyMap<string, readonly string[]>
}

const lower = (text: string): string => text.toLowerCase()

export function buildSearchIndex(inventory: Inventory): SearchIndex {
  const objects: IndexedObject[] = []
  for (const { names, steps, ids, ...rest } of searchable(inventory))
    objects.push({ ...rest, names: names.map(lower), steps: steps.map(lower), ids: ids.map(withoutAlgorithm) })
  return { objects, homes: homesOf(inventory), identifiers: identifiersOf(inventory) }
}

export function withoutAlgorithm(id: string): string {
  return id.startsWith('sha256:') ? id.slice('sha256:'.length) : id
}
