import type { JournalRun, JournalStep, StayedPart, StepOutcome } from '../../../src-main/prune/journal-port.ts'
import type { PlannedAction, PlannedPart } from '../../../src-main/prune/plan.ts'
import { bytesOfFigure, sumOfFigures } from '../../format/figures.ts'
import { planLines, type PlanStep } from './plan-steps.ts'

/** What became of a line of the plan. Bytes are allocated ones, by ledgers before and after. */
export interface ResultLine {
  /** Null: what several objects held. */
  readonly step: PlanStep | null
  readonly objects: number
  /** Of them, what was done. */
  readonly done: number
  readonly predicted: number
  /** Gone, or set aside in quarantine. */
  readonly gone: number
  readonly quarantined: number
  readonly reasons: readonly Reason[]
}

/** Why something of it stayed. */
export type Reason =
  | { readonly kind: 'quarantined' | 'held' }
  | { readonly kind: 'not-reached'; readonly objects: number }
  | { readonly kind: 'outcome'; readonly name: string; readonly outcome: StepOutcome }

export interface RunResult {
  readonly lines: readonly ResultLine[]
  readonly predicted: number
  readonly gone: number
  readonly quarantined: number
  /** What neither the plan nor its outcomes explain. */
  readonly unexplained: number
}

/** Null before it was measured what is really gone. */
export function runResult({ plan, steps, measured }: JournalRun): RunResult | null {
  if (measured === null) return null
  const stayed = new Map(measured.stayed.map((one) => [one.part, one]))
  const outcomes = new Map(steps.map((step) => [step.step, step.outcome]))
  const stayedOf = (part: PlannedPart): StayedPart | undefined => stayed.get(`${part.kind} ${part.id}`)
  const { steps: planned, shared, all } = planLines(plan)
  const lines = [
    ...planned.map((step) => {
      const numbers = new Set(step.actions.map((action) => action.step))
      return lineOf(
        step,
        plan.parts.filter((part) => !part.together && numbers.has(part.step)),
      )
    }),
    ...(shared.length === 0 ? [] : [lineOf(null, shared)]),
  ]
  const quarantined = sum(lines.map((line) => line.quarantined))
  const predicted = bytesOfFigure(all) ?? 0
  const left = sum(measured.stayed.filter(({ because }) => because !== 'quarantined').map(({ allocated }) => allocated))
  return {
    ...{ lines, predicted, quarantined },
    gone: measured.gone + quarantined,
    unexplained: predicted - measured.gone - quarantined - left,
  }

  function lineOf(step: PlanStep | null, parts: readonly PlannedPart[]): ResultLine {
    const stays = parts.flatMap((part) => stayedOf(part) ?? [])
    const aside = sum(stays.filter(({ because }) => because === 'quarantined').map(({ allocated }) => allocated))
    const before = bytesOfFigure(sumOfFigures(parts.map(({ allocated }) => allocated))) ?? 0
    const actions = step?.actions ?? []
    return {
      step,
      objects: step === null ? parts.length : actions.length,
      done:
        step === null ? parts.length - stays.length : actions.filter((one) => isDone(outcomes.get(one.step))).length,
      predicted: before,
      gone: before - sum(stays.map(({ allocated }) => allocated)) + aside,
      quarantined: aside,
      reasons: [...(aside > 0 ? [{ kind: 'quarantined' } as const] : []), ...heldReason(stays), ...outcomesOf(actions)],
    }
  }

  function outcomesOf(actions: readonly PlannedAction[]): readonly Reason[] {
    const notDone = actions.flatMap(({ step, name }): readonly Reason[] => {
      const outcome = outcomes.get(step)
      return outcome == null || outcome.kind === 'done' ? [] : [{ kind: 'outcome', name, outcome }]
    })
    const missing = actions.filter(({ step }) => outcomes.get(step) == null).length
    return missing === 0 ? notDone : [...notDone, { kind: 'not-reached', objects: missing }]
  }
}

function heldReason(stays: readonly StayedPart[]): readonly Reason[] {
  return stays.some(({ because }) => because === 'held') ? [{ kind: 'held' }] : []
}

function isDone(outcome: StepOutcome | null | undefined): boolean {
  return outcome?.kind === 'done'
}

function sum(bytes: readonly number[]): number {
  return bytes.reduce((total, some) => total + some, 0)
}

/** Steps whose object is kept aside still: in quarantine, in an archive. */
export function keptSteps(run: JournalRun, way: 'quarantine' | null = null): readonly JournalStep[] {
  const ways = new Map(run.plan.actions.map((action) => [action.step, action.way]))
  return run.steps.filter(({ step, kept }) => kept === 'kept' && (way === null || ways.get(step) === way))
}

export interface ReasonWords {
  readonly t: (key: string, named?: Record<string, string>) => string
  readonly whole: (count: number) => string
}

/** "scratch was started meanwhile: skipped". */
export function reasonText(reason: Reason, { t, whole }: ReasonWords): string {
  switch (reason.kind) {
    case 'quarantined':
      return t('reclaim.result.inQuarantine')
    case 'held':
      return t('reclaim.result.held')
    case 'not-reached':
      return t('reclaim.result.notReached', { n: whole(reason.objects) })
    case 'outcome':
      return outcomeReason(reason.name, reason.outcome, t)
  }
}

function outcomeReason(name: string, outcome: StepOutcome, t: ReasonWords['t']): string {
  if (outcome.kind === 'refused') return t('reclaim.result.refused', { name, said: outcome.said })
  if (outcome.kind !== 'skipped') return t('reclaim.result.interrupted', { name })
  const { what, is } = outcome.changed
  if (what === 'gone') return t('reclaim.result.skippedGone', { name })
  return t(`reclaim.result.${what === 'state' && is === 'running' ? 'skippedStarted' : 'skippedChanged'}`, { name })
}

/** What brings an object back. */
export interface Recipe {
  readonly step: number
  readonly name: string
  readonly of: 'image' | 'container' | 'log'
  /** Lines for a shell; null: there is none. */
  readonly pull: string | null
}

export function recipesOf(run: JournalRun): readonly Recipe[] {
  const actions = new Map(run.plan.actions.map((action) => [action.step, action]))
  return run.steps.flatMap((step): readonly Recipe[] => {
    const action = actions.get(step.step)
    const of = action === undefined ? null : comesBackAs(step, action)
    if (action === undefined || of === null) return []
    const [digest] = step.keepsake?.of === 'image' ? step.keepsake.repoDigests : []
    return [{ step: step.step, name: action.name, of, pull: digest === undefined ? null : `docker pull ${digest}` }]
  })
}

function comesBackAs({ outcome, keepsake, kept }: JournalStep, { way }: PlannedAction): Recipe['of'] | null {
  if (outcome?.kind !== 'done' || kept === 'put-back') return null
  if (way === 'compress') return kept === 'kept' ? 'log' : null
  return keepsake?.of === 'image' || keepsake?.of === 'container' ? keepsake.of : null
}
