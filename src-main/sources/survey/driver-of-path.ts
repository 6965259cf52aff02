import type { RootRole } from '../../model/observations.ts'
import type { CurrentStore } from './current-store.ts'
import { CLASSIC_DRIVERS } from './classic-drivers.ts'

/** Which way of keeping images and layers a path belongs to; no driver where it is of all snapshotters of a containerd. */
export interface StoreOfPath {
  readonly imageStore: CurrentStore['imageStore']
  readonly driver: string | null
}

const SNAPSHOTTER = /^io\.containerd\.snapshotter\.v1\.([^/]+)/
const CONTENT = /^io\.containerd\.content\.v1\.content\//
const IMAGE_METADATA = /^image\/([^/]+)/
const BUILD_CACHE = /^buildkit\/containerd-([^/]+)/
const INSIDE = 'containerd/daemon/'

/** `path` is relative to the root. Null for what the engine needs whatever the driver. */
export function driverOfPath(path: string, role: RootRole): StoreOfPath | null {
  if (role === 'containerd') return driverInContainerd(path)
  if (path.startsWith(INSIDE)) return driverInContainerd(path.slice(INSIDE.length))
  const [top = ''] = path.split('/')
  if (CLASSIC_DRIVERS.includes(top)) return { imageStore: 'classic', driver: top }
  const classic = IMAGE_METADATA.exec(path)?.[1]
  if (classic !== undefined) return { imageStore: 'classic', driver: classic }
  const snapshotter = BUILD_CACHE.exec(path)?.[1]
  if (snapshotter !== undefined) return { imageStore: 'containerd', driver: snapshotter }
  // Logs and provenance of builds: with the containerd store they are blobs there.
  return path === 'buildkit/content' ? { imageStore: 'classic', driver: null } : null
}

/** Whether something is of another driver than the engine's own. */
export function isOther(store: StoreOfPath | null, current: CurrentStore): store is StoreOfPath {
  if (store === null) return false
  return store.imageStore !== current.imageStore || (store.driver !== null && store.driver !== current.driver)
}

function driverInContainerd(path: string): StoreOfPath | null {
  const snapshotter = SNAPSHOTTER.exec(path)?.[1]
  if (snapshotter !== undefined) return { imageStore: 'containerd', driver: snapshotter }
  return CONTENT.test(path) ? { imageStore: 'containerd', driver: null } : null
}
