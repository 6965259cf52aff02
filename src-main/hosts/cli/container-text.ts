import type { Report, ReportAmount, ReportContainer } from '../../contract/report.ts'
import { formatAllocated, formatApparent, formatBytes, printable } from './format.ts'
import { layersTable } from './layers-text.ts'
import { renderTable } from './text-table.ts'

/** Everything about one container, for people. */
export function describeContainer(container: ReportContainer, report: Report): string {
  const head = [
    `${container.name}  ${container.id}`,
    `image ${container.image}, ${container.state}`,
    ...(container.directory === null ? [] : [`writable layer ${container.directory}`]),
  ]
  const layers = container.layers.flatMap((id) => report.layers.find((layer) => layer.chainId === id) ?? [])
  return [head.map(printable).join('\n'), amounts(container, report), layersTable(layers)].join('\n\n')
}

interface AmountRow {
  readonly name: string
  readonly amount: ReportAmount
  readonly engine: number | null | undefined
}

function amounts(container: ReportContainer, report: Report): string {
  const volumes = container.volumes.map((name): AmountRow => {
    const volume = report.volumes.find((each) => each.name === name)
    const amount = volume ?? { allocated: null, apparent: null, because: 'not-found' }
    return { name: `volume ${name}`, amount, engine: volume?.engineSize }
  })
  const rows: AmountRow[] = [
    { name: 'writable layer', amount: container.writable, engine: container.engineSizeRw },
    { name: 'virtual', amount: container.virtual, engine: container.engineSizeRootFs },
    { name: 'logs', amount: container.logs, engine: undefined },
    { name: 'config', amount: container.config, engine: undefined },
    { name: 'init layer', amount: container.init, engine: undefined },
    { name: 'driver’s own files', amount: container.surroundings, engine: undefined },
    ...volumes,
  ]
  return renderTable(
    [
      { title: 'WHAT', cell: (row) => row.name },
      { title: 'ALLOCATED', right: true, cell: (row) => formatAllocated(row.amount) },
      { title: 'APPARENT', right: true, cell: (row) => formatApparent(row.amount) },
      { title: 'DOCKER SAYS', right: true, cell: (row) => (row.engine === undefined ? '-' : formatBytes(row.engine)) },
    ],
    rows,
  )
}
