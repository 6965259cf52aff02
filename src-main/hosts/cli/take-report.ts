import { randomUUID } from 'node:crypto'
import type { AppState, Failure } from '../../contract/app-state.ts'
import type { Report } from '../../contract/report.ts'
import { AppError } from '../../errors/app-error.ts'
import type { CliContext, Client, TargetOptions } from './cli-context.ts'
import { describeFailure } from './advice.ts'
import { EXIT, exitCodeOf, type ExitCode } from './exit-code.ts'
import { formatBytes } from './format.ts'

export interface TakenReport {
  readonly report: Report
  /** `incomplete` when anything could not be read. */
  readonly exitCode: ExitCode
}

export interface TakeOptions {
  readonly target: TargetOptions
  /** Walk remembered layers again too. */
  readonly everything: boolean
}

/** Takes one inventory in this process, with progress on a terminal's stderr, and answers it as a report. */
export function takeReport(context: CliContext, options: TakeOptions): Promise<TakenReport | ExitCode> {
  return withReport(context, options, (taken) => Promise.resolve(taken))
}

/** The same for who asks more of the application that took it. */
export async function withReport<T>(
  context: CliContext,
  { target, everything }: TakeOptions,
  work: (taken: TakenReport, client: Client) => Promise<T>,
): Promise<T | ExitCode> {
  const application = context.open(target)
  const cancel = () => void application.client.app.cancel().catch(() => undefined)
  context.signal.addEventListener('abort', cancel, { once: true })
  try {
    await application.client.app.measure({ everything })
    const state = await settle(context, application.client)
    if (context.signal.aborted) throw new AppError('cancelled', 'Interrupted; nothing was printed.')
    if (state.stage === 'failed') return reportFailures(context, state.failures)
    const report = await application.client.report()
    warn(context, state.failures)
    const exitCode = isComplete(report, state.failures) ? EXIT.ok : EXIT.incomplete
    return await work({ report, exitCode }, application.client)
  } finally {
    context.signal.removeEventListener('abort', cancel)
    await application.close()
  }
}

async function settle(context: CliContext, client: Client): Promise<AppState> {
  const stream = randomUUID()
  const show = context.stderr.isTTY === true
  for await (const state of await client.app.states({ stream })) {
    void client.ack({ stream, items: 1 })
    if (show && state.progress !== null) {
      const { inodes, allocated } = state.progress
      context.stderr.write(
        `\r\u001b[KReading the disk: ${inodes.toLocaleString('en')} inodes, ${formatBytes(allocated)}`,
      )
    }
    if (isSettled(state)) {
      if (show) context.stderr.write('\r\u001b[K')
      return state
    }
  }
  throw new AppError('cancelled', 'The measurement ended without a result.')
}

function isSettled({ stage }: AppState): boolean {
  return stage === 'whole' || stage === 'cancelled' || stage === 'failed'
}

function reportFailures(context: CliContext, failures: readonly Failure[]): ExitCode {
  warn(context, failures)
  return exitCodeOf(failures[0]?.code ?? 'bug')
}

function warn(context: CliContext, failures: readonly Failure[]): void {
  for (const failure of failures) context.stderr.write(`plimsoll: ${describeFailure(failure)}\n`)
}

/** Nothing was left out: an engine that was meant and did not answer is something. */
function isComplete(report: Report, failures: readonly Failure[]): boolean {
  // What cannot be remembered is slower next time, not missing.
  if (failures.some((failure) => failure.code !== 'storage-unavailable')) return false
  const problems = report.engine?.problems.length ?? 0
  const read =
    report.roots.length > 0 && report.roots.every((root) => root.allocated !== null && root.gaps.length === 0)
  return report.stage === 'whole' && problems === 0 && read
}
