import type { Command } from 'commander'
import type { Report } from '../../contract/report.ts'
import type { CliCommand } from './cli-command.ts'
import { findObject } from './find-object.ts'
import { takeReport } from './take-report.ts'
import { addTargetOptions, targetOf } from './target-options.ts'

/** One kind of object that has a command of its own. */
interface ObjectKind<T> {
  readonly name: string
  readonly description: string
  /** What the user may give to name one. */
  readonly argument: string
  readonly itemsOf: (report: Report) => readonly T[]
  readonly namesOf: (item: T) => readonly string[]
  /** Everything about it, for people; loaded when it is printed. */
  readonly describe: (item: T, report: Report) => Promise<string>
}

/** A command that takes a report and prints one object of it. */
export function objectCommand<T extends { readonly id: string }>(kind: ObjectKind<T>): CliCommand {
  const { name, description, argument, itemsOf, namesOf, describe } = kind
  return {
    name,
    register(program, context, finish) {
      addTargetOptions(program.command(name))
        .description(description)
        .argument('<name>', argument)
        .option('--json', 'as JSON')
        .action(async (wanted: string, flags: { readonly json?: boolean }, command: Command) => {
          const taken = await takeReport(context, { target: targetOf(command), everything: false })
          if (typeof taken === 'number') {
            finish(taken)
            return
          }
          const { report, exitCode } = taken
          const item = findObject(wanted, { kind: name, items: itemsOf(report), idOf: (each) => each.id, namesOf })
          const text = flags.json === true ? JSON.stringify(item, null, 2) : await describe(item, report)
          context.stdout.write(`${text}\n`)
          finish(exitCode)
        })
    },
  }
}
