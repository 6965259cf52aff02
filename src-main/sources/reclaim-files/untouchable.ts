import { AREA_READERS } from '../areas/registry.ts'
import { CLASSIC_DRIVERS } from '../survey/classic-drivers.ts'

/** The root directories of what an engine and a containerd keep: never a leftover as a whole. */
const TOP_LEVEL: ReadonlySet<string> = new Set([
  ...AREA_READERS.flatMap(({ directories }) => directories),
  ...['network', 'runtimes', 'trust', 'containerd', 'engine-id', 'io.containerd.content.v1.content'],
  ...['io.containerd.metadata.v1.bolt', 'io.containerd.runtime.v2.task', 'plimsoll-quarantine', 'lost+found'],
])

const SNAPSHOTTER = 'io.containerd.snapshotter.v1.'

/** Whether a path of a root is what the engine cannot do without, whatever anybody takes it for. */
export function isUntouchable(relative: string): boolean {
  return TOP_LEVEL.has(relative) || relative === 'containerd/daemon' || relative.startsWith('plimsoll-quarantine/')
}

/** The driver that has this directory for itself; null for every other path. Only an engine can say that it is not used. */
export function driverOfDirectory(relative: string): string | null {
  const name = relative.slice(relative.lastIndexOf('/') + 1)
  if (name.startsWith(SNAPSHOTTER)) return name.slice(SNAPSHOTTER.length)
  const isOwn = relative === name || relative === `image/${name}`
  return isOwn && CLASSIC_DRIVERS.includes(name) ? name : null
}
