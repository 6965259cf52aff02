import type { BuildCacheRow } from '../../../src-main/views/build-cache.ts'
import type { Figure } from '../../../src-main/model/figure.ts'
import { sumOfFigures } from '../../format/figures.ts'
import type { TableColumn } from '../table/table-column.ts'
import { cacheNotes, cacheTitle, shareOf, type CacheWords } from './cache-words.ts'

/** Columns beside an open record. */
export const COMPACT_COLUMNS: readonly string[] = ['own']

/** The columns of the list of build cache records. */
export function cacheColumns(words: CacheWords): readonly TableColumn<BuildCacheRow>[] {
  const { t, store } = words
  const own = (row: BuildCacheRow): Figure => row.own
  const of = (row: BuildCacheRow): string => cacheTitle(row)
  const packed: readonly TableColumn<BuildCacheRow>[] =
    store === 'containerd'
      ? [
          {
            id: 'packed',
            title: t('cache.packed'),
            kind: t('kind.allocated'),
            width: [84, 110],
            value: (row) => row.packed.allocated,
            notSummed: t('cache.notSummed'),
            quantity: { title: of, notes: () => [t('cache.packedNote')] },
          },
        ]
      : []
  return [
    { id: 'description', title: t('cache.record'), value: cacheTitle },
    { id: 'id', title: t('cache.id'), width: 130, hidden: true, value: (row) => row.id },
    { id: 'type', title: t('cache.type'), width: [104, 136], value: (row) => row.type },
    { id: 'share', title: t('cache.share'), width: [84, 120], value: (row) => t(`cache.share_${shareOf(row)}`) },
    { id: 'inUse', title: t('cache.inUse'), width: 80, hidden: true, value: (row) => row.inUse },
    { id: 'count', title: t('cache.count'), width: [62, 84], align: 'end', value: (row) => row.usageCount },
    { id: 'used', title: t('cache.lastUsed'), width: [112, 140], value: (row) => row.lastUsedAt },
    { id: 'created', title: t('cache.created'), width: 130, hidden: true, value: (row) => row.createdAt },
    {
      id: 'own',
      title: t('cache.own'),
      kind: t('kind.allocated'),
      width: [84, 110],
      cargo: 'cache',
      value: own,
      sum: (rows) => sumOfFigures(rows.map(own)),
      quantity: { title: of, notes: (row) => cacheNotes(row, words) },
    },
    {
      id: 'files',
      title: t('cache.files'),
      kind: t('kind.allocated'),
      width: [84, 110],
      value: (row) => row.usage.allocated,
      notSummed: t('cache.notSummed'),
      quantity: { title: of, notes: (row) => cacheNotes(row, words) },
    },
    ...packed,
    {
      id: 'docker',
      title: t('containers.docker'),
      kind: t(`cache.dockerKind_${store}`),
      width: [84, 110],
      value: (row) => row.engineSize,
      notSummed: t('cache.dockerNotSummed'),
      quantity: { kind: 'engine', title: of, notes: () => [t(`cache.dockerCounts_${store}`)] },
    },
  ]
}
