import type { Report, ReportEntry, ReportRoot } from '../../contract/report.ts'
import { describeReason, formatAllocated, formatApparent, formatBytes, shortId, truncate, printable } from './format.ts'
import { renderTable } from './text-table.ts'

/** The report for people: one sentence, then the ledger, then the lists. */
export function renderReport(report: Report): string {
  const parts = [
    ...(report.sample ? ['This is a sample, not your disk.'] : []),
    headline(report),
    ...report.roots.map(ledgerTable),
    section('Containers', report.containers.length, containersTable(report)),
    section('Images', report.images.filter((image) => !image.intermediate).length, imagesTable(report)),
    section('Volumes', report.volumes.length, volumesTable(report)),
    ...(report.orphans.length === 0 ? [] : [section('Orphans', report.orphans.length, orphansTable(report))]),
    ...gapLines(report),
  ]
  return `${parts.join('\n\n')}\n`
}

function headline(report: Report): string {
  const { engine } = report
  const who =
    engine === null ? `No engine: ${report.because ?? ''}` : `Docker ${engine.version}, ${engine.storageDriver}`
  const roots = report.roots.map((root) => {
    const disk =
      root.capacity === null
        ? ''
        : ` of a disk of ${formatBytes(root.capacity.total)}, ${formatBytes(root.capacity.free)} free`
    return `${root.path}: ${bound(root.allocated, root.because)}${disk}`
  })
  return [who, ...roots].map(printable).join('\n')
}

function bound(bytes: number | null, because: string | undefined): string {
  return bytes !== null && because !== undefined ? `>= ${formatBytes(bytes)}` : formatBytes(bytes)
}

interface LedgerLine {
  readonly name: string
  readonly entries: readonly ReportEntry[]
}

function ledgerTable(root: ReportRoot): string {
  if (root.allocated === null) return `No ledger: ${describeReason(root.because)}.`
  const lines = new Map<string, ReportEntry[]>()
  for (const entry of root.entries) lines.set(entry.category, [...(lines.get(entry.category) ?? []), entry])
  const sum = (entries: readonly ReportEntry[], field: 'allocated' | 'apparent' | 'inodes') =>
    entries.reduce((total, entry) => total + entry[field], 0)
  const rows: LedgerLine[] = [...lines].map(([name, entries]) => ({ name, entries }))
  const table = renderTable<LedgerLine>(
    [
      { title: 'LEDGER', cell: (row) => row.name },
      { title: 'ALLOCATED', right: true, cell: (row) => formatBytes(sum(row.entries, 'allocated')) },
      { title: 'APPARENT', right: true, cell: (row) => formatBytes(sum(row.entries, 'apparent')) },
      { title: 'INODES', right: true, cell: (row) => String(sum(row.entries, 'inodes')) },
      { title: 'BYTES ALLOCATED', right: true, cell: (row) => String(sum(row.entries, 'allocated')) },
    ],
    rows,
  )
  const { allocated } = root.unattributed
  const balance = `unattributed ${formatBytes(allocated)}; entries + unattributed = ${root.allocated} bytes`
  const doubt = root.because === undefined ? '' : `\nA lower bound: ${describeReason(root.because)}.`
  return `${table}\n${balance}${doubt}`
}

function section(title: string, count: number, table: string): string {
  return `${title} (${count})\n${table}`
}

function containersTable(report: Report): string {
  const size = (bytes: number | null) => bytes ?? -1
  const rows = [...report.containers].sort((a, b) => size(b.writable.allocated) - size(a.writable.allocated))
  return renderTable(
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
    rows,
  )
}

function imagesTable(report: Report): string {
  const rows = report.images
    .filter((image) => !image.intermediate)
    .sort((a, b) => (b.virtual.allocated ?? -1) - (a.virtual.allocated ?? -1))
  return renderTable(
    [
      { title: 'IMAGE', cell: (row) => truncate(row.references.join(', ') || '<none>', 48) },
      { title: 'ID', cell: (row) => shortId(row.id) },
      { title: 'VIRTUAL', right: true, cell: (row) => formatAllocated(row.virtual) },
      { title: 'SHARED', right: true, cell: (row) => formatAllocated(row.shared) },
      { title: 'UNIQUE', right: true, cell: (row) => formatAllocated(row.unique) },
      { title: 'DOCKER SAYS', right: true, cell: (row) => formatBytes(row.engineSize) },
      { title: 'CONTAINERS', right: true, cell: (row) => String(row.containers.length) },
    ],
    rows,
  )
}

function volumesTable(report: Report): string {
  return renderTable(
    [
      { title: 'VOLUME', cell: (row) => truncate(row.anonymous ? shortId(row.name) : row.name, 40) },
      { title: 'ALLOCATED', right: true, cell: (row) => formatAllocated(row) },
      { title: 'APPARENT', right: true, cell: (row) => formatApparent(row) },
      { title: 'DOCKER SAYS', right: true, cell: (row) => formatBytes(row.engineSize) },
      { title: 'CONTAINERS', right: true, cell: (row) => String(row.containers.length) },
    ],
    report.volumes,
  )
}

function orphansTable(report: Report): string {
  return renderTable(
    [
      { title: 'PATH', cell: (row) => row.path },
      { title: 'REASON', cell: (row) => row.reason },
      { title: 'ALLOCATED', right: true, cell: (row) => formatAllocated(row) },
    ],
    report.orphans,
  )
}

function gapLines(report: Report): readonly string[] {
  const gaps = report.roots.flatMap((root) => root.gaps)
  if (gaps.length === 0) return []
  const lines = gaps.map((gap) => printable(`  ${gap.path}: ${gap.reason} (${gap.detail})`))
  return [`Could not be read (${gaps.length}); in no total:\n${lines.join('\n')}`]
}
