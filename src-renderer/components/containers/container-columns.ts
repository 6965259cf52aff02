import {
  createColumnHelper,
  createSortedRowModel,
  rowSortingFeature,
  sortFn_alphanumeric,
  sortFn_basic,
  tableFeatures,
} from '@tanstack/vue-table'
import type { Figure } from '../../../src-main/model/figure.ts'
import type { ContainerRow } from '../../../src-main/views/containers.ts'
import { bytesOfFigure, sumOfFigures } from '../../format/figures.ts'

/** Columns whose figures may be summed over containers. */
export const FIGURE_COLUMNS = ['size', 'docker', 'logs', 'other', 'volumes', 'own', 'leftOut'] as const
export type FigureColumn = (typeof FIGURE_COLUMNS)[number]

export const COLUMN_IDS = [
  'name',
  'image',
  'size',
  'docker',
  'virtual',
  'parts',
  'logs',
  'other',
  'volumes',
  'own',
  'leftOut',
] as const
export type ColumnId = (typeof COLUMN_IDS)[number]

/** Columns beside an open container: the list keeps its place and its order, not its width. */
export const COMPACT_COLUMNS: ReadonlySet<ColumnId> = new Set(['name', 'size', 'own'])

export const TEXT_COLUMNS: ReadonlySet<ColumnId> = new Set(['name', 'image'])

export const features = tableFeatures({
  rowSortingFeature,
  sortedRowModel: createSortedRowModel(),
  sortFns: { alphanumeric: sortFn_alphanumeric, basic: sortFn_basic },
})

/** Config, init layer and the driver's own files: in no figure of Docker's, and small one by one. */
export function otherOf(row: ContainerRow): Figure {
  return sumOfFigures([row.config.allocated, row.init.allocated, row.surroundings.allocated])
}

const helper = createColumnHelper<typeof features, ContainerRow>()

export const containerColumns = helper.columns([
  helper.accessor('name', { id: 'name', sortFn: 'alphanumeric', sortDescFirst: false }),
  helper.accessor('image', { id: 'image', sortFn: 'alphanumeric', sortDescFirst: false }),
  figureColumn('size', (row) => row.writable.allocated),
  figureColumn('docker', (row) => row.engineSizeRw),
  figureColumn('virtual', (row) => row.virtual.allocated),
  figureColumn('logs', (row) => row.logs.allocated),
  figureColumn('other', otherOf),
  figureColumn('volumes', (row) => row.attached),
  figureColumn('own', (row) => row.own),
  figureColumn('leftOut', (row) => row.leftOut),
])

/** Sorts by bytes; what is not known stands last in both directions, it is not the smallest. */
function figureColumn(id: ColumnId, figure: (row: ContainerRow) => Figure) {
  return helper.accessor((row) => bytesOfFigure(figure(row)) ?? undefined, {
    id,
    sortFn: 'basic',
    sortUndefined: 'last',
    sortDescFirst: true,
  })
}
