import { sumFigures, type Figure } from '../model/figure.ts'
import { keyOf } from '../model/reclaim-graph.ts'
import { targetKey, type PruneTarget } from './candidate.ts'
import { choiceBytes, stepsOfParts, type ChoiceBytes } from './choice-bytes.ts'
import { withoutUsers } from './condition.ts'
import { orderActions, type Examined } from './order-actions.ts'
import type { PlannedAction, PlannedEngine, PlannedPart, PrunePlan } from './plan.ts'
import type { PruneGrounds } from './prune-kind.ts'

export interface PlanRequest {
  readonly grounds: PruneGrounds
  readonly examined: readonly Examined[]
  readonly id: string
  /** ISO 8601. */
  readonly madeAt: string
  readonly engine: PlannedEngine | null
  /** What frees most comes first, as far as the engine lets it: on a full disk. */
  readonly largestFirst: boolean
}

/** What of the choice can go, in an order in which each can. Null when nothing can. */
export function planPrune(request: PlanRequest): PrunePlan | null {
  const { grounds, examined, id, madeAt, engine, largestFirst } = request
  const bytes = choiceBytes(
    grounds,
    examined.map(({ candidate, way }) => ({ target: candidate.target, way })),
  )
  const can = examined.filter(({ candidate }) => isDone(candidate.target, bytes, grounds))
  const ordered = orderActions(grounds.graph, can, largestFirst)
  if (ordered.length === 0) return null
  const stepOf = new Map(ordered.map(({ candidate }, i) => [targetKey(candidate.target), i + 1]))
  const parts = plannedParts(grounds, bytes, stepOf)
  const removed = new Set(
    ordered.flatMap(({ candidate: { target } }) => (target.type === 'container' ? target.id : [])),
  )
  const follows = followers(grounds, bytes, stepOf)
  const actions = ordered.map(({ candidate, way, condition }, i): PlannedAction => {
    const { kind, target, name, risk } = candidate
    return {
      step: i + 1,
      key: targetKey(target),
      ...{ kind, target, name, risk, way },
      condition: withoutUsers(condition, removed),
      follows: follows.get(i + 1) ?? [],
      frees: sumFigures(parts.filter(({ step }) => step === i + 1).map(({ allocated }) => allocated)),
    }
  })
  return {
    format: 1,
    ...{ id, madeAt, engine, actions, parts },
    roots: grounds.inventory.roots.map(({ path }) => path),
    allocatedBefore: allocatedOf(grounds),
    frees: freesOf(bytes),
  }
}

/** Sum of all ledgers; null when not all of them could be read whole. */
export function allocatedOf({ inventory: { roots } }: Pick<PruneGrounds, 'inventory'>): number | null {
  const whole =
    roots.length > 0 && roots.every(({ measured, ledger }) => measured === 'whole' && ledger.because === null)
  return whole ? roots.reduce((sum, { ledger }) => sum + ledger.total.allocated, 0) : null
}

function freesOf({ now, later, apparent }: ChoiceBytes): PrunePlan['frees'] {
  return { now, later, apparent }
}

/** Blocked objects stay out, and so do log files that go with their container. */
function isDone(target: PruneTarget, { reclaimed, files }: ChoiceBytes, { graph }: PruneGrounds): boolean {
  const key = targetKey(target)
  if (target.type === 'log-file' || target.type === 'path') return files.some((file) => file.key === key)
  const place = graph.placeOf(
    target.type === 'volume' ? { kind: 'volume', id: target.name } : { kind: target.type, id: target.id },
  )
  return place !== undefined && reclaimed.going.has(place)
}

function plannedParts(
  { graph }: PruneGrounds,
  { reclaimed, parts, files }: ChoiceBytes,
  stepOf: ReadonlyMap<string, number>,
): readonly PlannedPart[] {
  const steps = stepsOfParts(graph, reclaimed, (key) => stepOf.get(key))
  return byKey([
    ...parts.map(({ place, part, holders }): PlannedPart => {
      const { kind, id, name, allocated, apparent } = part
      return { kind, id, name, allocated, apparent, step: steps.get(place) ?? 0, together: holders.length > 1 }
    }),
    ...files.map(({ key, target, usage }): PlannedPart => ({
      kind: target.type,
      id: target.path,
      name: target.path,
      allocated: usage.allocated,
      apparent: usage.apparent,
      step: stepOf.get(key) ?? 0,
      together: false,
    })),
  ])
}

/** A layer and an init layer that it keeps below itself have one key: they are one part of a plan, and go with the later. */
function byKey(parts: readonly PlannedPart[]): readonly PlannedPart[] {
  const keys = new Map<string, PlannedPart>()
  for (const part of parts) {
    const before = keys.get(keyOf(part))
    const whole: PlannedPart =
      before === undefined
        ? part
        : {
            ...part,
            allocated: sumFigures([before.allocated, part.allocated]),
            apparent: sumFigures([before.apparent, part.apparent]),
            step: Math.max(before.step, part.step),
            together: before.together || part.together,
          }
    keys.set(keyOf(part), whole)
  }
  return [...keys.values()]
}

/** Hidden parents that the engine removes with a child, by the step of the last child that goes. */
function followers(
  { graph }: PruneGrounds,
  { reclaimed }: ChoiceBytes,
  stepOf: ReadonlyMap<string, number>,
): ReadonlyMap<number, readonly string[]> {
  const follows = new Map<number, string[]>()
  const stepAt = (place: number): number => {
    const object = graph.objects[place]
    const own = object === undefined ? undefined : stepOf.get(keyOf(object))
    return own ?? (graph.needsOf[place] ?? []).reduce((last, need) => Math.max(last, stepAt(need)), 0)
  }
  for (const place of reclaimed.going) {
    const object = graph.objects[place]
    if (object?.kind !== 'image' || stepOf.has(keyOf(object))) continue
    const step = stepAt(place)
    follows.set(step, [...(follows.get(step) ?? []), object.id])
  }
  return follows
}

/** Of actions that are as good as done: what their parts were planned to free. */
export function freesOfSteps(plan: PrunePlan, steps: ReadonlySet<number>): Figure {
  return sumFigures(plan.parts.filter(({ step }) => steps.has(step)).map(({ allocated }) => allocated))
}
