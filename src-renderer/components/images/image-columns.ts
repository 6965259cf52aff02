import type { Figure } from '../../../src-main/model/figure.ts'
import type { ImageRow } from '../../../src-main/views/images.ts'
import { bytesOfFigure } from '../../format/figures.ts'
import type { TableColumn } from '../table/table-column.ts'

/** Columns beside an open image. */
export const COMPACT_COLUMNS: readonly string[] = ['virtual', 'unique']

/** What the columns' texts are made with. */
export interface ImageColumnWords {
  readonly t: (key: string, named?: Record<string, string>) => string
  /** What Docker's figures count. */
  readonly store: 'classic' | 'containerd'
}

/** The columns of the images table. Only what each image has alone may be added up over images. */
export function imageColumns({ t, store }: ImageColumnWords): readonly TableColumn<ImageRow>[] {
  const of = (key: string) => ({ title: (row: ImageRow) => t(`images.${key}Of`, { name: row.name }) })
  const allocated = t('kind.allocated')
  const engineKind = t(`images.engineKind_${store}`)
  const notSummed = t('images.notSummed')
  const figure = (id: string, value: (row: ImageRow) => Figure): TableColumn<ImageRow> => ({
    id,
    title: t(`images.${id}`),
    kind: allocated,
    width: [82, 112],
    value,
    notSummed,
    quantity: of(id),
  })
  return [
    { id: 'name', title: t('images.image'), value: (row) => row.name },
    { id: 'use', title: t('images.use'), width: 86, value: (row) => t(`images.use_${row.use}`) },
    { id: 'containers', title: t('images.containers'), width: 84, align: 'end', value: (row) => row.containers.length },
    { id: 'created', title: t('images.created'), width: 116, value: (row) => row.createdAt },
    { id: 'layers', title: t('images.layers'), width: 64, align: 'end', value: (row) => row.layers },
    {
      id: 'platforms',
      title: t('images.platforms'),
      width: 130,
      hidden: true,
      value: (row) => row.platforms.join(', '),
    },
    { id: 'id', title: t('images.id'), width: 150, hidden: true, value: (row) => row.id },
    { id: 'tags', title: t('images.tags'), width: 150, hidden: true, value: (row) => row.references.join(', ') },
    { ...figure('virtual', (row) => row.virtual.allocated), cargo: 'shared' },
    { ...figure('shared', (row) => row.sharedAll), cargo: 'shared' },
    { ...figure('unique', (row) => row.unique.allocated), cargo: 'unique', notSummed: t('images.uniqueNotSummed') },
    ...(store === 'containerd'
      ? [
          { ...figure('packed', (row) => row.packed.allocated), hidden: true },
          { ...figure('unpacked', (row) => row.unpacked.allocated), hidden: true },
        ]
      : []),
    {
      id: 'engineSize',
      title: t('images.engineSize'),
      kind: engineKind,
      width: [96, 112],
      value: (row) => row.engineSize,
      notSummed,
      quantity: {
        ...of('engineSize'),
        kind: 'engine',
        notes: () => [t(`images.engineCounts_${store}`)],
        differs: engineDiffers,
      },
    },
    {
      id: 'engineShared',
      title: t('images.engineShared'),
      kind: engineKind,
      width: [96, 112],
      hidden: true,
      value: (row) => row.engineSharedSize,
      notSummed,
      quantity: { ...of('engineShared'), kind: 'engine', notes: () => [t('images.engineSharedNote')] },
    },
  ]
}

/** Counted by the engine's own rule it is another number: that needs a reason. */
export function engineDiffers({ engineSize, countedAsEngine }: ImageRow): boolean {
  const [said, counted] = [bytesOfFigure(engineSize), bytesOfFigure(countedAsEngine)]
  return said !== null && counted !== null && countedAsEngine.kind === 'exact' && said !== counted
}
