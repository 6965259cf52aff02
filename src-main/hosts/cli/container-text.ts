import type { Report, ReportContainer } from '../../contract/report.ts'
import { amountsTable, type AmountRow } from './amounts-table.ts'
import { sizesOfContainer } from './docker-says.ts'
import { printable } from './format.ts'
import { layersTable } from './layers-text.ts'

/** Everything about one container, for people. */
export function describeContainer(container: ReportContainer, report: Report): string {
  const head = [
    `${container.name}  ${container.id}`,
    `image ${container.image}, ${container.state}`,
    ...(container.directory === null ? [] : [`writable layer ${container.directory}`]),
  ]
  const says = report.engine === null ? '' : `\n${sizesOfContainer(report.engine)}`
  const layers = container.layers.flatMap((id) => report.layers.find((layer) => layer.chainId === id) ?? [])
  const amounts = `${amountsTable(amountsOf(container, report))}${says}`
  return [head.map(printable).join('\n'), amounts, layersTable(layers)].join('\n\n')
}

function amountsOf(container: ReportContainer, report: Report): readonly AmountRow[] {
  const volumes = container.volumes.map((name): AmountRow => {
    const volume = report.volumes.find((each) => each.name === name)
    const amount = volume ?? { allocated: null, apparent: null, because: 'not-found' }
    return { name: `volume ${name}`, amount, engine: volume?.engineSize }
  })
  return [
    { name: 'writable layer', amount: container.writable, engine: container.engineSizeRw },
    { name: 'virtual', amount: container.virtual, engine: container.engineSizeRootFs },
    { name: 'logs', amount: container.logs },
    { name: 'config', amount: container.config },
    { name: 'init layer', amount: container.init },
    { name: 'driver’s own files', amount: container.surroundings },
    ...volumes,
  ]
}
