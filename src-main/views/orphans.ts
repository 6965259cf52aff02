import { entryFigure } from '../model/entry-figure.ts'
import { sumFigures, type Figure, type UsageFigure } from '../model/figure.ts'
import type { Inventory, OrphanProof, StorageRoot } from '../model/inventory.ts'
import type { LedgerEntry } from '../model/ledger.ts'
import type { OrphanReason } from '../model/observations.ts'
import { lineOf } from './category-line.ts'

/** Why nobody needs it, and whether it goes by itself. */
export interface OrphanKind {
  readonly reason: OrphanReason
  /** containerd's collector takes it at its next run. */
  readonly collected: boolean
}

/** Orphans of one kind, over all roots. Together they are the ledger's line. */
export interface OrphanSum extends OrphanKind {
  readonly objects: number
  readonly allocated: Figure
}

/** The orphans one by one, each with its proof. */
export interface OrphansView {
  readonly takenAt: string
  readonly sample: boolean
  readonly rows: readonly OrphanRow[]
}

export interface OrphanRow extends OrphanKind {
  readonly path: string
  /** The storage root that it is in, and its path there. */
  readonly root: string
  readonly name: string
  /** Allocated bytes that the ledger has under it. */
  readonly allocated: Figure
  readonly usage: UsageFigure
  /** ISO 8601: newest change (mtime) of anything in it, directories included. Null: not known. */
  readonly changedAt: string | null
  readonly names: readonly string[]
  readonly entries: number | null
  readonly proof: OrphanProof
  /** The driver that the engine works with now; null where nobody says. */
  readonly driverNow: string | null
}

const REASONS: readonly OrphanReason[] = ['unaccounted', 'unreferenced', 'removing', 'leftover-driver', 'quarantined']

/** Tells what a root's ledger entry is as an orphan; null when it is none. */
export type OrphanKinds = (entry: LedgerEntry, root: StorageRoot) => OrphanKind | null

export function orphanKinds({ orphans }: Inventory): OrphanKinds {
  const reasons = new Map(orphans.map((orphan) => [orphan.path, orphan.reason]))
  return ({ category, owner }, { path }) => {
    if (lineOf(category) !== 'orphans') return null
    if (category === 'leftover-driver') return { reason: 'leftover-driver', collected: false }
    const reason = reasons.get(`${path}/${owner.id}`) ?? 'unaccounted'
    return { reason, collected: isCollected(reason, owner.id) }
  }
}

/** The orphans of the ledger, by why nobody needs them; kinds without any are left out. */
export function viewOrphans({ roots }: Inventory, kindOf: OrphanKinds): readonly OrphanSum[] {
  const all = roots.flatMap((root) =>
    root.ledger.entries.flatMap((entry) => {
      const kind = kindOf(entry, root)
      return kind === null ? [] : [{ ...kind, allocated: entryFigure(entry) }]
    }),
  )
  return REASONS.flatMap((reason) =>
    [false, true].flatMap((collected) => {
      const own = all.filter((each) => each.reason === reason && each.collected === collected)
      if (own.length === 0) return []
      return [{ reason, collected, objects: own.length, allocated: sumFigures(own.map((each) => each.allocated)) }]
    }),
  )
}

export function viewOrphanList(inventory: Inventory): OrphansView {
  const { takenAt, sample, engine, roots, orphans } = inventory
  const shares = new Map(
    roots.flatMap(({ path, ledger }) =>
      ledger.entries
        .filter(({ category }) => lineOf(category) === 'orphans')
        .map((entry) => [`${path} ${entry.owner.id}`, entryFigure(entry)] as const),
    ),
  )
  const rows = orphans.map(({ path, root, reason, usage, changedAt, names, entries, proof }): OrphanRow => {
    const name = path.slice(root.length + 1)
    return {
      ...{ path, root, name, reason, usage, changedAt, names, entries, proof },
      allocated: shares.get(`${root} ${proof.leftoverOf ?? name}`) ?? usage.allocated,
      collected: isCollected(reason, name),
      driverNow: engine?.storageDriver ?? null,
    }
  })
  return { takenAt, sample, rows }
}

/** It takes files of a snapshot or blob that no record names together with what is recorded and nothing holds. */
function isCollected(reason: OrphanReason, path: string): boolean {
  if (reason === 'unaccounted') return /(?:^|\/)io\.containerd\.(?:snapshotter|content)\.v1\./.test(path)
  return reason === 'unreferenced'
}
