import { sumFigures, type Figure } from './figure.ts'
import type { ChainId } from './identifiers.ts'
import { keyOf, type PartHolder, type ReclaimGraph, type ReclaimPart } from './reclaim-graph.ts'
import type { ObjectKey, ReclaimObject } from './reclaim-objects.ts'

/** What becomes of a set of objects when all of it is removed together. */
export interface Reclaimed {
  /** What really goes, by place in the graph: all of the set that can, and the hidden parents that go by themselves. */
  readonly going: ReadonlySet<number>
  readonly blocked: readonly Blocked[]
  /** Parts all of whose holders go, by place in the graph. */
  readonly freed: readonly number[]
  /**
   * Allocated bytes that the disk gets back: those of `freed`, as the ledger has them. Layers and blobs that somebody
   * else holds are in no part of it. An object that no ledger has makes it a lower bound.
   */
  readonly frees: Figure
}

/** An object of the set that has to stay. */
export interface Blocked {
  readonly object: ReclaimObject
  /** What would have to go before it; empty when it is in use at this moment. */
  readonly by: readonly ReclaimObject[]
}

/** Objects that are not known are left out. Costs about as much as the set has parts. */
export function reclaimable(graph: ReclaimGraph, set: Iterable<ObjectKey>): Reclaimed {
  const asked = new Set<number>()
  for (const object of set) {
    const place = graph.placeOf(object)
    if (place !== undefined) asked.add(place)
  }
  const going = withFollowers(graph, whoCanGo(graph, asked))
  const freed = freedParts(graph, going)
  const unplaced = [...going].flatMap((place) =>
    (graph.partsOf[place] ?? []).length > 0 ? [] : (graph.objects[place]?.unplaced ?? []),
  )
  return {
    going,
    blocked: [...asked].filter((place) => !going.has(place)).flatMap((place) => blockedAt(graph, place, going)),
    freed,
    frees: sumFigures([...freed.flatMap((part) => graph.parts[part]?.allocated ?? []), ...unplaced]),
  }
}

/** A part that an object of the set holds, and that somebody else holds too. */
export interface Staying {
  readonly part: ReclaimPart
  /** Who keeps it, outside the set: whoever holds it, else whoever holds what lies on it. */
  readonly heldBy: readonly PartHolder[]
}

export function staying(graph: ReclaimGraph, { going, freed }: Reclaimed): readonly Staying[] {
  const gone = new Set(freed)
  return partsOf(graph, going)
    .filter((place) => !gone.has(place))
    .flatMap((place) => {
      const part = graph.parts[place]
      return part === undefined ? [] : [{ part, heldBy: keepers(graph, part, { going, gone }) }]
    })
}

/**
 * Everything that has to go before a layer can: who holds it, and who holds a layer above it. Leases are not among them:
 * while there is one, it stays.
 */
export function holdersOfLayer(graph: ReclaimGraph, chainId: ChainId): readonly ObjectKey[] {
  const places = new Set<number>()
  const parts = new Set([graph.partOfLayer.get(chainId)].filter((place) => place !== undefined))
  for (const place of parts) {
    const part = graph.parts[place]
    for (const holder of part?.holders ?? []) places.add(holder)
    for (const above of part?.above ?? []) parts.add(above)
  }
  return [...places].flatMap((place) => graph.objects[place] ?? [])
}

/**
 * All of the set but what is in use, and what cannot go because something that has to go before it stays. A hidden parent
 * does not: it goes by itself with the last of what was made from it.
 */
function whoCanGo(graph: ReclaimGraph, asked: ReadonlySet<number>): Set<number> {
  const { objects, needsOf } = graph
  const known = new Map<number, boolean>()
  const canGo = (place: number): boolean => {
    const answer = known.get(place)
    if (answer !== undefined) return answer
    // What goes round does not keep itself.
    known.set(place, true)
    const wanted = asked.has(place) || isFollower(graph, place)
    const goes = wanted && objects[place]?.inUse !== true && (needsOf[place] ?? []).every(canGo)
    known.set(place, goes)
    return goes
  }
  return new Set([...asked].filter(canGo))
}

/** A hidden parent of something. */
function isFollower({ objects, needsOf, placeOf }: ReclaimGraph, place: number): boolean {
  return (needsOf[place] ?? []).some((need) => {
    const follower = objects[need]?.follower ?? null
    return follower !== null && placeOf(follower) === place
  })
}

function withFollowers({ objects, placeOf, needsOf }: ReclaimGraph, going: Set<number>): ReadonlySet<number> {
  // A set that grows is walked to its end.
  for (const place of going) {
    const follower = objects[place]?.follower ?? null
    const next = follower === null ? undefined : placeOf(follower)
    if (next !== undefined && (needsOf[next] ?? []).every((need) => going.has(need))) going.add(next)
  }
  return going
}

function blockedAt(graph: ReclaimGraph, place: number, going: ReadonlySet<number>): readonly Blocked[] {
  const object = graph.objects[place]
  if (object === undefined) return []
  const by = [...blockersOf(graph, place, going)].flatMap((need) => graph.objects[need] ?? [])
  return [{ object, by }]
}

/** Instead of a hidden parent, which has no name that anybody knows, what keeps that. */
function blockersOf(graph: ReclaimGraph, place: number, going: ReadonlySet<number>): ReadonlySet<number> {
  const needs = (graph.needsOf[place] ?? []).filter((need) => !going.has(need))
  return new Set(needs.flatMap((need) => (isFollower(graph, need) ? [...blockersOf(graph, need, going)] : [need])))
}

function freedParts(graph: ReclaimGraph, going: ReadonlySet<number>): readonly number[] {
  // By place, 1 for no and 2 for yes: among tens of thousands of parts a map costs more than the question.
  const known = new Uint8Array(graph.parts.length)
  const isFreed = (place: number): boolean => {
    const answer = known[place] ?? 0
    if (answer > 0) return answer === 2
    const part = graph.parts[place]
    const goes =
      part !== undefined &&
      part.keptBy.length === 0 &&
      part.holders.length > 0 &&
      part.holders.every((holder) => going.has(holder)) &&
      part.above.every(isFreed)
    known[place] = goes ? 2 : 1
    return goes
  }
  return partsOf(graph, going).filter(isFreed)
}

/** What objects hold, each part once, in the order in which it is met. */
function partsOf(graph: ReclaimGraph, objects: Iterable<number>): readonly number[] {
  const met = new Uint8Array(graph.parts.length)
  const parts: number[] = []
  for (const object of objects)
    for (const part of graph.partsOf[object] ?? [])
      if (met[part] === 0) {
        met[part] = 1
        parts.push(part)
      }
  return parts
}

interface Gone {
  readonly going: ReadonlySet<number>
  /** Parts. */
  readonly gone: ReadonlySet<number>
}

function keepers(graph: ReclaimGraph, part: ReclaimPart, set: Gone): readonly PartHolder[] {
  const direct = [
    ...part.holders.filter((holder) => !set.going.has(holder)).flatMap((holder) => graph.objects[holder] ?? []),
    ...part.keptBy,
  ].map(({ kind, id, name }): PartHolder => ({ kind, id, name }))
  if (direct.length > 0) return direct
  const above = part.above.filter((place) => !set.gone.has(place)).flatMap((place) => graph.parts[place] ?? [])
  const found = above.flatMap((each) => keepers(graph, each, set))
  return [...new Map(found.map((holder) => [keyOf(holder), holder])).values()]
}
