import type { ReportAmount, ReportBuildCacheRecord, ReportLayer } from '../../contract/report.ts'
import { formatAllocated, formatApparent, formatBytes, shortId, truncate } from './format.ts'
import { renderTable, type Column } from './text-table.ts'

/** Layers of one object: their sizes, their copies, who uses them. */
export function layersTable(layers: readonly ReportLayer[]): string {
  return renderTable([...SIZES, ...USERS, stepColumn(60)], layers)
}

/**
 * Every layer, with what removing images, build cache or both would free of it. Of one that no image has any more, the
 * build cache knows the step.
 */
export function layersReport(layers: readonly ReportLayer[], records: readonly ReportBuildCacheRecord[]): string {
  const steps = new Map(records.map((record) => [record.id, record.description]))
  const table = renderTable([...SIZES, ...USERS, ...FREED, stepColumn(40, steps)], layers)
  const notes = NOTES.filter(({ about }) => layers.some(about)).map(({ says }) => says)
  return notes.length === 0 ? table : `${table}\n\n${notes.join('\n')}`
}

const isPacked = ({ copies }: ReportLayer) => copies.packed.allocated !== 0
const isCached = ({ copies }: ReportLayer) => copies.cached.allocated !== 0

const SIZES: readonly Column<ReportLayer>[] = [
  { title: 'CHAIN ID', cell: (row) => shortId(row.chainId) },
  { title: 'ALLOCATED', right: true, cell: formatAllocated },
  { title: 'APPARENT', right: true, cell: formatApparent },
  { title: 'DOCKER SAYS', right: true, cell: (row) => formatBytes(row.engineSize) },
  { title: 'PACKED', right: true, onlyIf: isPacked, cell: (row) => formatAllocated(row.copies.packed) },
  { title: 'CACHED', right: true, onlyIf: isCached, cell: (row) => formatAllocated(row.copies.cached) },
]

const USERS: readonly Column<ReportLayer>[] = [
  { title: 'IMAGES', right: true, cell: (row) => String(row.images.length) },
  { title: 'CONTAINERS', right: true, cell: (row) => String(row.containers.length) },
]

type Side = 'byImages' | 'byBuildCache' | 'byBoth'

const frees = (side: Side) => (row: ReportLayer) => row.copies.freed[side] !== 0
const isFreed = (row: ReportLayer) => frees('byBoth')(row)

function freedColumn(title: string, side: Side): Column<ReportLayer> {
  return { title, right: true, onlyIf: isFreed, cell: (row) => formatAllocated(freedAmount(row, side)) }
}

function freedAmount({ copies: { freed } }: ReportLayer, side: Side): ReportAmount {
  const { because } = freed
  return { allocated: freed[side], apparent: null, ...(because === undefined ? {} : { because }) }
}

const FREED: readonly Column<ReportLayer>[] = [
  freedColumn('RM IMAGES', 'byImages'),
  freedColumn('RM CACHE', 'byBuildCache'),
  freedColumn('RM BOTH', 'byBoth'),
]

function stepColumn(width: number, steps?: ReadonlyMap<string, string>): Column<ReportLayer> {
  const built = ({ buildCache }: ReportLayer) =>
    buildCache.map((id) => steps?.get(id) ?? '').find((step) => step !== '')
  return { title: 'CREATED BY', cell: (row) => truncate(row.createdBy ?? built(row) ?? 'unknown', width) }
}

const NOTES: readonly { readonly about: (layer: ReportLayer) => boolean; readonly says: string }[] = [
  { about: isPacked, says: 'PACKED: the layer as it was pulled or exported, which stays beside the unpacked one.' },
  { about: isCached, says: 'CACHED: the build cache’s own copy.' },
  {
    about: isFreed,
    says: 'RM: what removing every image that has it, the whole build cache, or both frees of the layer and its copies.\nDo not add these up: layers can share a packed file.',
  },
]
