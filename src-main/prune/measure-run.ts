import { bytesOf } from '../model/figure.ts'
import { allocatedOf } from './plan-prune.ts'
import { fileUsages } from './file-usages.ts'
import type { MeasuredRun, StayedPart, StepOutcome } from './journal-port.ts'
import type { PlannedAction, PlannedPart, PrunePlan } from './plan.ts'
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
  const actions = new Map(plan.actions.map((action) => [action.step, action]))
  const left = leftOf(after)
  let gone = 0
  let quarantined = 0
  const stayed: StayedPart[] = []
  for (const part of plan.parts) {
    const planned = bytesOf(part.allocated) ?? 0
    const action = actions.get(part.step)
    const outcome = outcomes.get(part.step)
    const there = Math.min(planned, left(part))
    gone += planned - there
    const waits = action?.way === 'quarantine' && outcome?.kind === 'done'
    if (waits) quarantined += planned
    if (waits || there > 0)
      stayed.push({ part: part.name, allocated: waits ? planned : there, because: becauseOf(action, outcome) })
  }
  // What was moved aside is not where it was, and still on the disk.
  gone -= quarantined
  if (plan.allocatedBefore === null || total === null) return null
  return {
    measuredAt: after.inventory.takenAt,
    gone,
    stayed,
    otherwise: total - (plan.allocatedBefore - gone),
  }
}

function becauseOf(action: PlannedAction | undefined, outcome: StepOutcome | undefined): StayedPart['because'] {
  if (outcome === undefined) return 'not-reached'
  if (outcome.kind === 'skipped' || outcome.kind === 'refused') return outcome.kind
  return action?.way === 'quarantine' && outcome.kind === 'done' ? 'quarantined' : 'held'
}

/** Allocated bytes of a planned part that are still on the disk. A log that was cut may have grown again: then that. */
function leftOf({ inventory, graph }: PruneGrounds): (part: PlannedPart) => number {
  const parts = new Map(graph.parts.map((part) => [`${part.kind} ${part.id}`, bytesOf(part.allocated) ?? 0]))
  const files = fileUsages(inventory)
  return ({ kind, id }) => {
    if (kind !== 'log-file' && kind !== 'path') return parts.get(`${kind} ${id}`) ?? 0
    const usage = files.get(`${kind} ${id}`)
    return usage === undefined ? 0 : (bytesOf(usage.allocated) ?? 0)
  }
}
