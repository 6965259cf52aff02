import type { Report, ReportRoot } from '../../contract/report.ts'
import { formatAllocated, formatBytes, printable } from './format.ts'
import { layersSizeText } from './layers-size-text.ts'
import { ledgersText } from './ledger-text.ts'
import { containersTable, imagesTable, volumesTable } from './object-tables.ts'
import { orphansText } from './orphans-text.ts'

/** The report for people: one sentence, then the ledger, then the lists. */
export function renderReport(report: Report): string {
  const { engine, roots, containers, volumes, orphans } = report
  const images = report.images.filter((image) => !image.intermediate)
  const parts = [
    ...(report.sample ? ['This is a sample, not your disk.'] : []),
    headline(report),
    ...ledgersText(roots),
    section('Containers', containers.length, containersTable(containers)),
    section('Images', images.length, imagesTable(images)),
    ...layersSizeText(engine),
    section('Volumes', volumes.length, volumesTable(volumes)),
    ...(orphans.length === 0 ? [] : [section('Orphans', orphans.length, orphansText(orphans))]),
    ...gapLines(report),
  ]
  return `${parts.join('\n\n')}\n`
}

function headline(report: Report): string {
  return [who(report), ...report.roots.map(rootLine)].map(printable).join('\n')
}

function who({ engine, because }: Report): string {
  if (engine === null) return `No engine: ${because ?? ''}`
  const store = engine.imageStore === 'containerd' ? ', containerd image store' : ''
  return `Docker ${engine.version}, ${engine.storageDriver}${store}`
}

function rootLine({ path, capacity, ...amount }: ReportRoot): string {
  const disk =
    capacity === null ? '' : ` of a disk of ${formatBytes(capacity.total)}, ${formatBytes(capacity.free)} free`
  return `${path}: ${formatAllocated(amount)}${disk}`
}

function section(title: string, count: number, table: string): string {
  return `${title} (${count})\n${table}`
}

function gapLines(report: Report): readonly string[] {
  const gaps = report.roots.flatMap((root) => root.gaps)
  const [measured, unread] = [true, false].map((wanted) => gaps.filter((gap) => isMeasured(gap) === wanted))
  return [
    ...gapSection('Not understood', 'measured, and unattributed where nothing else explains it', measured ?? []),
    ...gapSection('Could not be read', 'in no total', unread ?? []),
  ]
}

type Gap = ReportRoot['gaps'][number]

/** The walk needs neither driver nor records: what the files are is not known, what they take is. */
function isMeasured({ reason }: Gap): boolean {
  return reason === 'driver-not-supported' || reason === 'damaged'
}

function gapSection(title: string, consequence: string, gaps: readonly Gap[]): readonly string[] {
  if (gaps.length === 0) return []
  const lines = gaps.map((gap) => printable(`  ${gap.path}: ${gap.reason} (${gap.detail})`))
  return [`${title} (${gaps.length}); ${consequence}:\n${lines.join('\n')}`]
}
