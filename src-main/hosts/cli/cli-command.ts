import type { Command } from 'commander'
import type { CliContext } from './cli-context.ts'
import type { ExitCode } from './exit-code.ts'

/** Hands a command's exit code back to whoever runs the program. */
export type Finish = (code: ExitCode) => void

/** One command of the terminal. To add one: a file in `commands/`, a line in its registry. */
export interface CliCommand {
  readonly name: string
  /** Adds the command with its options and its action. */
  register(program: Command, context: CliContext, finish: Finish): void
}
