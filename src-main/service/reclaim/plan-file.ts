import { createHash } from 'node:crypto'
import * as z from 'zod/mini'
import { AppError } from '../../errors/app-error.ts'
import { PRUNE_KINDS } from '../../prune/candidate.ts'
import type { PrunePlan } from '../../prune/plan.ts'

/** Hours after which a plan is not carried out any more: the disk is another one by then. */
export const PLAN_LIVES_HOURS = 24

/** Clocks of two programs on one machine agree better than that. */
const CLOCK_MINUTES = 5

const MINUTE = 60_000

const text = z.string()
const figure = z.union([
  z.object({ kind: z.literal('exact'), bytes: z.int() }),
  z.object({ kind: z.enum(['at-least', 'at-most']), bytes: z.int(), because: text }),
  z.object({ kind: z.literal('unknown'), because: text }),
])
const absolute = text.check(z.regex(/^\//))
const target = z.discriminatedUnion('type', [
  z.object({ type: z.literal('container'), id: text }),
  z.object({ type: z.literal('image'), id: text }),
  z.object({ type: z.literal('volume'), name: text }),
  z.object({ type: z.literal('build-cache'), id: text }),
  z.object({
    type: z.literal('log-file'),
    containerId: text,
    path: absolute,
    root: absolute,
    current: z.boolean(),
  }),
  z.object({ type: z.literal('path'), path: absolute, root: absolute }),
])
const action = z.object({
  step: z.int(),
  key: z.optional(text),
  kind: z.enum(PRUNE_KINDS),
  target,
  name: text,
  risk: z.enum(['safe', 'rebuildable', 'data']),
  way: z.enum(['remove', 'quarantine', 'truncate', 'compress', 'archive']),
  condition: z.record(text, z.union([text, z.number(), z.boolean(), z.null()])),
  follows: z.array(text),
  frees: figure,
})
const part = z.object({
  kind: text,
  id: text,
  name: text,
  allocated: figure,
  apparent: figure,
  step: z.int(),
  together: z.boolean(),
})
const plan = z.object({
  format: z.literal(1),
  id: z.uuid(),
  madeAt: z.iso.datetime(),
  engine: z.nullable(z.object({ id: text, name: text, version: text })),
  roots: z.array(absolute),
  allocatedBefore: z.nullable(z.int()),
  actions: z.array(action).check(z.minLength(1)),
  parts: z.array(part),
  frees: z.object({ now: figure, later: figure, apparent: figure }),
})
const file = z.object({ plimsoll: z.literal('plan'), sha256: text, plan: z.unknown() })

/** A plan as text, with a sum over it that shows whether somebody changed it. */
export function planFile(plan: PrunePlan): string {
  return `${JSON.stringify({ plimsoll: 'plan', sha256: sumOf(plan), plan }, null, 2)}\n`
}

/**
 * The plan in a text. Throws `plan-damaged` for what is none, and `plan-edited` for one that is not as it was written.
 * Whether it may still be carried out is another question.
 */
export function parsePlanFile(content: string): PrunePlan {
  const outer = z.safeParse(file, parsed(content))
  if (!outer.success) throw new AppError('plan-damaged', 'This is no plan of Plimsoll’s.')
  if (sumOf(outer.data.plan) !== outer.data.sha256)
    throw new AppError('plan-edited', 'The plan was changed after it was made. Nothing was removed.')
  const inner = z.safeParse(plan, outer.data.plan)
  if (!inner.success) throw new AppError('plan-damaged', 'The plan has parts that this version does not know.')
  return outer.data.plan as PrunePlan
}

/** Throws `plan-stale` for one of another day, and for one from the future. */
export function checkAge({ madeAt }: Pick<PrunePlan, 'madeAt'>, now: Date): void {
  const age = now.getTime() - Date.parse(madeAt)
  if (age > PLAN_LIVES_HOURS * 60 * MINUTE || age < -CLOCK_MINUTES * MINUTE)
    throw new AppError('plan-stale', `The plan was made at ${madeAt}; plans are carried out within a day.`, {
      context: { madeAt },
    })
}

function sumOf(plan: unknown): string {
  return createHash('sha256').update(JSON.stringify(plan)).digest('hex')
}

function parsed(content: string): unknown {
  try {
    return JSON.parse(content)
  } catch (cause) {
    throw new AppError('plan-damaged', 'This is no plan of Plimsoll’s: it is not JSON.', { cause })
  }
}
