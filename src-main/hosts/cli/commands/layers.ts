import type { Command } from 'commander'
import type { CliCommand } from '../cli-command.ts'
import { takeReport } from '../take-report.ts'
import { addTargetOptions, targetOf } from '../target-options.ts'

export const layersCommand: CliCommand = {
  name: 'layers',
  register(program, context, finish) {
    addTargetOptions(program.command('layers'))
      .description('every read-only layer: its size and copies, who uses it, what removing would free')
      .option('--json', 'as JSON')
      .action(async (flags: { readonly json?: boolean }, command: Command) => {
        const taken = await takeReport(context, { target: targetOf(command), everything: false })
        if (typeof taken === 'number') {
          finish(taken)
          return
        }
        const layers = [...taken.report.layers].sort((a, b) => (b.allocated ?? -1) - (a.allocated ?? -1))
        if (flags.json === true) context.stdout.write(`${JSON.stringify(layers, null, 2)}\n`)
        else {
          const { layersReport } = await import('../layers-text.ts')
          context.stdout.write(`${layersReport(layers, taken.report.buildCache)}\n`)
        }
        finish(taken.exitCode)
      })
  },
}
