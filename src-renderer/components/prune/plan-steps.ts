import type { Figure } from '../../../src-main/model/figure.ts'
import type { PruneKindId, PruneWay, Risk } from '../../../src-main/prune/candidate.ts'
import type { PlannedAction, PlannedPart, PrunePlan } from '../../../src-main/prune/plan.ts'
import { sumOfFigures } from '../../format/figures.ts'

/** Actions of one kind, as one line of a plan. */
export interface PlanStep {
  readonly kind: PruneKindId
  readonly risk: Risk
  readonly actions: readonly PlannedAction[]
  /** Allocated bytes that these have for themselves, without what goes with its last holder. */
  readonly predicted: Figure
}

export interface PlanLines {
  /** In the order in which the first action of each is done. */
  readonly steps: readonly PlanStep[]
  /** What several objects hold. */
  readonly shared: readonly PlannedPart[]
  readonly sharedPredicted: Figure
  /** Now and later. */
  readonly all: Figure
}

export function planLines({ actions, parts, frees }: PrunePlan): PlanLines {
  const shared = parts.filter(({ together }) => together)
  const own = new Map<number, Figure[]>()
  for (const part of parts) if (!part.together) own.set(part.step, [...(own.get(part.step) ?? []), part.allocated])
  const kinds = [...new Set(actions.map(({ kind }) => kind))]
  return {
    steps: kinds.map((kind) => {
      const ofKind = actions.filter((action) => action.kind === kind)
      return {
        kind,
        risk: riskOf(ofKind),
        actions: ofKind,
        predicted: sumOfFigures(ofKind.flatMap(({ step }) => own.get(step) ?? [])),
      }
    }),
    shared,
    sharedPredicted: sumOfFigures(shared.map(({ allocated }) => allocated)),
    all: sumOfFigures([frees.now, frees.later]),
  }
}

/** The worst of them. */
function riskOf(actions: readonly PlannedAction[]): Risk {
  const risks = new Set(actions.map(({ risk }) => risk))
  return risks.has('data') ? 'data' : risks.has('rebuildable') ? 'rebuildable' : 'safe'
}

/** Actions whose number has to be typed. */
export function dataActions({ actions }: PrunePlan): readonly PlannedAction[] {
  return actions.filter(({ risk }) => risk === 'data')
}

export interface HappensWords {
  readonly t: (key: string, named?: Record<string, string>, count?: number) => string
  readonly locale: string
  /** Until a quarantine is purged; 0: at once. */
  readonly quarantineDays: number
}

/** "move to quarantine, purge after 7 days": what is done to these, each way with its number where there are several. */
export function happensText(actions: readonly PlannedAction[], words: HappensWords): string {
  const { t, locale } = words
  const ways = new Map<string, number>()
  for (const action of actions) {
    const does = doesText(action, words)
    ways.set(does, (ways.get(does) ?? 0) + 1)
  }
  const [only] = ways.keys()
  if (ways.size === 1 && only !== undefined) return only
  const parts = [...ways].map(([does, n]) => t('reclaim.plan.several', { n: String(n), does }, n))
  return new Intl.ListFormat(locale, { type: 'unit' }).format(parts)
}

function doesText({ way, target }: PlannedAction, { t, quarantineDays }: HappensWords): string {
  if (way === 'remove') return t(`reclaim.plan.does_${target.type}`)
  if (way !== 'quarantine') return t(`reclaim.plan.does_${way}`)
  if (quarantineDays === 0) return t('reclaim.plan.does_quarantineNow')
  return t('reclaim.plan.does_quarantine', { n: String(quarantineDays) }, quarantineDays)
}

export function waysOf(actions: readonly PlannedAction[]): ReadonlySet<PruneWay> {
  return new Set(actions.map(({ way }) => way))
}
