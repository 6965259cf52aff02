import type { Figure } from '../../../src-main/model/figure.ts'
import type { OrphanRow } from '../../../src-main/views/orphans.ts'
import { sumOfFigures } from '../../format/figures.ts'
import type { TableColumn } from '../table/table-column.ts'
import { contentText } from './orphan-words.ts'

/** Columns beside an open orphan. */
export const COMPACT_COLUMNS: readonly string[] = ['size']

/** The columns of the list of orphans. */
export function orphanColumns(
  t: (key: string, named?: Record<string, string>) => string,
): readonly TableColumn<OrphanRow>[] {
  const of = (row: OrphanRow): string => row.path
  const allocated = (row: OrphanRow): Figure => row.allocated
  const apparent = (row: OrphanRow): Figure => row.usage.apparent
  return [
    { id: 'name', title: t('orphans.place'), value: (row) => row.name },
    { id: 'reason', title: t('orphans.reason'), width: [120, 160], value: (row) => t(`orphans.reason_${row.reason}`) },
    {
      id: 'stays',
      title: t('orphans.stays'),
      width: [112, 130],
      value: (row) => t(row.collected ? 'orphans.goes' : 'orphans.staysForEver'),
    },
    { id: 'holds', title: t('orphans.holds'), width: '20%', value: contentText },
    { id: 'root', title: t('orphans.root'), width: 150, hidden: true, value: (row) => row.root },
    { id: 'changed', title: t('lists.changed'), width: [112, 140], value: (row) => row.changedAt },
    {
      id: 'size',
      title: t('orphans.size'),
      kind: t('kind.allocated'),
      width: [86, 118],
      cargo: 'orphans',
      value: allocated,
      sum: (rows) => sumOfFigures(rows.map(allocated)),
      quantity: { title: of },
    },
    {
      id: 'apparent',
      title: t('orphans.size'),
      kind: t('lists.apparent'),
      width: [86, 118],
      value: apparent,
      sum: (rows) => sumOfFigures(rows.map(apparent)),
      quantity: { kind: 'apparent', title: of },
    },
  ]
}
