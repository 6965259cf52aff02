import type { ChainId, ContainerId } from '../../model/identifiers.ts'
import { isDockers, isEngines } from './docker-namespaces.ts'

/** What a snapshot is for. */
export type SnapshotRole =
  | { readonly kind: 'layer'; readonly chainId: ChainId }
  | { readonly kind: 'writable-layer'; readonly containerId: ContainerId }
  | { readonly kind: 'init-layer'; readonly containerId: ContainerId }
  | { readonly kind: 'build-cache'; readonly snapshotKey: string }
  /** Through which a build looks at another snapshot; it has no files of its own. */
  | { readonly kind: 'build-view'; readonly snapshotKey: string }
  /** A layer on its way, or something that a commit, a diff or the legacy builder needs for a moment. */
  | { readonly kind: 'unpacking' }
  | { readonly kind: 'other-namespace'; readonly namespace: string }
  | { readonly kind: 'unreferenced' }
  | { readonly kind: 'unknown' }

/** A snapshot as its name is given, and what is known of those that keep it. */
export interface NamedSnapshot {
  readonly namespace: string
  readonly name: string
  readonly kind: 'view' | 'active' | 'committed'
  /** containerd's collector would keep it; also when not all that keeps things could be read. */
  readonly kept: boolean
  /** There is a lease of the same name: the engine makes one for each container. */
  readonly leased: boolean
  /** A lease that ends keeps it. */
  readonly temporary: boolean
}

const CHAIN_ID = /^sha256:[0-9a-f]{64}$/
const CONTAINER_ID = /^[0-9a-f]{64}$/
/** Also while it is made (`-init-key`), and its copy for user namespaces (`-init-100000-100000`). */
const INIT = /^([0-9a-f]{64})-init(?:-.*)?$/
const BUILDKIT_KEY = /^[0-9a-z]{25}$/
const VIEW = /^(.+)-view$/
/** `extract-<time> <chain ID>`, BuildKit's `tmp-<key> <chain ID>`, what a commit looks at and what it changes back. */
const PASSING = /^(?:extract|tmp)-|-(?:parent-)?view-|-remap$/

/** Clients give their snapshots names; this reads those of the engine and of BuildKit. */
export function roleOf(snapshot: NamedSnapshot): SnapshotRole {
  const { namespace, name, kind, kept } = snapshot
  // Not ours to judge.
  if (!isDockers(namespace)) return { kind: 'other-namespace', namespace }
  // A build gives up its views one by one, and they wait for the collector: no files of their own, and no leak.
  if (!kept) return { kind: kind === 'view' ? 'unpacking' : 'unreferenced' }
  const view = kind === 'view' ? VIEW.exec(name)?.[1] : undefined
  if (view !== undefined) return { kind: 'build-view', snapshotKey: view }
  if (PASSING.test(name)) return { kind: 'unpacking' }
  if (BUILDKIT_KEY.test(name) || !isEngines(namespace)) return { kind: 'build-cache', snapshotKey: name }
  if (kind === 'committed' && CHAIN_ID.test(name)) return { kind: 'layer', chainId: name }
  // The legacy builder names what it works on like a container.
  if (kind === 'active' && CONTAINER_ID.test(name) && snapshot.leased)
    return { kind: 'writable-layer', containerId: name }
  const init = INIT.exec(name)?.[1]
  if (init !== undefined) return { kind: 'init-layer', containerId: init }
  return { kind: snapshot.temporary ? 'unpacking' : 'unknown' }
}
