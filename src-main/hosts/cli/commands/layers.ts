import type { Command } from 'commander'
import type { ReportLayer } from '../../../contract/report.ts'
import type { CliCommand } from '../cli-command.ts'
import { formatAllocated, formatApparent, formatBytes, shortId, truncate } from '../format.ts'
import { takeReport } from '../take-report.ts'
import { addTargetOptions, targetOf } from '../target-options.ts'
import { renderTable } from '../text-table.ts'

export const layersCommand: CliCommand = {
  name: 'layers',
  register(program, context, finish) {
    addTargetOptions(program.command('layers'))
      .description('every read-only layer: its size, the step that made it, who uses it')
      .option('--json', 'as JSON')
      .action(async (flags: { readonly json?: boolean }, command: Command) => {
        const taken = await takeReport(context, { target: targetOf(command), everything: false })
        if (typeof taken === 'number') {
          finish(taken)
          return
        }
        const layers = [...taken.report.layers].sort((a, b) => (b.allocated ?? -1) - (a.allocated ?? -1))
        context.stdout.write(flags.json === true ? `${JSON.stringify(layers, null, 2)}\n` : `${layersTable(layers)}\n`)
        finish(taken.exitCode)
      })
  },
}

export function layersTable(layers: readonly ReportLayer[]): string {
  return renderTable(
    [
      { title: 'CHAIN ID', cell: (row) => shortId(row.chainId) },
      { title: 'ALLOCATED', right: true, cell: (row) => formatAllocated(row) },
      { title: 'APPARENT', right: true, cell: (row) => formatApparent(row) },
      { title: 'DOCKER SAYS', right: true, cell: (row) => formatBytes(row.engineSize) },
      { title: 'IMAGES', right: true, cell: (row) => String(row.images.length) },
      { title: 'CONTAINERS', right: true, cell: (row) => String(row.containers.length) },
      { title: 'CREATED BY', cell: (row) => truncate(row.createdBy ?? 'unknown', 60) },
    ],
    layers,
  )
}
