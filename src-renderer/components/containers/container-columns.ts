import type { Figure } from '../../../src-main/model/figure.ts'
import type { ContainerRow } from '../../../src-main/views/containers.ts'
import type { Amounts } from '../../composables/amounts.ts'
import { bytesOfFigure, sumOfFigures } from '../../format/figures.ts'
import type { TableColumn } from '../table/table-column.ts'
import { countedByEngine, type ImageStore } from './image-store.ts'

/** Config, init layer and the driver's own files: in no figure of Docker's, and small one by one. */
export function otherOf(row: ContainerRow): Figure {
  return sumOfFigures([row.config.allocated, row.init.allocated, row.surroundings.allocated])
}

/** Columns beside an open container: the list keeps its place and its order, not its width. */
export const COMPACT_COLUMNS: readonly string[] = ['size']

/** What of several containers counts together; volumes stay when they go. */
export const SELECTION_SUMS: readonly string[] = ['size', 'logs', 'own']

/** What the columns' texts are made with. */
export interface ColumnWords {
  readonly t: (key: string, named?: Record<string, string>) => string
  readonly amounts: Amounts
  /** What Docker's figures count. */
  readonly store: ImageStore
  /** The end of the scale that all virtual sizes are drawn on; null when none is known. */
  readonly scale: string | null
  /** There is room for long titles. */
  readonly wide: boolean
}

/** The columns of the containers list. */
export function containerColumns(words: ColumnWords): readonly TableColumn<ContainerRow>[] {
  const { t, store } = words
  const of =
    (key: string) =>
    (row: ContainerRow): string =>
      t(`containers.${key}Of`, { name: row.name })
  const sumOf =
    (figure: (row: ContainerRow) => Figure) =>
    (rows: readonly ContainerRow[]): Figure =>
      sumOfFigures(rows.map(figure))
  const allocated = t('kind.allocated')
  const own = (row: ContainerRow): Figure => row.own
  const written = (row: ContainerRow): Figure => row.writable.allocated
  const said = (row: ContainerRow): Figure => row.engineSizeRw
  const logs = (row: ContainerRow): Figure => row.logs.allocated

  return [
    { id: 'name', title: t('containers.name'), value: (row) => row.name },
    { id: 'image', title: t('containers.image'), width: '14%', value: (row) => row.image },
    { id: 'state', title: t('containers.state'), width: 90, hidden: true, value: (row) => t(`state.${row.state}`) },
    { id: 'project', title: t('containers.project'), width: 120, hidden: true, value: (row) => row.project },
    { id: 'id', title: t('containers.id'), width: 120, hidden: true, value: (row) => row.id },
    { id: 'created', title: t('containers.created'), width: 120, hidden: true, value: (row) => row.createdAt },
    {
      id: 'size',
      title: t('containers.size'),
      kind: words.wide ? t('containers.sizeKindWide') : allocated,
      width: [82, 130],
      cargo: 'writable',
      value: written,
      sum: sumOf(written),
      quantity: { title: of('writable') },
    },
    {
      id: 'docker',
      title: t('containers.docker'),
      kind: t(`containers.dockerKind_${store}`),
      width: [80, 118],
      value: said,
      sum: sumOf(said),
      quantity: {
        kind: 'engine',
        title: of('writable'),
        notes: (row) => [t(`containers.counts_${store}`), ...comparisonNotes(row, words)],
        differs: (row) => differenceOf(row, store) !== 0,
      },
    },
    {
      id: 'virtual',
      title: t('containers.virtual'),
      kind: allocated,
      width: [74, 118],
      value: (row) => row.virtual.allocated,
      notSummed: t('containers.notSummedWhy'),
      quantity: {
        title: of('virtual'),
        notes: () => (store === 'containerd' ? [t('containers.virtualInit')] : []),
      },
    },
    {
      id: 'parts',
      title: t(words.wide ? 'containers.parts' : 'containers.partsShort'),
      ...(words.scale === null
        ? {}
        : { kind: words.wide ? t('containers.partsKind', { max: words.scale }) : `0–${words.scale}` }),
      width: [94, 176],
      drawn: true,
      value: () => null,
    },
    {
      id: 'logs',
      title: t('containers.logs'),
      kind: allocated,
      width: [74, 118],
      cargo: 'logs',
      value: logs,
      sum: sumOf(logs),
      quantity: { title: of('logs') },
    },
    {
      id: 'other',
      title: t('containers.other'),
      kind: allocated,
      width: [74, 118],
      cargo: 'meta',
      value: otherOf,
      sum: sumOf(otherOf),
      quantity: { title: of('other'), notes: (row) => [otherParts(row, words)] },
    },
    {
      id: 'volumes',
      title: t('containers.volumes'),
      kind: t('kind.attached'),
      width: [74, 118],
      cargo: 'volumes',
      value: (row) => row.attached,
      sum: attachedOf,
      quantity: { kind: 'attached', title: of('volumes') },
    },
    {
      id: 'own',
      title: t('containers.own'),
      kind: allocated,
      width: [76, 118],
      value: own,
      sum: sumOf(own),
      quantity: { title: of('own') },
    },
    {
      id: 'leftOut',
      title: t('containers.leftOut'),
      kind: t('containers.leftOutKind'),
      width: [86, 128],
      value: (row) => row.leftOut,
      sum: sumOf((row) => row.leftOut),
      quantity: { kind: 'difference', title: of('leftOut') },
    },
  ]
}

/** Volumes of several containers, each once: two of a project often mount the same one. */
export function attachedOf(rows: readonly ContainerRow[]): Figure {
  const volumes = new Map(rows.flatMap((row) => row.volumes.map((volume) => [volume.name, volume.allocated] as const)))
  return sumOfFigures([...volumes.values()])
}

/** Docker's figure minus ours of the same files, counted as the engine's store counts; on a sound engine it is zero. */
function differenceOf(row: ContainerRow, store: ImageStore): number {
  const [engine, ours] = [row.engineSizeRw, countedByEngine(row.writable, store)]
  return engine.kind === 'exact' && ours.kind === 'exact' ? engine.bytes - ours.bytes : 0
}

function comparisonNotes(row: ContainerRow, { t, store, amounts }: ColumnWords): readonly string[] {
  const [engine, ours] = [row.engineSizeRw, countedByEngine(row.writable, store)]
  if (engine.kind !== 'exact' || ours.kind !== 'exact') return []
  const difference = differenceOf(row, store)
  if (difference === 0) return [t(`containers.agrees_${store}`)]
  const named = { engine: engine.bytes, ours: ours.bytes, difference: Math.abs(difference) }
  const texts = Object.entries(named).map(([key, bytes]) => [key, amounts.whole(bytes)] as const)
  return [t(`containers.differs_${store}`, Object.fromEntries(texts))]
}

function otherParts(row: ContainerRow, { t, amounts }: ColumnWords): string {
  const text = (figure: Figure): string => {
    const bytes = bytesOfFigure(figure)
    return bytes === null ? t('quantity.unknown') : amounts.text(bytes)
  }
  return t('containers.otherParts', {
    config: text(row.config.allocated),
    init: text(row.init.allocated),
    surroundings: text(row.surroundings.allocated),
  })
}
