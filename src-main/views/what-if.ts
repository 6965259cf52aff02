import { sumFigures, type Figure } from '../model/figure.ts'
import { keyOf, type PartHolder, type PartKind, type ReclaimGraph, type ReclaimPart } from '../model/reclaim-graph.ts'
import type { ObjectKey, ReclaimKind, ReclaimObject } from '../model/reclaim-objects.ts'
import { holdersOfLayer, reclaimable, staying, type Reclaimed } from '../model/reclaimable.ts'

/** What may be asked about. A layer stands for everything that has to go before it can. */
export interface WhatIfObject {
  readonly kind: ReclaimKind | 'layer'
  readonly id: string
}

/** What would go, what would stay and who holds it, if all of a set were removed together. Bytes are allocated ones. */
export interface WhatIfView {
  readonly takenAt: string
  /** The set without what cannot go, and hidden parents that go by themselves. */
  readonly goes: readonly GoingObject[]
  /** Of the set, what has to stay. */
  readonly blocked: readonly BlockedObject[]
  /** What the disk gets back: each part of the ledger once. */
  readonly freed: readonly WhatIfPart[]
  /** What the set holds and somebody else holds too. */
  readonly stays: readonly StayingPart[]
  /** The sum of `freed`: what all of it frees together. */
  readonly frees: Figure
  /** What each frees alone, added up: without what they hold in common. */
  readonly oneByOne: Figure
}

export interface GoingObject extends ObjectName {
  /** What removing it alone would free; nothing where something else has to go before. */
  readonly alone: Figure
  /** A hidden parent that goes by itself: nobody asked for it. */
  readonly follows: boolean
}

export interface ObjectName {
  readonly kind: ReclaimKind
  readonly id: string
  readonly name: string
}

export interface BlockedObject extends ObjectName {
  /** BuildKit uses it at this moment. */
  readonly inUse: boolean
  /** What would have to go before it. */
  readonly by: readonly ObjectName[]
}

export interface WhatIfPart {
  readonly kind: PartKind
  readonly id: string
  readonly name: string
  readonly allocated: Figure
}

export interface StayingPart extends WhatIfPart {
  /** Who keeps it, outside the set, the first of them. */
  readonly heldBy: readonly PartHolder[]
  /** How many there are. */
  readonly holders: number
}

/** As many names as a person reads; a base layer may have a thousand holders. */
const NAMES = 8

export function viewWhatIf(takenAt: string, graph: ReclaimGraph, asked: readonly WhatIfObject[]): WhatIfView {
  const set = asked.flatMap(({ kind, id }): readonly ObjectKey[] =>
    kind === 'layer' ? holdersOfLayer(graph, id) : [{ kind, id }],
  )
  const answer = reclaimable(graph, set)
  const goes = goingObjects(graph, answer, new Set(set.map(keyOf)))
  return {
    takenAt,
    goes,
    blocked: answer.blocked.map(({ object, by }) => ({
      ...named(object),
      inUse: object.inUse,
      by: by.map(named),
    })),
    freed: answer.freed.flatMap((place) => graph.parts[place] ?? []).map(shown),
    stays: staying(graph, answer).map(({ part, heldBy }) => ({
      ...shown(part),
      heldBy: heldBy.slice(0, NAMES),
      holders: heldBy.length,
    })),
    frees: answer.frees,
    oneByOne: sumFigures(goes.map(({ alone }) => alone)),
  }
}

function goingObjects(graph: ReclaimGraph, { going }: Reclaimed, asked: ReadonlySet<string>): readonly GoingObject[] {
  return [...going]
    .flatMap((place) => graph.objects[place] ?? [])
    .map((object) => ({
      ...named(object),
      alone: reclaimable(graph, [object]).frees,
      follows: !asked.has(keyOf(object)),
    }))
}

function named({ kind, id, name }: ReclaimObject): ObjectName {
  return { kind, id, name }
}

function shown({ kind, id, name, allocated }: ReclaimPart): WhatIfPart {
  return { kind, id, name, allocated }
}
