import type { Figure } from '../../../src-main/model/figure.ts'
import type { PlannedPart } from '../../../src-main/prune/plan.ts'
import type { RunState } from '../../../src-main/prune/run-state.ts'
import { bytesOfFigure, sumOfFigures } from '../../format/figures.ts'
import { planLines, type PlanStep } from './plan-steps.ts'

/** A line of a run. Bytes are those of the plan: what is really gone is measured at the end. */
export interface RunLine {
  readonly step: PlanStep
  readonly state: 'done' | 'run' | 'wait'
  readonly done: number
  readonly skipped: number
  /** What is worked on at this moment; null: nothing of this line. */
  readonly name: string | null
  /** Of its objects that are done. */
  readonly doneBytes: number
}

export interface RunProgress {
  readonly lines: readonly RunLine[]
  readonly objects: number
  readonly done: number
  readonly all: Figure
  /** Planned bytes of what was done: gone, and set aside. */
  readonly freed: number
  readonly quarantined: number
  /** What several objects hold, and how much of it is done; null: there is none. */
  readonly shared: {
    readonly parts: number
    readonly done: number
    readonly doneBytes: number
    readonly predicted: Figure
  } | null
}

/** Parts go with the action that they were planned for, once that is done. */
export function runProgress({ plan, steps, current }: RunState): RunProgress {
  const outcomes = new Map(steps.map(({ step, outcome }) => [step, outcome]))
  const lines = planLines(plan)
  const isDone = (step: number): boolean => outcomes.get(step)?.kind === 'done'
  const aside = new Set(plan.actions.filter(({ way }) => way === 'quarantine').map(({ step }) => step))
  const gone = plan.parts.filter(({ step }) => isDone(step))
  const shared = lines.shared.filter(({ step }) => isDone(step))
  return {
    lines: lines.steps.map((step): RunLine => {
      const reached = step.actions.filter((action) => outcomes.has(action.step))
      const now = step.actions.find((action) => action.step === current)
      const isOver = reached.length === step.actions.length
      const numbers = new Set(step.actions.map((action) => action.step))
      return {
        step,
        state: isOver ? 'done' : now !== undefined || reached.length > 0 ? 'run' : 'wait',
        done: reached.length,
        skipped: reached.filter((action) => !isDone(action.step)).length,
        name: now?.name ?? null,
        doneBytes: bytesOf(gone.filter((part) => !part.together && numbers.has(part.step))),
      }
    }),
    objects: plan.actions.length,
    done: plan.actions.filter(({ step }) => outcomes.has(step)).length,
    all: lines.all,
    freed: bytesOf(gone.filter(({ step }) => !aside.has(step))),
    quarantined: bytesOf(gone.filter(({ step }) => aside.has(step))),
    shared:
      lines.shared.length === 0
        ? null
        : {
            parts: lines.shared.length,
            done: shared.length,
            doneBytes: bytesOf(shared),
            predicted: lines.sharedPredicted,
          },
  }
}

/** Steps, or milliseconds, after which what was done says something about what is left. */
const ENOUGH_STEPS = 3
const ENOUGH_TIME = 5000
/** Milliseconds. What is longer was foretold from too little. */
const TOO_LONG = 86_400_000

/**
 * Milliseconds until a run has ended, if the rest of it takes as long as what is done; null while that says nothing.
 * Half by objects, half by bytes: a few large ones and hundreds of small ones are both nothing to go by alone.
 */
export function timeLeft(
  { plan, steps, ended }: Pick<RunState, 'plan' | 'steps' | 'ended'>,
  elapsed: number,
): number | null {
  const [done, all] = [steps.length, plan.actions.length]
  const isEnough = done >= ENOUGH_STEPS || (done > 0 && elapsed >= ENOUGH_TIME)
  if (ended !== null || done >= all || !isEnough) return null
  const reached = new Set(steps.map(({ step }) => step))
  const bytes = bytesOf(plan.parts)
  const byBytes = bytes === 0 ? null : bytesOf(plan.parts.filter(({ step }) => reached.has(step))) / bytes
  const share = byBytes === null ? done / all : (done / all + byBytes) / 2
  const left = (elapsed * (1 - share)) / share
  return left > TOO_LONG ? null : left
}

function bytesOf(parts: readonly PlannedPart[]): number {
  return bytesOfFigure(sumOfFigures(parts.map(({ allocated }) => allocated))) ?? 0
}
