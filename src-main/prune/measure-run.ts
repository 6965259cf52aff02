import { bytesOf } from '../model/figure.ts'
import { keyOf } from '../model/reclaim-graph.ts'
import { allocatedOf } from './plan-prune.ts'
import { fileUsages } from './file-usages.ts'
import type { MeasuredRun, StayedPart, StepOutcome } from './journal-port.ts'
import type { PlannedAction, PrunePlan } from './plan.ts'
import type { PruneGrounds } from './prune-kind.ts'

export interface MeasureRequest {
  readonly plan: PrunePlan
  /** Of the steps that were begun. */
  readonly outcomes: ReadonlyMap<number, StepOutcome>
  /** From an inventory that was taken after the run. */
  readonly after: PruneGrounds
}

/** What of a plan is really gone, part by part, and what else changed meanwhile. Null: the disk could not be read whole. */
export function measureRun({ plan, outcomes, after }: MeasureRequest): MeasuredRun | null {
  const total = allocatedOf(after)
  if (plan.allocatedBefore === null || total === null) return null
  const actions = new Map(plan.actions.map((action) => [action.step, action]))
  const left = leftOf(after)
  let gone = 0
  const stayed: StayedPart[] = []
  for (const part of plan.parts) {
    const key = keyOf(part)
    const planned = bytesOf(part.allocated) ?? 0
    const [action, outcome] = [actions.get(part.step), outcomes.get(part.step)]
    // What was moved aside is not where it was, and still on the disk.
    const moved = action?.way === 'quarantine' && outcome?.kind === 'done'
    const there = moved ? planned : Math.min(planned, left(key))
    gone += planned - there
    if (there > 0) stayed.push({ part: key, name: part.name, allocated: there, because: becauseOf(action, outcome) })
  }
  return { measuredAt: after.inventory.takenAt, gone, stayed, otherwise: total - (plan.allocatedBefore - gone) }
}

function becauseOf(action: PlannedAction | undefined, outcome: StepOutcome | undefined): StayedPart['because'] {
  if (outcome === undefined) return 'not-reached'
  if (outcome.kind === 'skipped' || outcome.kind === 'refused') return outcome.kind
  return action?.way === 'quarantine' && outcome.kind === 'done' ? 'quarantined' : 'held'
}

/** Allocated bytes that are still there, by key. A log that was cut may have grown again: then that. */
function leftOf({ inventory, graph }: PruneGrounds): (key: string) => number {
  const left = new Map<string, number>()
  for (const part of graph.parts) left.set(keyOf(part), (left.get(keyOf(part)) ?? 0) + (bytesOf(part.allocated) ?? 0))
  for (const [key, { allocated }] of fileUsages(inventory)) left.set(key, bytesOf(allocated) ?? 0)
  return (key) => left.get(key) ?? 0
}
