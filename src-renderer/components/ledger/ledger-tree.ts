import type { Category } from '../../../src-main/model/category.ts'
import type { Figure } from '../../../src-main/model/figure.ts'
import type { LedgerCategory, LedgerRoot, LedgerRootLine } from '../../../src-main/views/ledger.ts'
import type { LedgerRow, LedgerRows, LedgerSort, RowLine } from '../../../src-main/views/ledger-rows.ts'
import { bytesOfFigure } from '../../format/figures.ts'

/** Rows that open under one another: a line, or a category of a line that has several. */
export interface LedgerGroup {
  readonly id: string
  readonly line: RowLine
  readonly category: Category | null
}

interface ItemBase {
  readonly id: string
  /** 1 for a line. */
  readonly level: number
  readonly line: RowLine
  readonly allocated: Figure
  readonly apparent: Figure | null
  readonly inodes: number | null
}

/** A row of the tree. */
export type TreeItem =
  | (ItemBase & {
      readonly kind: 'line'
      readonly group: LedgerGroup
      readonly open: boolean
      readonly entries: number
    })
  | (ItemBase & {
      readonly kind: 'category'
      readonly group: LedgerGroup
      readonly open: boolean
      readonly entries: number
      readonly category: Category
    })
  | (ItemBase & { readonly kind: 'entry'; readonly row: LedgerRow })
  | (ItemBase & { readonly kind: 'rest'; readonly group: LedgerGroup; readonly entries: number })

export interface TreeState {
  readonly sort: LedgerSort
  readonly open: ReadonlySet<string>
  /** How many entries of a group are wanted; `FEW` unless somebody asked for more. */
  readonly shown: ReadonlyMap<string, number>
  /** Loaded entries of a group, in the order of `sort`. */
  readonly rowsOf: (group: LedgerGroup) => LedgerRows | null
}

/** Entries that a group shows when it is opened. */
export const FEW = 8
/** How many more each time. */
export const MORE = 100

const PLAIN: ReadonlySet<RowLine> = new Set(['unattributed'])

export function groupOf(line: RowLine, category: Category | null = null): LedgerGroup {
  return { id: category === null ? line : `${line}/${category}`, line, category }
}

export function entryId({ line, category, owner }: Pick<LedgerRow, 'line' | 'category' | 'owner'>): string {
  return `${line}/${category ?? ''}/${owner.kind} ${owner.id}`
}

/** A line's categories are shown only where there are several. */
export function hasCategories({ categories }: LedgerRootLine): boolean {
  return categories.length > 1
}

/** The group that an entry is found in. */
export function groupOfEntry(line: LedgerRootLine, category: Category | null): LedgerGroup {
  return groupOf(line.line, hasCategories(line) ? category : null)
}

export function treeItems(root: LedgerRoot, state: TreeState): readonly TreeItem[] {
  return sortedLines(root.lines, state.sort).flatMap((line) => lineItems(line, state))
}

/** Lines in the order that is asked for; by name in their own. What is in no category comes last. */
function sortedLines(lines: readonly LedgerRootLine[], sort: LedgerSort): readonly LedgerRootLine[] {
  const valueOf = (line: LedgerRootLine): number =>
    sort === 'inodes' ? (line.inodes ?? 0) : sort === 'name' ? 0 : (bytesOfFigure(line[sort]) ?? 0)
  return [...lines].sort((a, b) => Number(PLAIN.has(a.line)) - Number(PLAIN.has(b.line)) || valueOf(b) - valueOf(a))
}

function lineItems(line: LedgerRootLine, state: TreeState): readonly TreeItem[] {
  const { allocated, apparent, inodes, entries } = line
  const group = groupOf(line.line)
  const open = state.open.has(group.id)
  const own: TreeItem = {
    ...{ kind: 'line', id: group.id, level: 1, line: line.line, group, open },
    ...{ allocated, apparent, inodes, entries },
  }
  if (!open) return [own]
  if (!hasCategories(line)) return [own, ...entryItems(group, line, { state, level: 2 })]
  return [own, ...line.categories.flatMap((category) => categoryItems(line, category, state))]
}

function categoryItems(line: LedgerRootLine, part: LedgerCategory, state: TreeState): readonly TreeItem[] {
  const { category, allocated, entries } = part
  const group = groupOf(line.line, category)
  const open = state.open.has(group.id)
  const sums = { allocated, apparent: exact(part.apparent), inodes: part.inodes, entries }
  const own: TreeItem = {
    ...{ kind: 'category', id: group.id, level: 2, line: line.line, group, open, category },
    ...sums,
  }
  return open ? [own, ...entryItems(group, sums, { state, level: 3 })] : [own]
}

interface GroupSums {
  readonly allocated: Figure
  readonly apparent: Figure
  readonly inodes: number | null
  readonly entries: number
}

function entryItems(
  group: LedgerGroup,
  sums: GroupSums,
  { state, level }: { readonly state: TreeState; readonly level: number },
): readonly TreeItem[] {
  const loaded = state.rowsOf(group)
  const rows = (loaded?.rows ?? []).slice(0, state.shown.get(group.id) ?? FEW)
  const items = rows.map((row): TreeItem => {
    const { line, allocated, apparent, inodes } = row
    return { kind: 'entry', id: entryId(row), level, line, row, allocated, apparent, inodes }
  })
  const left = sums.entries - rows.length
  return left <= 0 ? items : [...items, { ...restOf(group, sums, rows), level, entries: left }]
}

/** What the shown entries leave out, to the byte. */
function restOf(group: LedgerGroup, sums: GroupSums, rows: readonly LedgerRow[]): Omit<RestItem, 'level' | 'entries'> {
  const less = (whole: Figure, pick: (row: LedgerRow) => Figure): Figure => {
    if (whole.kind === 'unknown') return whole
    const shown = rows.reduce((sum, row) => sum + (bytesOfFigure(pick(row)) ?? 0), 0)
    return { ...whole, bytes: Math.max(0, whole.bytes - shown) }
  }
  return {
    kind: 'rest',
    id: `${group.id}/rest`,
    line: group.line,
    group,
    allocated: less(sums.allocated, (row) => row.allocated),
    apparent: less(sums.apparent, (row) => row.apparent),
    inodes: sums.inodes === null ? null : sums.inodes - rows.reduce((sum, row) => sum + row.inodes, 0),
  }
}

type RestItem = Extract<TreeItem, { readonly kind: 'rest' }>

function exact(bytes: number): Figure {
  return { kind: 'exact', bytes }
}
