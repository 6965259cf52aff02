import type { Digest } from '../../model/identifiers.ts'
import type { LeaseFact } from '../../model/observations.ts'
import { collectorGraph, idOf, snapshotKey, type CollectorGraph, type CollectorNode } from './collector-graph.ts'
import type { ContainerdNamespace, LeaseRecord } from './containerd-metadata.ts'

/** What containerd's collector would keep if it ran now, and what for. */
export interface CollectorMarks {
  readonly keepsBlob: (namespace: string, digest: Digest) => boolean
  readonly keepsSnapshot: (namespace: string, snapshotter: string, name: string) => boolean
  /** Blobs that an image keeps, through labels too, and that are recorded. */
  readonly blobsOfImage: (namespace: string, image: string) => readonly Digest[]
  /** A lease that ends keeps it. */
  readonly keepsForNow: (namespace: string, snapshotter: string, name: string) => boolean
  /** Every lease with what it keeps, but for what is below its snapshots; one that has expired keeps nothing. */
  readonly leases: readonly LeaseFact[]
}

/** `now` in milliseconds since 1970: leases end. */
export function collectorMarks(namespaces: readonly ContainerdNamespace[], now: number): CollectorMarks {
  const graph = collectorGraph(namespaces, now)
  const kept = reach(graph.roots, graph.references)
  const passing = namespaces.flatMap(({ name, leases }) =>
    leases.filter((lease) => leaseOf(name, lease).temporary).flatMap((lease) => graph.leased(name, lease)),
  )
  const keptForNow = reach(passing, graph.references)
  const known = new Map(namespaces.map((namespace) => [namespace.name, namespace.blobs]))
  const snapshots = new Map(namespaces.map((each) => [each.name, snapshotNames(each)]))
  const digestsIn = (nodes: Iterable<CollectorNode>): Digest[] =>
    [...nodes].flatMap(({ type, namespace, key }) =>
      type === 'content' && known.get(namespace)?.has(key) === true ? [key] : [],
    )
  const namesIn = (nodes: Iterable<CollectorNode>): string[] =>
    [...nodes].flatMap(({ type, namespace, key }) => {
      const name = type === 'snapshot' ? snapshots.get(namespace)?.get(key) : undefined
      return name === undefined ? [] : [name]
    })
  return {
    keepsBlob: (namespace, key) => isIn(kept, { type: 'content', namespace, key }),
    keepsSnapshot: (namespace, snapshotter, name) => isIn(kept, snapshotNode(namespace, snapshotter, name)),
    keepsForNow: (namespace, snapshotter, name) => isIn(keptForNow, snapshotNode(namespace, snapshotter, name)),
    blobsOfImage(namespace, image) {
      return unique(
        digestsIn(reach([{ type: 'image', flat: false, namespace, key: image }], graph.references).values()),
      )
    },
    leases: namespaces.flatMap(({ name, leases }) =>
      leases.map((lease) => {
        const nodes = [...reach(graph.leased(name, lease), graph.sideReferences).values()]
        return { ...leaseOf(name, lease), blobs: unique(digestsIn(nodes)), snapshots: unique(namesIn(nodes)) }
      }),
    ),
  }
}

/** Everything that can be reached, by its ID. */
function reach(
  roots: readonly CollectorNode[],
  references: CollectorGraph['references'],
): ReadonlyMap<string, CollectorNode> {
  const reached = new Map<string, CollectorNode>()
  const waiting = [...roots]
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    const id = idOf(node)
    if (reached.has(id)) continue
    reached.set(id, node)
    for (const next of references(node)) waiting.push(next)
  }
  return reached
}

type Named = Omit<CollectorNode, 'flat'>

function isIn(reached: ReadonlyMap<string, CollectorNode>, node: Named): boolean {
  return [false, true].some((flat) => reached.has(idOf({ ...node, flat })))
}

function snapshotNode(namespace: string, snapshotter: string, name: string): Named {
  return { type: 'snapshot', namespace, key: snapshotKey(snapshotter, name) }
}

function snapshotNames({ snapshots }: ContainerdNamespace): ReadonlyMap<string, string> {
  return new Map(snapshots.map(({ snapshotter, name }) => [snapshotKey(snapshotter, name), name]))
}

function leaseOf(namespace: string, { id, labels }: LeaseRecord): Omit<LeaseFact, 'blobs' | 'snapshots'> {
  const expires = labels.get('containerd.io/gc.expire') ?? null
  const expiresAt = expires === null || Number.isNaN(Date.parse(expires)) ? null : expires
  return { id, namespace, temporary: expiresAt !== null || labels.has('buildkit/lease.temporary'), expiresAt }
}

function unique(items: readonly string[]): string[] {
  return [...new Set(items)].sort()
}
