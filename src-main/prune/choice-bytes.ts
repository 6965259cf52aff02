import { sumFigures, type Figure, type UsageFigure } from '../model/figure.ts'
import { keyOf, type ReclaimGraph, type ReclaimPart } from '../model/reclaim-graph.ts'
import { reclaimable, type Reclaimed } from '../model/reclaimable.ts'
import { targetKey, type PruneTarget, type PruneWay } from './candidate.ts'
import { fileUsages } from './file-usages.ts'
import { objectOfTarget } from './object-of-target.ts'
import { isBelowOne } from './path-below.ts'
import type { PruneGrounds } from './prune-kind.ts'

export interface ChosenTarget {
  readonly target: PruneTarget
  readonly way: PruneWay
}

/** What a choice frees, all of it together: each part of the ledger once. */
export interface ChoiceBytes {
  /** Of the engine's objects, by place in the graph: what goes, what is blocked by what. */
  readonly reclaimed: Reclaimed
  /** Parts of the ledger that go with the objects. */
  readonly parts: readonly ChosenPart[]
  /** Files and directories that go by themselves. */
  readonly files: readonly ChosenFile[]
  /** Keys of files that were chosen and are a part of another chosen thing: of a container that goes too, of a path above. */
  readonly inside: readonly string[]
  /** Allocated bytes that are free as soon as it is done. */
  readonly now: Figure
  /** Allocated bytes that wait in the quarantine, and come to `now` when it is purged. */
  readonly later: Figure
  /** File lengths of both. */
  readonly apparent: Figure
}

export interface ChosenPart {
  /** In `ReclaimGraph.parts`. */
  readonly place: number
  readonly part: ReclaimPart
  /**
   * `targetKey` of the chosen objects that hold it. A hidden parent that goes by itself is none of them; of what only it
   * holds, they are those it was made for.
   */
  readonly holders: readonly string[]
}

export interface ChosenFile {
  readonly key: string
  readonly target: Extract<PruneTarget, { readonly type: 'log-file' | 'path' }>
  readonly way: PruneWay
  readonly usage: UsageFigure
}

/**
 * Targets that the inventory does not have are left out. Costs as much as the choice has parts; `usages` is `fileUsages`
 * of the inventory, for who asks more than once.
 */
export function choiceBytes(
  { inventory, graph }: PruneGrounds,
  chosen: readonly ChosenTarget[],
  usages: ReadonlyMap<string, UsageFigure> = fileUsages(inventory),
): ChoiceBytes {
  const objects = chosen.flatMap(({ target }) => objectOfTarget(target) ?? [])
  const reclaimed = reclaimable(graph, objects)
  const asked = new Set(objects.flatMap((object) => graph.placeOf(object) ?? []))
  const { files, inside } = chosenFiles(chosen, usages, (id) => goes(graph, reclaimed, id))
  const parts = reclaimed.freed.flatMap((place): readonly ChosenPart[] => {
    const part = graph.parts[place]
    return part === undefined ? [] : [{ place, part, holders: keysOf(graph, part, asked) }]
  })
  const filesOf = (waits: boolean) => files.filter(({ way }) => (way === 'quarantine') === waits)
  const allocated = (some: readonly ChosenFile[]) => some.map(({ usage }) => usage.allocated)
  return {
    reclaimed,
    parts,
    files,
    inside,
    now: sumFigures([reclaimed.frees, ...allocated(filesOf(false))]),
    later: sumFigures(allocated(filesOf(true))),
    apparent: sumFigures([
      ...parts.map(({ part }) => part.apparent),
      ...unplaced(graph, reclaimed),
      ...files.map(({ usage }) => usage.apparent),
    ]),
  }
}

/**
 * The step with which each freed part goes, by its place: the last of those of its holders, and of what lies on it.
 * `stepOf`: the step of a chosen object, by its key. A hidden parent goes with the last of what was made from it.
 */
export function stepsOfParts(
  graph: ReclaimGraph,
  { going, freed }: Reclaimed,
  stepOf: (key: string) => number | undefined,
): ReadonlyMap<number, number> {
  const objects = new Map<number, number>()
  const stepOfObject = (place: number): number => {
    const known = objects.get(place)
    if (known !== undefined) return known
    const object = graph.objects[place]
    const needs = (graph.needsOf[place] ?? []).filter((need) => going.has(need))
    const step = object === undefined ? 0 : (stepOf(keyOf(object)) ?? latestOf(needs.map(stepOfObject)))
    objects.set(place, step)
    return step
  }
  const parts = new Map<number, number>()
  const stepOfPart = (place: number): number => {
    const known = parts.get(place)
    if (known !== undefined) return known
    const { holders = [], above = [] } = graph.parts[place] ?? {}
    const step = latestOf([...holders.map(stepOfObject), ...above.map(stepOfPart)])
    parts.set(place, step)
    return step
  }
  return new Map(freed.map((place) => [place, stepOfPart(place)]))
}

/** Without spreading: a base layer may have a hundred thousand holders. */
function latestOf(steps: readonly number[]): number {
  return steps.reduce((last, step) => Math.max(last, step), 0)
}

function goes(graph: ReclaimGraph, { going }: Reclaimed, containerId: string): boolean {
  const place = graph.placeOf({ kind: 'container', id: containerId })
  return place !== undefined && going.has(place)
}

function keysOf(graph: ReclaimGraph, part: ReclaimPart, asked: ReadonlySet<number>): readonly string[] {
  const own = part.holders.filter((holder) => asked.has(holder))
  const places = new Set(own.length > 0 ? own : part.holders)
  // A set that grows is walked to its end.
  for (const place of places) if (!asked.has(place)) for (const child of graph.needsOf[place] ?? []) places.add(child)
  return [...places].flatMap((place) => {
    const object = asked.has(place) ? graph.objects[place] : undefined
    return object === undefined ? [] : [keyOf(object)]
  })
}

function chosenFiles(
  chosen: readonly ChosenTarget[],
  usages: ReadonlyMap<string, UsageFigure>,
  containerGoes: (id: string) => boolean,
): Pick<ChoiceBytes, 'files' | 'inside'> {
  const files = new Map<string, ChosenFile>()
  const inside = new Set<string>()
  for (const { target, way } of chosen) {
    if (target.type !== 'log-file' && target.type !== 'path') continue
    const key = targetKey(target)
    const usage = usages.get(key)
    if (usage === undefined) continue
    if (target.type === 'log-file' && containerGoes(target.containerId)) inside.add(key)
    else files.set(key, { key, target, way, usage })
  }
  const paths = new Set([...files.values()].flatMap(({ target }) => (target.type === 'path' ? [target.path] : [])))
  for (const { key, target } of [...files.values()])
    if (isBelowOne(target.path, paths)) {
      inside.add(key)
      files.delete(key)
    }
  return { files: [...files.values()], inside: [...inside] }
}

/** Objects that no ledger has: what they free is not known. */
function unplaced(graph: ReclaimGraph, { going }: Reclaimed): readonly Figure[] {
  return [...going].flatMap((place) =>
    (graph.partsOf[place] ?? []).length > 0 ? [] : (graph.objects[place]?.unplaced ?? []),
  )
}
