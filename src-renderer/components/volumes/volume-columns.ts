import type { Figure } from '../../../src-main/model/figure.ts'
import type { VolumeRow } from '../../../src-main/views/volumes.ts'
import { sumOfFigures } from '../../format/figures.ts'
import type { TableColumn } from '../table/table-column.ts'
import { differenceNotes, type VolumeWords } from './volume-words.ts'

/** Columns beside an open volume. */
export const COMPACT_COLUMNS: readonly string[] = ['size']

/** The columns of the list of volumes. */
export function volumeColumns(words: VolumeWords): readonly TableColumn<VolumeRow>[] {
  const { t } = words
  const sum = (figure: (row: VolumeRow) => Figure) => (rows: readonly VolumeRow[]) => sumOfFigures(rows.map(figure))
  const allocated = (row: VolumeRow): Figure => row.usage.allocated
  const apparent = (row: VolumeRow): Figure => row.usage.apparent
  const said = (row: VolumeRow): Figure => row.engineSize
  const of = (row: VolumeRow): string => t('volumes.of', { name: row.name })
  return [
    { id: 'name', title: t('volumes.name'), value: (row) => row.name },
    { id: 'state', title: t('volumes.state'), width: [96, 130], value: (row) => t(`volumes.state_${row.state}`) },
    { id: 'users', title: t('volumes.users'), width: [150, 240], value: (row) => usersText(row) },
    { id: 'driver', title: t('volumes.driver'), width: 90, hidden: true, value: (row) => row.driver },
    { id: 'project', title: t('volumes.project'), width: 130, hidden: true, value: (row) => row.project },
    { id: 'anonymous', title: t('volumes.anonymousColumn'), width: 100, hidden: true, value: (row) => row.anonymous },
    { id: 'created', title: t('volumes.created'), width: 130, hidden: true, value: (row) => row.createdAt },
    { id: 'changed', title: t('lists.changed'), width: [112, 140], value: (row) => row.changedAt },
    {
      id: 'size',
      title: t('volumes.size'),
      kind: t('kind.allocated'),
      width: [86, 118],
      cargo: 'volumes',
      value: allocated,
      sum: sum(allocated),
      quantity: { title: of, notes: (row) => differenceNotes(row, words) },
    },
    {
      id: 'apparent',
      title: t('volumes.size'),
      kind: t('lists.apparent'),
      width: [86, 118],
      value: apparent,
      sum: sum(apparent),
      quantity: { kind: 'apparent', title: of, notes: (row) => differenceNotes(row, words) },
    },
    {
      id: 'docker',
      title: t('containers.docker'),
      kind: t('lists.apparent'),
      width: [100, 118],
      value: said,
      sum: sum(said),
      quantity: {
        kind: 'engine',
        title: of,
        notes: (row) => [t('volumes.dockerCounts'), ...differenceNotes(row, words)],
        differs: (row) => row.between.some(({ what }) => what === 'engine-more' || what === 'engine-less'),
      },
    },
  ]
}

/** Names of the containers, or of the builder, that use it; null for nobody. */
function usersText({ users, builder }: VolumeRow): string | null {
  const names = users.map(({ name }) => name)
  return names.length > 0 ? names.join(', ') : builder
}
