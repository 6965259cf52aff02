import type { Inventory, Orphan, OrphanPart } from '../../model/inventory.ts'
import type { OrphanReason } from '../../model/observations.ts'
import { isBelowOne } from '../path-below.ts'
import type { Candidate, PruneKindId, Why } from '../candidate.ts'

/**
 * Each directory of an orphan, set aside unless told otherwise. Not offered where something is mounted in it, and where
 * it lies in a directory that a driver left, which is one of its own.
 */
export function orphanedPaths(
  { orphans }: Inventory,
  kind: PruneKindId,
  reasons: readonly OfferedReason[],
): readonly Candidate[] {
  const above = new Set(
    orphans.flatMap(({ reason, parts }) => (reason === 'leftover-driver' ? parts : [])).map(({ path }) => path),
  )
  return orphans
    .filter((orphan) => isOffered(orphan, reasons))
    .flatMap((orphan) =>
      orphan.parts
        .filter((part) => !hasMount(part) && !isBelowOne(part.path, above))
        .map((part) => candidateOf(kind, orphan, part)),
    )
}

/** What is in quarantine was offered once. */
type OfferedReason = Exclude<OrphanReason, 'quarantined'>
type OfferedOrphan = Orphan & { readonly reason: OfferedReason }

function isOffered(orphan: Orphan, reasons: readonly OrphanReason[]): orphan is OfferedOrphan {
  return orphan.reason !== 'quarantined' && reasons.includes(orphan.reason)
}

function candidateOf(kind: PruneKindId, { root, reason, names, proof }: OfferedOrphan, part: OrphanPart): Candidate {
  return {
    kind,
    target: { type: 'path', path: part.path, root },
    name: part.path.slice(root.length + 1),
    why: whyOf(reason, proof.leftoverOf),
    risk: 'safe',
    ways: ['quarantine', 'remove'],
    since: part.changedAt,
    lastUsedAt: part.changedAt,
    createdAt: null,
    labels: {},
    facts: [reason, ...names],
    alone: part.usage.allocated,
  }
}

function whyOf(because: OfferedReason, leftoverOf: string | null): Why {
  return { because, with: leftoverOf }
}

/** What is mounted in it is on another filesystem, and not nobody's. */
function hasMount({ usage }: OrphanPart): boolean {
  const { allocated } = usage
  return allocated.kind !== 'exact' && allocated.because === 'mounted-elsewhere'
}
