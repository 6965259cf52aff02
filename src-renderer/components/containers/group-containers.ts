import type { Figure } from '../../../src-main/model/figure.ts'
import type { ContainerRow } from '../../../src-main/views/containers.ts'
import { bytesOfFigure, sumOfFigures } from '../../format/figures.ts'
import { isRunning } from './container-filter.ts'
import { FIGURE_COLUMNS, otherOf, type FigureColumn } from './container-columns.ts'

export type GroupBy = 'project' | 'image' | 'none'

/** A group's own row: how many, and the sums that may be made. */
export interface ContainerGroup {
  readonly kind: 'group'
  readonly key: string
  /** Null: the containers outside any project. */
  readonly name: string | null
  readonly count: number
  readonly stopped: number
  readonly folded: boolean
  /** Virtual is absent: shared layers would count many times. */
  readonly sums: Readonly<Record<FigureColumn, Figure>>
}

export interface ContainerItem {
  readonly kind: 'container'
  readonly key: string
  readonly row: ContainerRow
}

export type TableItem = ContainerGroup | ContainerItem

/** How the table is arranged. */
export interface Arrangement {
  readonly by: GroupBy
  /** Keys of the folded groups. */
  readonly folded: ReadonlySet<string>
  readonly sort: { readonly id: string; readonly desc: boolean }
}

/**
 * What the table shows from top to bottom. The rows come sorted and keep that order. Groups are sorted by their own
 * sum where the column has one, and else stand in the order of their first row.
 */
export function groupContainers(
  rows: readonly ContainerRow[],
  { by, folded, sort }: Arrangement,
): readonly TableItem[] {
  if (by === 'none') return rows.map(itemOf)
  const groups = new Map<string | null, ContainerRow[]>()
  for (const row of rows) {
    const name = by === 'project' ? row.project : row.image
    const group = groups.get(name)
    if (group === undefined) groups.set(name, [row])
    else group.push(row)
  }
  return [...groups]
    .map(([name, members]) => {
      const key = `${by} ${name ?? ''}`
      return { group: groupOf({ key, name, folded: folded.has(key) }, members), members }
    })
    .sort((a, b) => compareGroups(a.group, b.group, sort))
    .flatMap(({ group, members }) => (group.folded ? [group] : [group, ...members.map(itemOf)]))
}

function compareGroups(a: ContainerGroup, b: ContainerGroup, sort: Arrangement['sort']): number {
  const column = FIGURE_COLUMNS.find((id) => id === sort.id)
  if (column === undefined) return 0
  const [left, right] = [bytesOfFigure(a.sums[column]), bytesOfFigure(b.sums[column])]
  if (left === null || right === null) return Number(left === null) - Number(right === null)
  return sort.desc ? right - left : left - right
}

function groupOf(
  group: { readonly key: string; readonly name: string | null; readonly folded: boolean },
  rows: readonly ContainerRow[],
): ContainerGroup {
  const stopped = rows.filter((row) => !isRunning(row)).length
  return { kind: 'group', ...group, count: rows.length, stopped, sums: sumsOf(rows) }
}

function sumsOf(rows: readonly ContainerRow[]): ContainerGroup['sums'] {
  const of: Record<FigureColumn, (row: ContainerRow) => Figure> = {
    size: (row) => row.writable.allocated,
    docker: (row) => row.engineSizeRw,
    logs: (row) => row.logs.allocated,
    other: otherOf,
    volumes: (row) => row.attached,
    own: (row) => row.own,
    leftOut: (row) => row.leftOut,
  }
  const sums = FIGURE_COLUMNS.map((column) => [column, sumOfFigures(rows.map(of[column]))] as const)
  return { ...(Object.fromEntries(sums) as Record<FigureColumn, Figure>), volumes: attachedOf(rows) }
}

/** Volumes of a group, each once: two containers of a project often mount the same one. */
function attachedOf(rows: readonly ContainerRow[]): Figure {
  const volumes = new Map(rows.flatMap((row) => row.volumes.map((volume) => [volume.name, volume.allocated] as const)))
  return sumOfFigures([...volumes.values()])
}

function itemOf(row: ContainerRow): ContainerItem {
  return { kind: 'container', key: row.id, row }
}
