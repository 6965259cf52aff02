import type { Figure } from '../../../src-main/model/figure.ts'
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
  readonly sharedState: 'done' | 'wait'
}

export function runProgress({ plan, steps, current, ended }: RunState): RunProgress {
  const outcomes = new Map(steps.map(({ step, outcome }) => [step, outcome]))
  const lines = planLines(plan)
  const isDone = (step: number): boolean => outcomes.get(step)?.kind === 'done'
  const done = plan.actions.filter(({ step }) => isDone(step))
  const bytesOf = (actions: readonly { readonly frees: Figure }[]): number =>
    bytesOfFigure(sumOfFigures(actions.map(({ frees }) => frees))) ?? 0
  return {
    lines: lines.steps.map((step): RunLine => {
      const reached = step.actions.filter((action) => outcomes.has(action.step))
      const now = step.actions.find((action) => action.step === current)
      const isOver = reached.length === step.actions.length
      return {
        step,
        state: isOver ? 'done' : now !== undefined || reached.length > 0 ? 'run' : 'wait',
        done: reached.length,
        skipped: reached.filter((action) => !isDone(action.step)).length,
        name: now?.name ?? null,
        doneBytes: bytesOf(reached.filter((action) => isDone(action.step))),
      }
    }),
    objects: plan.actions.length,
    done: plan.actions.filter(({ step }) => outcomes.has(step)).length,
    all: lines.all,
    freed: bytesOf(done.filter(({ way }) => way !== 'quarantine')),
    quarantined: bytesOf(done.filter(({ way }) => way === 'quarantine')),
    sharedState: ended !== null ? 'done' : 'wait',
  }
}
