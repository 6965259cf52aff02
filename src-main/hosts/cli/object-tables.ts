import type { ReportContainer, ReportImage, ReportVolume } from '../../contract/report.ts'
import { addAmounts, formatAllocated, formatApparent, formatBytes, shortId, truncate } from './format.ts'
import { renderTable } from './text-table.ts'

export function containersTable(containers: readonly ReportContainer[]): string {
  return renderTable<ReportContainer>(
    [
      { title: 'NAME', cell: (row) => truncate(row.name, 40) },
      { title: 'STATE', cell: (row) => row.state },
      { title: 'IMAGE', cell: (row) => truncate(row.image, 40) },
      { title: 'SIZE', right: true, cell: (row) => formatAllocated(row.writable) },
      { title: 'APPARENT', right: true, cell: (row) => formatApparent(row.writable) },
      { title: 'DOCKER SAYS', right: true, cell: (row) => formatBytes(row.engineSizeRw) },
      { title: 'VIRTUAL', right: true, cell: (row) => formatAllocated(row.virtual) },
      { title: 'LOGS', right: true, cell: (row) => formatAllocated(row.logs) },
      { title: 'INIT', right: true, cell: (row) => formatAllocated(row.init) },
      { title: 'VOLUMES', right: true, cell: (row) => String(row.volumes.length) },
    ],
    largestFirst(containers, (row) => row.writable.allocated),
  )
}

export function imagesTable(images: readonly ReportImage[]): string {
  const packs = (row: ReportImage) => row.packed.allocated !== 0 && row.blobs.length > 0
  return renderTable<ReportImage>(
    [
      { title: 'IMAGE', cell: (row) => truncate(row.references.join(', ') || '<none>', 48) },
      { title: 'ID', cell: (row) => shortId(row.id) },
      { title: 'VIRTUAL', right: true, cell: (row) => formatAllocated(row.virtual) },
      { title: 'PACKED', right: true, onlyIf: packs, cell: (row) => formatAllocated(row.packed) },
      { title: 'UNPACKED', right: true, onlyIf: packs, cell: (row) => formatAllocated(row.unpacked) },
      { title: 'SHARED', right: true, cell: (row) => formatAllocated(addAmounts(row.shared, row.packedShared)) },
      { title: 'UNIQUE', right: true, cell: (row) => formatAllocated(row.unique) },
      { title: 'DOCKER SAYS', right: true, cell: (row) => formatBytes(row.engineSize) },
      { title: 'CONTAINERS', right: true, cell: (row) => String(row.containers.length) },
    ],
    largestFirst(images, (row) => row.virtual.allocated),
  )
}

export function volumesTable(volumes: readonly ReportVolume[]): string {
  return renderTable<ReportVolume>(
    [
      { title: 'VOLUME', cell: (row) => truncate(row.anonymous ? shortId(row.name) : row.name, 40) },
      { title: 'ALLOCATED', right: true, cell: (row) => formatAllocated(row) },
      { title: 'APPARENT', right: true, cell: (row) => formatApparent(row) },
      { title: 'DOCKER SAYS', right: true, cell: (row) => formatBytes(row.engineSize) },
      { title: 'CONTAINERS', right: true, cell: (row) => String(row.containers.length) },
      { title: 'BUILDER', onlyIf: (row) => row.builder !== null, cell: (row) => row.builder ?? '' },
    ],
    volumes,
  )
}

function largestFirst<Row>(rows: readonly Row[], bytesOf: (row: Row) => number | null): readonly Row[] {
  return [...rows].sort((a, b) => (bytesOf(b) ?? -1) - (bytesOf(a) ?? -1))
}
