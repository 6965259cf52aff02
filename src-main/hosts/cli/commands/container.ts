import type { Command } from 'commander'
import type { CliCommand } from '../cli-command.ts'
import { findObject } from '../find-object.ts'
import { takeReport } from '../take-report.ts'
import { addTargetOptions, targetOf } from '../target-options.ts'

export const containerCommand: CliCommand = {
  name: 'container',
  register(program, context, finish) {
    addTargetOptions(program.command('container'))
      .description('everything one container keeps on disk')
      .argument('<name>', 'name, ID or the start of an ID')
      .option('--json', 'as JSON')
      .action(async (name: string, flags: { readonly json?: boolean }, command: Command) => {
        const taken = await takeReport(context, { target: targetOf(command), everything: false })
        if (typeof taken === 'number') {
          finish(taken)
          return
        }
        const container = findObject(name, {
          kind: 'container',
          items: taken.report.containers,
          idOf: (item) => item.id,
          namesOf: (item) => [item.name],
        })
        if (flags.json === true) context.stdout.write(`${JSON.stringify(container, null, 2)}\n`)
        else {
          const { describeContainer } = await import('../container-text.ts')
          context.stdout.write(`${describeContainer(container, taken.report)}\n`)
        }
        finish(taken.exitCode)
      })
  },
}
