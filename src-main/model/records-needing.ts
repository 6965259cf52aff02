import type { LeaseFact, SnapshotFact } from './observations.ts'

/** A lease of a build cache record. */
export interface RecordLease {
  /** The record's. */
  readonly id: string
  readonly lease: LeaseFact
}

/**
 * Answers which records keep a snapshot by its name: those whose leases have it, or one above it. Sorted. Who asks for
 * few snapshots pays for few: the answers for a chain of thousands would be millions of IDs.
 */
export function recordsNeeding(
  leases: readonly RecordLease[],
  snapshots: readonly SnapshotFact[],
): (name: string) => readonly string[] {
  const namespaces = new Set(leases.map(({ lease }) => lease.namespace))
  const leased = new Map<string, string[]>()
  for (const { id, lease } of leases)
    for (const name of lease.snapshots) listAt(leased, keyOf(lease.namespace, name)).push(id)
  const above = snapshotsAbove([...leased.keys()], snapshots)
  const found = new Map<string, readonly string[]>()
  return (name) => {
    const known = found.get(name)
    if (known !== undefined) return known
    const ids = new Set<string>()
    for (const key of reach(
      [...namespaces].map((namespace) => keyOf(namespace, name)),
      (each) => above.get(each) ?? [],
    ))
      for (const id of leased.get(key) ?? []) ids.add(id)
    const answer = [...ids].sort()
    found.set(name, answer)
    return answer
  }
}

/** Of what is below the leased snapshots: those right above it on which a leased one is, or that are leased. */
function snapshotsAbove(leased: readonly string[], snapshots: readonly SnapshotFact[]): ReadonlyMap<string, string[]> {
  const below = new Map<string, string[]>()
  for (const { namespace, name, parent } of snapshots)
    if (parent !== null) listAt(below, keyOf(namespace, name)).push(keyOf(namespace, parent))
  const above = new Map<string, string[]>()
  for (const key of reach(leased, (each) => below.get(each) ?? []))
    for (const parent of below.get(key) ?? []) listAt(above, parent).push(key)
  return above
}

/** Each once, also where they go round. */
function reach(from: readonly string[], next: (key: string) => readonly string[]): ReadonlySet<string> {
  const reached = new Set(from)
  // A set that grows is walked to its end.
  for (const key of reached) for (const each of next(key)) reached.add(each)
  return reached
}

function keyOf(namespace: string, name: string): string {
  return `${namespace}\n${name}`
}

function listAt(lists: Map<string, string[]>, key: string): string[] {
  const known = lists.get(key) ?? []
  lists.set(key, known)
  return known
}
