import { Command, CommanderError } from 'commander'
import { AppError } from '../../errors/app-error.ts'
import { describeFailure } from './advice.ts'
import type { CliContext } from './cli-context.ts'
import { CLI_COMMANDS } from './commands/registry.ts'
import { EXIT, exitCodeOf, type ExitCode } from './exit-code.ts'

const EXIT_CODES = `
Exit codes: 0 all read · 1 a fault of Plimsoll · 2 wrong usage · 3 nothing to read (no engine, no data root)
4 printed, but something could not be read · 5 no such object
6 a plan, or an object of it, was left alone · 130 interrupted`

/** Runs one command line and answers its exit code. Nothing but a fault of ours ever shows a stack trace. */
export async function runCli(args: readonly string[], context: CliContext, version: string): Promise<ExitCode> {
  let code: ExitCode = EXIT.ok
  const program = new Command('plimsoll')
    .description('Docker’s disk usage, to the byte')
    .version(version)
    .exitOverride()
    .showHelpAfterError('(`plimsoll --help` lists what there is)')
    .configureOutput({
      writeOut: (text) => void context.stdout.write(text),
      writeErr: (text) => void context.stderr.write(text),
    })
    .addHelpText('after', EXIT_CODES)
  for (const command of CLI_COMMANDS) {
    command.register(program, context, (result) => {
      code = result
    })
  }
  try {
    await program.parseAsync([...args], { from: 'user' })
    return code
  } catch (error) {
    return explain(error, context)
  }
}

function explain(error: unknown, context: CliContext): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage
  const expected = asAppError(error)
  if (expected !== null) {
    context.stderr.write(`plimsoll: ${describeFailure(expected)}\n`)
    return exitCodeOf(expected.code)
  }
  const message = error instanceof Error ? error.message : String(error)
  context.stderr.write(`plimsoll: ${describeFailure({ code: 'bug', context: {}, message })}\n`)
  if (process.env['PLIMSOLL_DEBUG'] !== undefined && error instanceof Error)
    context.stderr.write(`${error.stack ?? ''}\n`)
  return EXIT.bug
}

/** An AppError, thrown here or carried by the router under the same code. */
function asAppError(error: unknown): AppError | null {
  if (error instanceof AppError) return error
  return error instanceof Error && error.cause instanceof AppError ? error.cause : null
}
