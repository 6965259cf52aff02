import { join } from 'node:path'
import type { Engine } from './engine.ts'

/** All directories in which an engine keeps things, for du. */
export function rootsOf({ dataRoot, containerdRoot }: Pick<Engine, 'dataRoot' | 'containerdRoot'>): readonly string[] {
  return containerdRoot === null ? [dataRoot] : [dataRoot, containerdRoot]
}

/** Where an engine's containerd has its content and snapshots. */
export interface ContainerdStore {
  readonly root: string
  readonly snapshotter: 'overlayfs' | 'native' | 'btrfs'
}

/** The image store of an engine in containerd; null with a classic driver. */
export function storeOf({ driver, dataRoot, containerdRoot }: Engine): ContainerdStore | null {
  if (driver === 'overlay2') return null
  const snapshotter = driver === 'containerd-native' ? 'native' : driver === 'containerd-btrfs' ? 'btrfs' : 'overlayfs'
  return { root: containerdRoot ?? join(dataRoot, 'containerd/daemon'), snapshotter }
}
