import type { ContainerdNamespace, Labels, LeaseRecord } from './containerd-metadata.ts'

/**
 * One thing that containerd's collector looks at. A flat one is kept for itself: what it refers to by labels is not
 * followed, though the parents of a snapshot are.
 */
export interface CollectorNode {
  readonly type: 'content' | 'snapshot' | 'image' | 'container' | 'ingest'
  readonly flat: boolean
  readonly namespace: string
  /** Digest, `<snapshotter>/<name>`, name of an image, ID, or reference of an ingest. */
  readonly key: string
}

export interface CollectorGraph {
  /** What is kept by itself. */
  readonly roots: readonly CollectorNode[]
  /** What a lease keeps directly; nothing once it has expired. */
  readonly leased: (namespace: string, lease: LeaseRecord) => readonly CollectorNode[]
  /** What a node keeps in turn. */
  readonly references: (node: CollectorNode) => readonly CollectorNode[]
  /** The same without the snapshot below a snapshot. */
  readonly sideReferences: (node: CollectorNode) => readonly CollectorNode[]
}

const LABEL = 'containerd.io/gc.'
const REFERENCE = `${LABEL}ref.`
const BACK_REFERENCE = `${LABEL}bref.`
const CONDITION = `${LABEL}cond.snapshot`

/**
 * What keeps what, by the rules of containerd's collector (its `metadata/gc.go`): leases, images, containers and what
 * has a root label keep; labels, targets and parents lead on. Where it looks at a condition we take it for met: nobody
 * is accused for it. `now` in milliseconds since 1970.
 */
export function collectorGraph(namespaces: readonly ContainerdNamespace[], now: number): CollectorGraph {
  const indexes = new Map(namespaces.map((namespace) => [namespace.name, indexOf(namespace)]))
  const backReferences = new Map<string, CollectorNode[]>()
  for (const namespace of namespaces) {
    for (const [node, labels] of labelled(namespace))
      for (const holder of labelReferences(labels, namespace.name, BACK_REFERENCE)) {
        const held = backReferences.get(idOf(holder))
        if (held === undefined) backReferences.set(idOf(holder), [node])
        else held.push(node)
      }
  }
  const leased = (name: string, lease: LeaseRecord) => (isExpired(lease.labels, now) ? [] : leasedNodes(name, lease))
  const references = (node: CollectorNode, parents: boolean): readonly CollectorNode[] => {
    const index = indexes.get(node.namespace)
    const back = node.flat ? [] : (backReferences.get(idOf(node)) ?? [])
    return index === undefined ? back : [...back, ...forward(node, index, parents)]
  }
  return {
    roots: namespaces.flatMap((namespace) => [
      ...namespace.leases.flatMap((lease) => leased(namespace.name, lease)),
      ...rootsOf(namespace, now),
    ]),
    leased,
    references: (node) => references(node, true),
    sideReferences: (node) => references(node, false),
  }
}

export function idOf({ type, flat, namespace, key }: CollectorNode): string {
  return `${type}${flat ? ' flat' : ''}\n${namespace}\n${key}`
}

export function snapshotKey(snapshotter: string, name: string): string {
  return `${snapshotter}/${name}`
}

/** Everything with labels that can attach itself to something else. */
function labelled({ name, images, blobs, snapshots, containers }: ContainerdNamespace): [CollectorNode, Labels][] {
  const node = (type: CollectorNode['type'], key: string): CollectorNode => ({
    type,
    flat: false,
    namespace: name,
    key,
  })
  return [
    ...images.map((image): [CollectorNode, Labels] => [node('image', image.name), image.labels]),
    ...[...blobs.values()].map((blob): [CollectorNode, Labels] => [node('content', blob.digest), blob.labels]),
    ...snapshots.map((each): [CollectorNode, Labels] => [
      node('snapshot', snapshotKey(each.snapshotter, each.name)),
      each.labels,
    ]),
    ...containers.map((container): [CollectorNode, Labels] => [node('container', container.id), container.labels]),
  ]
}

/** What is kept without a lease. An image that has expired is not, though what refers to it still leads on from it. */
function rootsOf(namespace: ContainerdNamespace, now: number): CollectorNode[] {
  const { name, images, ingests, sandboxes } = namespace
  const expired = new Set(images.filter((image) => isExpired(image.labels, now)).map((image) => image.name))
  const byItself = ({ type, key }: CollectorNode, labels: Labels): boolean => {
    if (type === 'image') return !expired.has(key)
    return type === 'container' || hasRootLabel(labels)
  }
  const written = ingests.filter(({ expiresAt }) => expiresAt !== null && Date.parse(expiresAt) >= now)
  return [
    ...labelled(namespace).flatMap(([node, labels]) => (byItself(node, labels) ? [node] : [])),
    ...written.map(({ ref }): CollectorNode => ({ type: 'ingest', flat: false, namespace: name, key: ref })),
    ...sandboxes.flatMap((labels) => labelReferences(labels, name, REFERENCE)),
  ]
}

function leasedNodes(namespace: string, lease: LeaseRecord): CollectorNode[] {
  const flat = lease.labels.has(`${LABEL}flat`)
  const keyed = (type: CollectorNode['type'], key: string): CollectorNode => ({ type, flat, namespace, key })
  return [
    ...lease.content.map((digest) => keyed('content', digest)),
    ...lease.snapshots.map(({ snapshotter, name }) => keyed('snapshot', snapshotKey(snapshotter, name))),
    ...lease.ingests.map((ref) => ({ ...keyed('ingest', ref), flat: false })),
    ...lease.images.map((name) => keyed('image', name)),
  ]
}

/** A time that cannot be read is as good as none: then it does not expire. */
function isExpired(labels: Labels, now: number): boolean {
  return Date.parse(labels.get(`${LABEL}expire`) ?? '') < now
}

function hasRootLabel(labels: Labels): boolean {
  return [...labels.keys()].some((label) => label.startsWith(`${LABEL}root`))
}

/** One namespace's things by their node's key. */
type Index = Readonly<Record<CollectorNode['type'], ReadonlyMap<string, Indexed>>>

interface Indexed {
  readonly labels: Labels
  /** What it refers to besides its labels. */
  readonly next: readonly Omit<CollectorNode, 'namespace' | 'flat'>[]
}

function indexOf({ images, blobs, snapshots, containers, ingests }: ContainerdNamespace): Index {
  const unlabelled: Labels = new Map()
  return {
    image: new Map(
      images.map((each) => [each.name, { labels: each.labels, next: [{ type: 'content', key: each.target }] }]),
    ),
    content: new Map([...blobs.values()].map((blob) => [blob.digest, { labels: blob.labels, next: [] }])),
    snapshot: new Map(
      snapshots.map(({ snapshotter, name, parent, labels }) => {
        const next = parent === null ? [] : [{ type: 'snapshot' as const, key: snapshotKey(snapshotter, parent) }]
        return [snapshotKey(snapshotter, name), { labels, next }]
      }),
    ),
    container: new Map(
      containers.map(({ id, snapshotter, snapshotKey: name, labels }) => {
        const next =
          snapshotter === null ? [] : [{ type: 'snapshot' as const, key: snapshotKey(snapshotter, name ?? '') }]
        return [id, { labels, next }]
      }),
    ),
    ingest: new Map(
      ingests.map(({ ref, expected }) => {
        return [
          ref,
          { labels: unlabelled, next: expected === null ? [] : [{ type: 'content' as const, key: expected }] },
        ]
      }),
    ),
  }
}

function forward({ type, flat, namespace, key }: CollectorNode, index: Index, parents: boolean): CollectorNode[] {
  // A flat blob leads nowhere.
  if (flat && type === 'content') return []
  const found = index[type].get(key)
  if (found === undefined) return []
  const beside = type === 'snapshot' && !parents ? [] : found.next
  const next = beside.map((each): CollectorNode => ({ ...each, flat, namespace }))
  return flat ? next : [...next, ...labelReferences(found.labels, namespace, REFERENCE)]
}

/** What labels refer to: `…content`, `…content.<any name>`, `…image`, `…container`, `…snapshot.<snapshotter>`. */
function labelReferences(labels: Labels, namespace: string, prefix: string): CollectorNode[] {
  const found: CollectorNode[] = []
  for (const [label, value] of labels) {
    if (!label.startsWith(LABEL)) continue
    if (prefix === REFERENCE && label.startsWith(CONDITION)) found.push(...conditional(label, value, namespace))
    if (!label.startsWith(prefix)) continue
    const [type = '', ...name] = label.slice(prefix.length).split(/[./]/)
    if (type === 'content' || type === 'image' || (type === 'container' && prefix === BACK_REFERENCE))
      found.push({ type, flat: false, namespace, key: value })
    const snapshotter = type === 'snapshot' ? (label.slice(prefix.length + 'snapshot.'.length).split('/')[0] ?? '') : ''
    if (name.length > 0 && snapshotter !== '')
      found.push({ type: 'snapshot', flat: false, namespace, key: snapshotKey(snapshotter, value) })
  }
  return found
}

/** `containerd.io/gc.cond.snapshot.<snapshotter>` = `<conditions>|<name>`. */
function conditional(label: string, value: string, namespace: string): CollectorNode[] {
  const snapshotter =
    label
      .slice(CONDITION.length)
      .replace(/^[./]+/, '')
      .split('/')[0] ?? ''
  const bar = value.indexOf('|')
  if (bar < 0) return []
  return [{ type: 'snapshot', flat: false, namespace, key: snapshotKey(snapshotter, value.slice(bar + 1)) }]
}
