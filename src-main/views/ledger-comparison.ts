import type { Category } from '../model/category.ts'
import { exact, sumFigures, type Figure } from '../model/figure.ts'
import type { Engine, Inventory } from '../model/inventory.ts'
import type { ReclaimGraph } from '../model/reclaim-graph.ts'
import { reasonsFor, type Reason } from './account-for.ts'
import { LINES, type Line } from './category-line.ts'
import { engineSums, ENGINE_SUMS, type EngineSum } from './engine-sums.ts'
import { foldLedgers, type FoldedLine } from './fold-ledgers.ts'
import { sumOver, boundedBy } from './frame.ts'
import { linesOf, sidesOf } from './line-sides.ts'
import { orphanKinds, viewOrphans, type OrphanSum } from './orphans.ts'
import { viewReclaimable, type EngineReclaimable, type ReclaimableInput } from './engine-reclaimable.ts'

/** A figure of the engine's beside the disk's, and the difference taken apart. */
export interface ComparedSum {
  readonly what: EngineSum
  /** SIZE of `docker system df`. */
  readonly engine: Figure
  /** Allocated bytes in the ledger. */
  readonly disk: Figure
  /** disk - engine; null while either is not exact. */
  readonly difference: number | null
  /** Largest first. Together with `unexplained` they are the difference. */
  readonly reasons: readonly Reason[]
  readonly unexplained: number | null
  readonly reclaimable: EngineReclaimable
}

/** What is on disk and in no figure of `docker system df`. */
export interface UncountedSum {
  readonly what: 'logs' | 'metadata' | 'others' | 'orphans' | 'unattributed'
  readonly disk: Figure
  /** Of metadata: what it is made of. */
  readonly parts: readonly { readonly category: Category; readonly allocated: Figure }[]
  /** Of orphans: why nobody needs them. */
  readonly orphans: readonly OrphanSum[]
  /** Entries; of unattributed, paths. */
  readonly objects: number
}

export interface LedgerComparison {
  readonly version: string
  readonly imageStore: Engine['imageStore']
  readonly storageDriver: string
  readonly compared: readonly ComparedSum[]
  readonly uncounted: readonly UncountedSum[]
  /** The engine's four figures added up; null where they count something twice, and so must not be. */
  readonly engineTotal: Figure | null
  /** What they count twice. */
  readonly countedTwice: number
  readonly diskTotal: Figure
  readonly difference: number | null
  /** Places that were not read: their bytes are in neither sum. */
  readonly gaps: number
}

/** "Docker says, disk says, because": null without an engine. `graph` is the inventory's. */
export function viewComparison(inventory: Inventory, graph: ReclaimGraph): LedgerComparison | null {
  const { engine, roots } = inventory
  if (engine === null) return null
  const folded = foldLedgers(roots)
  const sums = engineSums(inventory, engine)
  const compared = ENGINE_SUMS.map((what) => compareSum(what, sums[what], { inventory, engine, graph, folded }))
  const uncounted = uncountedSums(inventory, folded)
  const diskTotal = sumFigures([...compared, ...uncounted].map((row) => row.disk))
  const countedTwice = 0 - sum(compared.flatMap((row) => row.reasons).filter(({ why }) => TWICE.has(why)))
  const engineTotal = countedTwice === 0 ? sumFigures(compared.map((row) => row.engine)) : null
  return {
    version: engine.version,
    imageStore: engine.imageStore,
    storageDriver: engine.storageDriver,
    compared,
    uncounted,
    engineTotal,
    countedTwice,
    diskTotal,
    difference: engineTotal === null ? null : minus(diskTotal, engineTotal),
    gaps: roots.reduce((count, root) => count + root.gaps.length, 0),
  }
}

/** Reasons that say that one of the engine's figures counts what another counts too, or what it has counted itself. */
const TWICE: ReadonlySet<Reason['why']> = new Set(['cache-twice', 'writable-twice', 'image-layers', 'several-times'])

interface Compared extends ReclaimableInput {
  readonly folded: ReadonlyMap<Line, FoldedLine>
}

function compareSum(what: EngineSum, said: Figure, { folded, ...input }: Compared): ComparedSum {
  const disk = sumFigures(linesOf(what).map((line) => folded.get(line)?.allocated ?? exact(0)))
  const difference = minus(disk, said)
  const reasons = difference === null ? [] : reasonsFor(sidesOf(what, input.inventory, input.engine))
  return {
    what,
    engine: said,
    disk,
    difference,
    reasons: [...reasons].sort((a, b) => Math.abs(b.bytes) - Math.abs(a.bytes)),
    unexplained: difference === null ? null : difference - sum(reasons),
    reclaimable: viewReclaimable(what, input),
  }
}

function uncountedSums(inventory: Inventory, folded: ReadonlyMap<Line, FoldedLine>): readonly UncountedSum[] {
  const { roots } = inventory
  const orphans = viewOrphans(inventory, orphanKinds(inventory))
  const lines = LINES.filter(
    (line) => line === 'logs' || line === 'metadata' || line === 'others' || line === 'orphans',
  )
  const known = lines.flatMap((what): UncountedSum[] => {
    const line = folded.get(what)
    if (line === undefined || (what === 'others' && line.objects === 0)) return []
    const { allocated: disk, objects } = line
    const parts = what === 'metadata' ? line.parts : []
    return [{ what, disk, objects, parts, orphans: what === 'orphans' ? orphans : [] }]
  })
  const unattributed: UncountedSum = {
    what: 'unattributed',
    disk: sumOver(roots, (root) => boundedBy(root.ledger.unattributed.allocated, root)),
    objects: roots.reduce((count, root) => count + root.ledger.unexplained.length, 0),
    parts: [],
    orphans: [],
  }
  return [...known, unattributed]
}

function minus(a: Figure, b: Figure): number | null {
  return a.kind === 'exact' && b.kind === 'exact' ? a.bytes - b.bytes : null
}

function sum(reasons: readonly { readonly bytes: number }[]): number {
  return reasons.reduce((total, { bytes }) => total + bytes, 0)
}
