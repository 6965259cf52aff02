import type { Report, ReportImage } from '../../contract/report.ts'
import { formatAllocated, formatApparent, formatBytes, printable } from './format.ts'
import { layersTable } from './layers-text.ts'
import { renderTable } from './text-table.ts'

/** Everything about one image, for people. */
export function describeImage(image: ReportImage, report: Report): string {
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
