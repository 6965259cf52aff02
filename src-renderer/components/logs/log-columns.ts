import type { Figure } from '../../../src-main/model/figure.ts'
import type { LogRow } from '../../../src-main/views/logs.ts'
import { sumOfFigures } from '../../format/figures.ts'
import type { TableColumn } from '../table/table-column.ts'
import { limitText, paceNote, type LogWords } from './log-words.ts'

/** Columns beside an open log. */
export const COMPACT_COLUMNS: readonly string[] = ['size']

/** The columns of the list of logs. */
export function logColumns(words: LogWords): readonly TableColumn<LogRow>[] {
  const { t } = words
  const of = (row: LogRow): string => t('logs.of', { name: row.name })
  // What was left behind stands in the line of orphans, and must not count here too.
  const sum = (figure: (row: LogRow) => Figure) => (rows: readonly LogRow[]) =>
    sumOfFigures(rows.filter((row) => row.kind === 'container').map(figure))
  const notes = (row: LogRow): readonly string[] => (row.kind === 'left-behind' ? [t('logs.leftBehindBytes')] : [])
  return [
    { id: 'name', title: t('logs.container'), value: (row) => row.name },
    { id: 'state', title: t('containers.state'), width: 96, hidden: true, value: (row) => t(`state.${row.state}`) },
    { id: 'project', title: t('containers.project'), width: 130, hidden: true, value: (row) => row.project },
    { id: 'driver', title: t('logs.driver'), width: [84, 110], value: (row) => row.driver },
    { id: 'limit', title: t('logs.limit'), width: [112, 150], value: (row) => limitText(row, words) },
    { id: 'files', title: t('logs.files'), width: [54, 76], align: 'end', value: (row) => row.files.length },
    { id: 'changed', title: t('logs.written'), width: [112, 140], value: (row) => row.changedAt },
    {
      id: 'pace',
      title: t('logs.pace'),
      kind: t('logs.paceKind'),
      width: [104, 118],
      align: 'end',
      value: (row) => (row.pace.kind === 'known' ? { kind: 'exact', bytes: row.pace.bytesADay } : null),
      quantity: { kind: 'pace', title: of, notes: (row) => [paceNote(row.pace, words)] },
      notSummed: t('logs.paceNotSummed'),
    },
    {
      id: 'size',
      title: t('logs.size'),
      kind: t('kind.allocated'),
      width: [86, 118],
      cargo: 'logs',
      value: (row) => row.usage.allocated,
      sum: sum((row) => row.usage.allocated),
      quantity: { title: of, notes },
    },
    {
      id: 'apparent',
      title: t('logs.size'),
      kind: t('lists.apparent'),
      width: [86, 118],
      value: (row) => row.usage.apparent,
      sum: sum((row) => row.usage.apparent),
      quantity: { kind: 'apparent', title: of, notes },
    },
  ]
}
