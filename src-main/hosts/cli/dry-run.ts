import { writeFile } from 'node:fs/promises'
import type { Chosen, PrunePlan, ReclaimPreview, ReclaimView } from '../../contract/reclaim.ts'
import { AppError, isAppError } from '../../errors/app-error.ts'
import type { CliContext, Client, TargetOptions } from './cli-context.ts'
import type { ExitCode } from './exit-code.ts'
import { filterOf, wayOf, type ChoiceFlags } from './reclaim-options.ts'
import { withReport } from './take-report.ts'

export interface DryRun {
  readonly target: TargetOptions
  readonly flags: ChoiceFlags
  /** A file to write the plan to. */
  readonly plan: string | null
  readonly json: boolean
}

/** Plans what the flags choose, prints it, and removes nothing. */
export function makeDryRun(context: CliContext, { target, flags, plan: file, json }: DryRun): Promise<ExitCode> {
  return withReport(context, { target, everything: false }, async ({ exitCode }, client) => {
    const view = await client.reclaim.view({ filter: filterOf(flags), freeAtLeast: 0 })
    const chosen = chosenOf(view, flags)
    const plan = await planOf(client, chosen)
    const blocked = chosen.length === 0 ? [] : (await client.reclaim.preview({ chosen: [...chosen] })).blocked
    if (plan !== null && file !== null) await writePlan(file, await client.reclaim.planFile({ plan: plan.id }))
    if (json) context.stdout.write(`${JSON.stringify(planAsJson(plan, { view, blocked }), null, 2)}\n`)
    else {
      const [{ planText }, { curesText }] = await Promise.all([import('./reclaim-text.ts'), import('./cures-text.ts')])
      const cures = curesText(view.advice)
      context.stdout.write(`${planText(plan, { view, blocked, file })}\n${cures === '' ? '' : `\n${cures}\n`}`)
    }
    return exitCode
  })
}

/** Data is in it only when its kind was asked for by name, and so is what is opt-in. */
function chosenOf(view: ReclaimView, flags: ChoiceFlags): readonly Chosen[] {
  const named = new Set(flags.kinds ?? [])
  return view.kinds
    .filter(({ kind, risk, optIn }) => named.has(kind) || (named.size === 0 && risk !== 'data' && !optIn))
    .flatMap(({ candidates }) => candidates.map((candidate) => ({ key: candidate.key, way: wayOf(candidate, flags) })))
}

/** Null: nothing of it can go, which is an answer and no failure. */
async function planOf(client: Client, chosen: readonly Chosen[]): Promise<PrunePlan | null> {
  if (chosen.length === 0) return null
  try {
    return await client.reclaim.plan({ chosen: [...chosen] })
  } catch (error) {
    if (error instanceof Error && isAppError(error.cause, 'plan-empty')) return null
    throw error
  }
}

/** A file that is there already may be somebody's plan: it is never written over. */
async function writePlan(file: string, content: string): Promise<void> {
  try {
    await writeFile(file, content, { flag: 'wx', mode: 0o600 })
  } catch (cause) {
    const there = (cause as NodeJS.ErrnoException).code === 'EEXIST'
    const message = there ? `${file} is there already.` : `The plan cannot be written to ${file}.`
    throw new AppError('bad-input', message, { context: { path: file }, cause })
  }
}

interface Beside {
  readonly view: ReclaimView
  readonly blocked: ReclaimPreview['blocked']
}

/** Bytes; null for what is not known. `reclaimable` is free as soon as it is done, `later` when the quarantine is purged. */
function planAsJson(plan: PrunePlan | null, { view, blocked }: Beside): object {
  const nothing = { kind: 'exact', bytes: 0 } as const
  const { now, later, apparent } = plan?.frees ?? { now: nothing, later: nothing, apparent: nothing }
  const bytes = (figure: typeof now) => (figure.kind === 'unknown' ? null : figure.bytes)
  return {
    reclaimable: {
      allocated: bytes(now),
      apparent: bytes(apparent),
      ...(now.kind === 'exact' ? {} : { because: now.because }),
    },
    later: { allocated: bytes(later) },
    plan: plan?.id ?? null,
    engine: plan?.engine ?? null,
    actions: (plan?.actions ?? []).map(({ step, kind, target, name, risk, way, frees }) => ({
      ...{ step, kind, target, name, risk, way },
      allocated: bytes(frees),
    })),
    blocked: blocked.map(({ name, inUse, by }) => ({ name, inUse, by })),
    advice: view.advice.map(({ about, name, allocated, place, lines }) => ({
      ...{ about, name, place, lines },
      allocated: bytes(allocated),
    })),
  }
}
