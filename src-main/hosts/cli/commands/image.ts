import type { Command } from 'commander'
import type { CliCommand } from '../cli-command.ts'
import { findObject } from '../find-object.ts'
import { takeReport } from '../take-report.ts'
import { addTargetOptions, targetOf } from '../target-options.ts'

export const imageCommand: CliCommand = {
  name: 'image',
  register(program, context, finish) {
    addTargetOptions(program.command('image'))
      .description('one image: its layers, what it shares, who uses it')
      .argument('<name>', 'reference, ID or the start of an ID')
      .option('--json', 'as JSON')
      .action(async (name: string, flags: { readonly json?: boolean }, command: Command) => {
        const taken = await takeReport(context, { target: targetOf(command), everything: false })
        if (typeof taken === 'number') {
          finish(taken)
          return
        }
        const image = findObject(name, {
          kind: 'image',
          items: taken.report.images,
          idOf: (item) => item.id,
          namesOf: (item) => item.references.flatMap((each) => [each, each.replace(/:latest$/, '')]),
        })
        if (flags.json === true) context.stdout.write(`${JSON.stringify(image, null, 2)}\n`)
        else {
          const { describeImage } = await import('../image-text.ts')
          context.stdout.write(`${describeImage(image, taken.report)}\n`)
        }
        finish(taken.exitCode)
      })
  },
}
