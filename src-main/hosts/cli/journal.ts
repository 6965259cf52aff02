import type { JournalRunView } from '../../contract/reclaim.ts'
import { AppError } from '../../errors/app-error.ts'
import type { CliContext, Client, TargetOptions } from './cli-context.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { withReport } from './take-report.ts'

export interface JournalQuestion {
  readonly target: TargetOptions
  /** ID, or its start; null: all of them. */
  readonly run: string | null
  /** Null: all that can be. */
  readonly steps: readonly number[] | null
  readonly json: boolean
}

/** Prints the runs, or the steps of one. Nothing is measured for it. */
export async function showJournal(context: CliContext, { target, run, json }: JournalQuestion): Promise<ExitCode> {
  return withJournal(context, target, async (client) => {
    const runs = await client.reclaim.runs()
    const found = run === null ? null : findRun(runs, run)
    const { runText, runsText } = await import('./journal-text.ts')
    const text = found === null ? runsText(runs) : runText(found)
    context.stdout.write(json ? `${JSON.stringify(found ?? runs, null, 2)}\n` : `${text}\n`)
    return EXIT.ok
  })
}

/** Measures first: containers and volumes come back to the engine that answers. */
export async function putBackRun(context: CliContext, { target, run, steps }: JournalQuestion): Promise<ExitCode> {
  return withReport(context, { target, everything: false }, async (_taken, client) => {
    const found = findRun(await client.reclaim.runs(), run)
    const wanted = steps ?? found.undoable
    if (wanted.length === 0) throw nothingKept(found.id)
    await client.reclaim.putBack({ run: found.id, steps: [...wanted] })
    context.stdout.write(`${wanted.length} of ${found.plan.actions.length} objects are back.\n`)
    return EXIT.ok
  })
}

export async function purgeRun(
  context: CliContext,
  { target, run, steps, yes }: JournalQuestion & { readonly yes: boolean },
): Promise<ExitCode> {
  return withJournal(context, target, async (client) => {
    const found = findRun(await client.reclaim.runs(), run)
    const kept = found.steps.filter(({ step, kept }) => kept === 'kept' && (steps === null || steps.includes(step)))
    if (kept.length === 0) throw nothingKept(found.id)
    if (!yes) await confirm(context, kept.length)
    await client.reclaim.purge({ run: found.id, steps: kept.map(({ step }) => step) })
    context.stdout.write(`${kept.length} objects are gone for good.\n`)
    return EXIT.ok
  })
}

async function confirm({ ask }: CliContext, objects: number): Promise<void> {
  if (ask === null) throw new AppError('plan-not-confirmed', 'Nobody can be asked here: confirm it with --yes.')
  const answer = await ask(`${objects} objects cannot be put back after that. Type yes to purge them: `)
  if (answer?.trim() !== 'yes') throw new AppError('plan-not-confirmed', 'It was not confirmed. Nothing was purged.')
}

function nothingKept(run: string): AppError {
  return new AppError('not-found', 'Nothing is kept of that run.', { context: { name: run } })
}

/** The journal needs neither an engine nor a disk. */
async function withJournal(
  context: CliContext,
  target: TargetOptions,
  work: (client: Client) => Promise<ExitCode>,
): Promise<ExitCode> {
  const application = context.open(target)
  try {
    return await work(application.client)
  } finally {
    await application.close()
  }
}

function findRun(runs: readonly JournalRunView[], wanted: string | null): JournalRunView {
  if (wanted === null) throw new AppError('bad-input', 'Say which run: its ID, or the start of it.')
  const found = runs.filter(({ id }) => id.startsWith(wanted))
  const [first] = found
  if (first === undefined || wanted === '')
    throw new AppError('not-found', `There is no run “${wanted}” in the journal.`, { context: { name: wanted } })
  if (found.length > 1)
    throw new AppError('ambiguous-name', `${found.length} runs begin with “${wanted}”.`, { context: { name: wanted } })
  return first
}
