import { CATEGORIES, type Category } from '../model/category.ts'
import { bounded, exact, unknown, type Figure } from '../model/figure.ts'
import type { Inventory, StorageRoot } from '../model/inventory.ts'
import type { Holder, LedgerEntry, Owner } from '../model/ledger.ts'
import { compare } from '../model/order.ts'
import { lineOf, type Line } from './category-line.ts'
import { objectPage, type ObjectPage } from './object-page.ts'
import { orphanKinds, type OrphanKind } from './orphans.ts'

/** A line of the ledger, or what is in none. */
export type RowLine = Line | 'unattributed'

/** A ledger entry, or a path that nothing explains, as a row of a table. */
export interface LedgerRow {
  readonly line: RowLine
  /** Null for what is in no category. */
  readonly category: Category | null
  readonly owner: Owner
  /** Of a build cache record, whose owner's name is its ID: type and what it was made by. */
  readonly record: { readonly type: string; readonly description: string } | null
  readonly allocated: Figure
  readonly apparent: Figure
  readonly inodes: number
  /** Who uses it, at most three of them. */
  readonly holders: readonly Holder[]
  /** All of them. */
  readonly holderCount: number
  /** Where its own page is; null for what has none. */
  readonly page: ObjectPage | null
  /** Null for what is none. */
  readonly orphan: OrphanKind | null
}

export const LEDGER_SORTS = ['allocated', 'apparent', 'inodes', 'name'] as const
export type LedgerSort = (typeof LEDGER_SORTS)[number]

/** A part of a root's ledger, in an order. */
export interface LedgerSlice {
  readonly root: string
  readonly line: RowLine
  /** Null: all categories of the line. */
  readonly category: Category | null
  readonly sort: LedgerSort
  readonly offset: number
  readonly limit: number
}

export interface LedgerRows {
  readonly rows: readonly LedgerRow[]
  /** How many there are, shown or not. */
  readonly total: number
}

const HOLDERS = 3

/** A page of a root's entries. Nothing where there is no such root. */
export function viewLedgerRows(inventory: Inventory, slice: LedgerSlice): LedgerRows {
  const root = inventory.roots.find(({ path }) => path === slice.root)
  if (root === undefined) return { rows: [], total: 0 }
  const { offset, limit } = slice
  if (slice.line === 'unattributed') {
    const places = root.ledger.unexplained.map((place) => unexplainedRow(place, root))
    return { rows: places.sort(ROW_ORDERS[slice.sort]).slice(offset, offset + limit), total: places.length }
  }
  const entries = root.ledger.entries.filter(
    ({ category }) => lineOf(category) === slice.line && (slice.category === null || category === slice.category),
  )
  const row = rowMaker(inventory)
  return {
    rows: [...entries]
      .sort(ENTRY_ORDERS[slice.sort])
      .slice(offset, offset + limit)
      .map((entry) => row(entry, root)),
    total: entries.length,
  }
}

/** Makes rows of entries; what it looks up is looked up once for all of them. */
export function rowMaker(inventory: Inventory): (entry: LedgerEntry, root: StorageRoot) => LedgerRow {
  const kindOf = orphanKinds(inventory)
  const records = new Map(inventory.buildCache.map(({ id, type, description }) => [id, { type, description }]))
  return (entry, root) => {
    const { category, owner, allocated, apparent, inodes, because, holders } = entry
    return {
      line: lineOf(category),
      category,
      owner,
      record: owner.kind === 'build-cache-record' ? (records.get(owner.id) ?? null) : null,
      allocated: figureOf(allocated, entry),
      // Lengths of files are what they are, whoever shares their extents.
      apparent: because === 'extents-shared' ? exact(apparent) : figureOf(apparent, entry),
      inodes,
      holders: holders.slice(0, HOLDERS),
      holderCount: holders.length,
      page: objectPage(entry),
      orphan: kindOf(entry, root),
    }
  }
}

/** A bound needs something that was counted. */
function figureOf(bytes: number, { because, inodes }: LedgerEntry): Figure {
  if (because === null) return exact(bytes)
  return inodes > 0 ? bounded(bytes, because) : unknown(because)
}

export function unexplainedRow(place: StorageRoot['ledger']['unexplained'][number], root: StorageRoot): LedgerRow {
  const path = `${root.path}/${place.path}`
  return {
    line: 'unattributed',
    category: null,
    owner: { kind: 'nobody', id: path, name: place.path },
    record: null,
    allocated: exact(place.allocated),
    apparent: exact(place.apparent),
    inodes: place.inodes,
    holders: [],
    holderCount: 0,
    page: null,
    orphan: null,
  }
}

type Order<T> = (a: T, b: T) => number

export const ENTRY_ORDERS: Readonly<Record<LedgerSort, Order<LedgerEntry>>> = {
  allocated: (a, b) => b.allocated - a.allocated || sameSize(a, b),
  apparent: (a, b) => b.apparent - a.apparent || sameSize(a, b),
  inodes: (a, b) => b.inodes - a.inodes || sameSize(a, b),
  name: (a, b) => compare(a.owner.name.toLowerCase(), b.owner.name.toLowerCase()) || sameSize(a, b),
}

function sameSize(a: LedgerEntry, b: LedgerEntry): number {
  return CATEGORIES.indexOf(a.category) - CATEGORIES.indexOf(b.category) || compare(a.owner.id, b.owner.id)
}

const bytes = (figure: Figure): number => (figure.kind === 'unknown' ? 0 : figure.bytes)

const ROW_ORDERS: Readonly<Record<LedgerSort, Order<LedgerRow>>> = {
  allocated: (a, b) => bytes(b.allocated) - bytes(a.allocated) || compare(a.owner.id, b.owner.id),
  apparent: (a, b) => bytes(b.apparent) - bytes(a.apparent) || compare(a.owner.id, b.owner.id),
  inodes: (a, b) => b.inodes - a.inodes || compare(a.owner.id, b.owner.id),
  name: (a, b) => compare(a.owner.id, b.owner.id),
}
