import type { Inventory, Orphan, OrphanPart } from '../../model/inventory.ts'
import type { OrphanReason } from '../../model/observations.ts'
import type { Candidate, PruneKindId, Why } from '../candidate.ts'
import { isBelowOne } from '../path-below.ts'

type Reason = Extract<OrphanReason, Why['because']>

/**
 * Each directory of the orphans of one reason, set aside unless told otherwise. Not offered where something is mounted in
 * it, and where it lies in a directory that a driver left: it goes with that.
 */
export function orphanedPaths({ orphans }: Inventory, kind: PruneKindId, reason: Reason): readonly Candidate[] {
  const left = orphans.flatMap((orphan) => (orphan.reason === 'leftover-driver' ? orphan.parts : []))
  const above = new Set(left.map(({ path }) => path))
  return orphans
    .filter((orphan) => orphan.reason === reason)
    .flatMap((orphan) =>
      orphan.parts
        .filter((part) => !hasMount(part) && !isBelowOne(part.path, above))
        .map((part) => candidateOf({ kind, reason }, orphan, part)),
    )
}

interface Found {
  readonly kind: PruneKindId
  readonly reason: Reason
}

function candidateOf({ kind, reason }: Found, { root, proof }: Orphan, part: OrphanPart): Candidate {
  const { path, usage, changedAt } = part
  return {
    kind,
    target: { type: 'path', path, root },
    name: path.slice(root.length + 1),
    why: { because: reason, with: proof.leftoverOf },
    risk: 'safe',
    ways: ['quarantine', 'remove'],
    since: changedAt,
    lastUsedAt: changedAt,
    createdAt: null,
    labels: {},
    facts: [],
    alone: usage.allocated,
  }
}

/** What is mounted in it is on another filesystem, and not nobody's. */
function hasMount({ usage: { allocated } }: OrphanPart): boolean {
  return allocated.kind !== 'exact' && allocated.because === 'mounted-elsewhere'
}
