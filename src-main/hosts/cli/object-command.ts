import type { Command } from 'commander'
import type { Report } from '../../contract/report.ts'
import type { CliCommand } from './cli-command.ts'
import type { Client } from './cli-context.ts'
import { findObject } from './find-object.ts'
import { withReport } from './take-report.ts'
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
  /** An option that asks for something else about it, and prints that instead. */
  readonly instead?: Instead<T>
}

interface Instead<T> {
  /** Its long name, without dashes. */
  readonly option: string
  readonly description: string
  readonly ask: (item: T, asking: Asking) => Promise<Answer>
}

export interface Asking {
  readonly client: Client
  readonly signal: AbortSignal
}

/** As JSON, and for people. */
export interface Answer {
  readonly json: unknown
  readonly text: string
}

/** A command that takes a report and prints one object of it. */
export function objectCommand<T extends { readonly id: string }>(kind: ObjectKind<T>): CliCommand {
  const { name, description, argument, itemsOf, namesOf, describe, instead } = kind
  const find = (wanted: string, report: Report) =>
    findObject(wanted, { kind: name, items: itemsOf(report), idOf: (each) => each.id, namesOf })
  return {
    name,
    register(program, context, finish) {
      const registered = addTargetOptions(program.command(name))
        .description(description)
        .argument('<name>', argument)
        .option('--json', 'as JSON')
      if (instead !== undefined) registered.option(`--${instead.option}`, instead.description)
      registered.action(async (wanted: string, flags: Readonly<Record<string, unknown>>, command: Command) => {
        const { signal } = context
        const target = targetOf(command)
        const asked = instead !== undefined && flags[instead.option] === true ? instead.ask : null
        const told = await withReport(context, { target, everything: false }, async ({ report, exitCode }, client) => {
          const item = find(wanted, report)
          const isJson = flags['json'] === true
          const answer = (await asked?.(item, { client, signal })) ?? null
          const text = answer?.text ?? (isJson ? '' : await describe(item, report))
          return { text: isJson ? JSON.stringify(answer?.json ?? item, null, 2) : text, exitCode }
        })
        if (typeof told === 'number') {
          finish(told)
          return
        }
        context.stdout.write(`${told.text}\n`)
        finish(told.exitCode)
      })
    },
  }
}
