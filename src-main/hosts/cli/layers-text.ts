import type { ReportLayer } from '../../contract/report.ts'
import { formatAllocated, formatApparent, formatBytes, shortId, truncate } from './format.ts'
import { renderTable } from './text-table.ts'

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
