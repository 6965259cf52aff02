import { implement, ORPCError } from '@orpc/server'
import { contract } from '../../../src-main/contract/contract.ts'
import type { ConnectionContext } from '../../../src-main/contract/credit-window.ts'
import type { JournalRun, JournalStep, StayedPart, StepOutcome } from '../../../src-main/prune/journal-port.ts'
import type { PrunePlan } from '../../../src-main/prune/plan.ts'
import type { ReclaimSettings } from '../../../src-main/prune/reclaim-settings.ts'
import type { RunState } from '../../../src-main/prune/run-state.ts'
import { viewRun } from '../../../src-main/prune/journal-view.ts'
import { createLatest, type Latest } from '../../../src-main/service/latest.ts'
import { reclaimPlan, reclaimPreview, reclaimView, type ReclaimWorld } from './shown-reclaim.ts'

/** The removing side of a made-up application, whose runs a spec moves on as it likes. */
export interface ServedReclaim {
  /** Ends the steps up to and with this one, each done unless its outcome is given. */
  advance(to: number, outcomes?: Readonly<Record<number, StepOutcome>>): void
  /** Ends the run, and measures what is gone. */
  finish(ended?: RunState['ended'], measured?: boolean): void
  /** A plan that the page holds cannot be carried out any more. */
  forgetPlans(): void
  readonly settings: ReclaimSettings
  readonly stopped: boolean
  readonly undone: readonly string[]
}

const os = implement(contract).$context<ConnectionContext>()

export function answerReclaim(world: () => ReclaimWorld | undefined, notThere: () => never) {
  let settings: ReclaimSettings = { keep: [], quarantineDays: 7, stopAtSurprise: false, saved: [] }
  const plans = new Map<string, PrunePlan>()
  let state: Latest<RunState> | null = null
  let runs: readonly JournalRun[] = []
  let stopped = false
  let began = 0
  const undone: string[] = []
  const there = (): ReclaimWorld => world() ?? notThere()

  async function* follow(signal: AbortSignal | undefined): AsyncGenerator<RunState, void> {
    if (state === null) return
    for await (const item of state.follow(signal)) {
      yield { ...item, elapsed: Date.now() - began }
      if (item.record !== null) return
    }
  }

  function setKept(run: string, steps: readonly number[] | null, kept: JournalStep['kept']): void {
    undone.push(`${kept} ${steps?.join(',') ?? 'all'}`)
    runs = runs.map((one) => ({
      ...one,
      steps: one.steps.map((step) =>
        one.id === run && (steps === null ? step.kept === 'kept' : steps.includes(step.step))
          ? { ...step, kept }
          : step,
      ),
    }))
  }

  const router = {
    view: os.reclaim.view.handler(({ input }) => reclaimView(there(), input, settings.keep)),
    preview: os.reclaim.preview.handler(({ input }) => reclaimPreview(there(), input.chosen)),
    plan: os.reclaim.plan.handler(({ input }) => {
      if (input.chosen.length === 0) throw new ORPCError('plan-empty', { data: {}, message: 'empty' })
      const plan = reclaimPlan(there(), input.chosen)
      plans.set(plan.id, plan)
      return plan
    }),
    planFile: os.reclaim.planFile.handler(({ input }) => JSON.stringify(plans.get(input.plan) ?? notThere())),
    load: os.reclaim.load.handler(notThere),
    run: os.reclaim.run.handler(({ input, context, signal }) => {
      const plan = plans.get(input.plan)
      if (plan === undefined) throw new ORPCError('plan-stale', { data: {}, message: 'stale' })
      if (input.confirmed !== plan.actions.filter(({ risk }) => risk === 'data').length)
        throw new ORPCError('plan-not-confirmed', { data: {}, message: 'not confirmed' })
      plans.delete(input.plan)
      stopped = false
      began = Date.now()
      state = createLatest<RunState>({
        ...{
          run: crypto.randomUUID(),
          plan,
          steps: [],
          current: 1,
          ended: null,
          record: null,
          journalLost: false,
          elapsed: 0,
        },
      })
      return context.windows.open(input.stream, follow(signal), signal)
    }),
    follow: os.reclaim.follow.handler(({ input, context, signal }) =>
      context.windows.open(input.stream, follow(signal), signal),
    ),
    stop: os.reclaim.stop.handler(() => {
      stopped = true
      return undefined
    }),
    runs: os.reclaim.runs.handler(() => runs.map(viewRun)),
    putBack: os.reclaim.putBack.handler(({ input }) => {
      setKept(input.run, input.steps, 'put-back')
      return undefined
    }),
    purge: os.reclaim.purge.handler(({ input }) => {
      setKept(input.run, input.steps, 'purged')
      return undefined
    }),
    settings: os.reclaim.settings.handler(() => settings),
    setSettings: os.reclaim.setSettings.handler(({ input }) => {
      if (input.keep.some((rule) => rule.kind === 'name' && rule.pattern.includes('[')))
        throw new ORPCError('bad-input', { data: {}, message: 'no pattern' })
      settings = input
      return undefined
    }),
  }
  const controls: ServedReclaim = {
    advance(to, outcomes = {}) {
      if (state === null) throw new Error('no run was begun')
      const { plan } = state.value
      const steps = plan.actions
        .filter(({ step }) => step <= to)
        .map(({ step, name, way, target }) => {
          const keptAt = way === 'remove' || way === 'truncate' ? null : `/var/lib/docker/kept/${step}`
          return { step, outcome: outcomes[step] ?? done(target.type === 'path' ? [target.path] : [name], keptAt) }
        })
      const before = new Map(state.value.steps.map((one) => [one.step, one]))
      const next = steps.map((one) => before.get(one.step) ?? one)
      state.set({ ...state.value, steps: next, current: to < plan.actions.length ? to + 1 : null })
    },
    finish(ended = 'finished', measured = true) {
      if (state === null) throw new Error('no run was begun')
      const whole = recordOf(state.value, ended ?? 'finished')
      const record = measured ? whole : { ...whole, measured: null }
      runs = [record, ...runs]
      state.set({ ...state.value, current: null, ended, record })
    },
    forgetPlans() {
      plans.clear()
    },
    get settings() {
      return settings
    },
    get stopped() {
      return stopped
    },
    undone,
  }
  return { router, controls }
}

function done(removed: readonly string[], keptAt: string | null): StepOutcome {
  return { kind: 'done', removed, keptAt }
}

function recordOf({ run, plan, steps }: RunState, ended: NonNullable<RunState['ended']>): JournalRun {
  const at = new Date().toISOString()
  const outcomes = new Map(steps.map(({ step, outcome }) => [step, outcome]))
  const stayed = plan.parts.flatMap((part): readonly StayedPart[] => {
    const outcome = outcomes.get(part.step)
    const action = plan.actions.find(({ step }) => step === part.step)
    const allocated = part.allocated.kind === 'exact' ? part.allocated.bytes : 0
    const because =
      outcome === undefined
        ? 'not-reached'
        : outcome.kind === 'done'
          ? action?.way === 'quarantine'
            ? 'quarantined'
            : null
          : outcome.kind === 'skipped'
            ? 'skipped'
            : 'refused'
    return because === null ? [] : [{ part: `${part.kind} ${part.id}`, name: part.name, allocated, because }]
  })
  const all = plan.parts.reduce((sum, { allocated }) => sum + (allocated.kind === 'exact' ? allocated.bytes : 0), 0)
  return {
    ...{ id: run, plan, beganAt: at, endedAt: at, ended },
    steps: steps.map(({ step, outcome }): JournalStep => {
      const action = plan.actions.find((one) => one.step === step)
      return {
        ...{ step, beganAt: at, endedAt: at, outcome },
        keepsake: keepsakeOf(action),
        kept: outcome.kind === 'done' && outcome.keptAt !== null ? 'kept' : null,
      }
    }),
    measured: {
      measuredAt: at,
      gone: all - stayed.reduce((sum, { allocated }) => sum + allocated, 0),
      stayed,
      otherwise: 61_440,
    },
  }
}

function keepsakeOf(action: PrunePlan['actions'][number] | undefined): JournalStep['keepsake'] {
  const { target, name = '' } = action ?? {}
  if (target?.type === 'container') return { of: 'container', name, inspect: {} }
  if (target?.type !== 'image') return null
  // Of the images without a name every third was only ever built here.
  const hasDigest = !name.startsWith('<none>') || Number.parseInt(target.id.slice(7, 15), 16) % 3 !== 0
  const repository = name.split(':')[0] ?? name
  return {
    of: 'image',
    references: name.startsWith('<none>') ? [] : [name],
    repoDigests: hasDigest ? [`${repository.startsWith('<none>') ? 'acme/base' : repository}@${target.id}`] : [],
  }
}
