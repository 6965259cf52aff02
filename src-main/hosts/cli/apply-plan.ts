import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { PrunePlan, RunState } from '../../contract/reclaim.ts'
import { AppError } from '../../errors/app-error.ts'
import type { CliContext, Client, TargetOptions } from './cli-context.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { printable } from './format.ts'
import { withReport } from './take-report.ts'

export interface Application {
  readonly target: TargetOptions
  readonly file: string
  readonly yes: boolean
  readonly json: boolean
}

/** Carries out the plan of a file, after it was confirmed, and prints what became of it. */
export async function applyPlan(context: CliContext, { target, file, yes, json }: Application): Promise<ExitCode> {
  const content = await readPlan(file)
  return withReport(context, { target, everything: false }, async (_taken, client) => {
    const plan = await client.reclaim.load({ content })
    const { planText, resultText } = await import('./reclaim-text.ts')
    const confirmed = plan.actions.filter(({ risk }) => risk === 'data').length
    if (!yes) {
      context.stderr.write(`${planText(plan, null)}\n`)
      await confirm(context, plan, confirmed)
    }
    const last = await follow(context, client, { plan, confirmed })
    context.stdout.write(json ? `${JSON.stringify(resultAsJson(last), null, 2)}\n` : `${resultText(last)}\n`)
    return exitCodeOf(last)
  })
}

async function readPlan(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (cause) {
    throw new AppError('bad-input', `The plan ${file} cannot be read.`, { context: { path: file }, cause })
  }
}

/** Data is confirmed by how many objects hold it, everything else by a word. */
async function confirm({ ask }: CliContext, { actions }: PrunePlan, dataObjects: number): Promise<void> {
  if (ask === null) throw new AppError('plan-not-confirmed', 'Nobody can be asked here: confirm the plan with --yes.')
  const [question, right] =
    dataObjects > 0
      ? [`${dataObjects} objects cannot be rebuilt. Type their number to remove them: `, String(dataObjects)]
      : [`Type yes to carry out ${actions.length} actions: `, 'yes']
  if ((await ask(question))?.trim() !== right)
    throw new AppError('plan-not-confirmed', 'The plan was not confirmed. Nothing was removed.')
}

interface Confirmed {
  readonly plan: PrunePlan
  readonly confirmed: number
}

/** Ctrl-C ends it after the object that it is at. */
async function follow(context: CliContext, client: Client, { plan, confirmed }: Confirmed): Promise<RunState> {
  const stream = randomUUID()
  const stop = () => void client.reclaim.stop().catch(() => undefined)
  const show = context.stderr.isTTY === true
  let last: RunState | null = null
  if (context.signal.aborted) throw new AppError('cancelled', 'Interrupted; nothing was removed.')
  context.signal.addEventListener('abort', stop, { once: true })
  try {
    for await (const state of await client.reclaim.run({ stream, plan: plan.id, confirmed })) {
      void client.ack({ stream, items: 1 })
      last = state
      const action = plan.actions.find(({ step }) => step === state.current)
      if (show && action !== undefined)
        context.stderr.write(`\r\u001b[K${action.step} of ${plan.actions.length}: ${printable(action.name)}`)
    }
  } finally {
    context.signal.removeEventListener('abort', stop)
    if (show) context.stderr.write('\r\u001b[K')
  }
  if (last === null) throw new AppError('cancelled', 'The run ended without a word; its journal says what was done.')
  return last
}

function exitCodeOf({ ended, steps }: RunState): ExitCode {
  if (ended === 'cancelled') return EXIT.interrupted
  if (ended === 'engine-lost') return EXIT.nothingToRead
  return steps.every(({ outcome }) => outcome.kind === 'done') ? EXIT.ok : EXIT.refused
}

function resultAsJson({ run, plan, steps, ended, record, journalLost }: RunState): object {
  const outcomes = new Map(steps.map(({ step, outcome }) => [step, outcome]))
  return {
    ...{ run, ended, journalLost },
    predicted: plan.frees,
    measured: record?.measured ?? null,
    actions: plan.actions.map(({ step, kind, target, name, way, frees }) => ({
      ...{ step, kind, target, name, way },
      predicted: frees,
      outcome: outcomes.get(step) ?? { kind: 'not-reached' },
    })),
  }
}
