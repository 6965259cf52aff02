import type { Command } from 'commander'
import type { Report, ReportImage } from '../../../contract/report.ts'
import type { CliCommand } from '../cli-command.ts'
import { findObject } from '../find-object.ts'
import { formatAllocated, formatApparent, formatBytes, printable } from '../format.ts'
import { takeReport } from '../take-report.ts'
import { addTargetOptions, targetOf } from '../target-options.ts'
import { renderTable } from '../text-table.ts'
import { layersTable } from './layers.ts'

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
        const text = flags.json === true ? JSON.stringify(image, null, 2) : describe(image, taken.report)
        context.stdout.write(`${text}\n`)
        finish(taken.exitCode)
      })
  },
}

function describe(image: ReportImage, report: Report): string {
  const names = image.containers.map((id) => report.containers.find((container) => container.id === id)?.name ?? id)
  const head = [
    `${image.references.join(', ') || '<none>'}  ${image.id}`,
    names.length === 0 ? 'used by no container' : `used by ${names.join(', ')}`,
  ]
  const rows = [
    { name: 'virtual', amount: image.virtual, engine: image.engineSize },
    { name: 'shared with other images', amount: image.shared, engine: image.engineSharedSize },
    { name: 'unique', amount: image.unique, engine: undefined },
  ]
  const table = renderTable(
    [
      { title: 'WHAT', cell: (row) => row.name },
      { title: 'ALLOCATED', right: true, cell: (row) => formatAllocated(row.amount) },
      { title: 'APPARENT', right: true, cell: (row) => formatApparent(row.amount) },
      { title: 'DOCKER SAYS', right: true, cell: (row) => (row.engine === undefined ? '-' : formatBytes(row.engine)) },
    ],
    rows,
  )
  const layers = image.layers.flatMap((id) => report.layers.find((layer) => layer.chainId === id) ?? [])
  return [head.map(printable).join('\n'), table, layersTable(layers)].join('\n\n')
}
