import type { ChainId, ContainerId } from '../../model/identifiers.ts'
import type { SnapshotFact } from '../../model/observations.ts'
import type { ContainerdStore, ListedSnapshotter } from './containerd-store.ts'
import { layoutOf } from './snapshot-layout.ts'
import { roleOf, type SnapshotRole } from './snapshot-role.ts'
import type { SnapshotterRecord } from './snapshotter-metadata.ts'

/** A snapshot with what it is for. */
export interface KnownSnapshot {
  readonly fact: SnapshotFact
  readonly role: SnapshotRole
  /** Its directory with all that is around its files, relative to the root; null for one that has none. */
  readonly surroundings: string | null
}

/** Whose snapshot a key stands for. */
interface Name {
  readonly namespace: string
  readonly name: string
  readonly parent: string | null
}

/**
 * The snapshots of one snapshotter, with the names that clients gave them. A snapshot that no namespace names is
 * unreferenced; where not all names could be read, its key tells it: `<namespace>/<number>/<name>`.
 */
export function knownSnapshots(store: ContainerdStore, snapshotter: ListedSnapshotter): KnownSnapshot[] {
  const names = namesOf(store, snapshotter.name)
  const judge = judgeOf(store, snapshotter.name)
  return [...snapshotter.metadata.records.values()].map((record): KnownSnapshot => {
    const named = names.get(record.key)
    const name = named ?? nameFromKey(record)
    const directory = layoutOf(snapshotter.name)?.directoryOf(record) ?? null
    const surroundings = directory === null ? null : `${snapshotter.directory}/${directory}`
    const files = layoutOf(snapshotter.name)?.files ?? ''
    return {
      fact: {
        snapshotter: snapshotter.name,
        ...name,
        number: record.number,
        kind: record.kind,
        engineSize: record.size,
        directory: surroundings === null ? null : `${surroundings}${files}`,
      },
      role: judge(name, record.kind, named !== undefined),
      surroundings,
    }
  })
}

function namesOf({ metadata }: ContainerdStore, snapshotter: string): ReadonlyMap<string, Name> {
  return new Map(
    metadata.namespaces.flatMap((namespace) =>
      namespace.snapshots
        .filter((snapshot) => snapshot.snapshotter === snapshotter)
        .map(({ key, name, parent }) => [key, { namespace: namespace.name, name, parent }] as const),
    ),
  )
}

const KEY = /^([^/]+)\/\d+\/([^]+)$/

function nameFromKey({ key, parent }: SnapshotterRecord): Name {
  const [, namespace = '', name = key] = KEY.exec(key) ?? []
  return { namespace, name, parent: parent === null ? null : (KEY.exec(parent)?.[2] ?? parent) }
}

function judgeOf({ metadata, marks }: ContainerdStore, snapshotter: string) {
  const leases = new Set(marks.leases.map((lease) => `${lease.namespace}\n${lease.id}`))
  return ({ namespace, name }: Name, kind: SnapshotFact['kind'], named: boolean): SnapshotRole => {
    const id = `${namespace}\n${name}`
    const kept = metadata.incomplete || (named && marks.keepsSnapshot(namespace, snapshotter, name))
    const leased = metadata.incomplete || leases.has(id)
    const temporary = marks.keepsForNow(namespace, snapshotter, name)
    return roleOf({ namespace, name, kind, kept, leased, temporary })
  }
}

/** The nearest layer below a snapshot, and the container whose `-init` snapshot lies in between. */
export interface Below {
  readonly chainId: ChainId | null
  readonly initOf: ContainerId | null
}

const NOTHING_BELOW: Below = { chainId: null, initOf: null }

/**
 * Looks down from a snapshot of a namespace. Ends at a parent that nobody knows, and at a loop. What was found from one
 * snapshot is kept for those above it: a build may stack thousands.
 */
export function layersBelow(snapshots: readonly KnownSnapshot[]): (fact: SnapshotFact) => Below {
  const byName = new Map(snapshots.map((each) => [`${each.fact.namespace}\n${each.fact.name}`, each]))
  /** What one finds that looks down and meets this snapshot first. */
  const found = new Map<string, Below>()
  return ({ namespace, parent }) => {
    const passed = new Map<string, SnapshotRole>()
    let below = NOTHING_BELOW
    for (let name = parent; name !== null;) {
      const id = `${namespace}\n${name}`
      const known = byName.get(id)
      below = found.get(id) ?? NOTHING_BELOW
      if (known === undefined || passed.has(id) || found.has(id)) break
      passed.set(id, known.role)
      name = known.role.kind === 'layer' ? null : known.fact.parent
    }
    for (const [id, role] of [...passed].reverse()) {
      if (role.kind === 'layer') below = { chainId: role.chainId, initOf: null }
      if (role.kind === 'init-layer') below = { ...below, initOf: role.containerId }
      found.set(id, below)
    }
    return below
  }
}
