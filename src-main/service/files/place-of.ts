import { AppError } from '../../errors/app-error.ts'
import type { UsageFigure } from '../../model/figure.ts'
import type { Inventory } from '../../model/inventory.ts'
import type { FilePlace } from '../../sources/files/file-place.ts'
import type { FilesRead } from '../../sources/files/files-reader.ts'
import { logNamesOf } from '../../sources/areas/containers.ts'
import { driverOfPath } from '../../sources/survey/driver-of-path.ts'
import type { FilesOf } from '../../views/files.ts'

/** Where an object's files are, or why they cannot be looked at. */
export type FoundPlace = { readonly kind: 'place'; readonly place: FilePlace } | Extract<FilesRead, { kind: 'unread' }>

/** Drivers that may mark what is deleted by names. Source: name of their directory in a root. */
const MARKS_BY_NAME = /^(fuse-overlayfs|aufs|io\.containerd\.snapshotter\.v1\.fuse-overlayfs)\//

/**
 * Finds an object of the inventory: nothing but what is in it can be named, an orphan by the very path that is in it.
 * Throws `not-found`.
 */
export function placeOf(inventory: Inventory, of: FilesOf): FoundPlace {
  switch (of.kind) {
    case 'container': {
      const { directory, writable } = demand(of, inventory.containers, ({ id }) => id)
      return directoryPlace(inventory, directory, writable)
    }
    case 'layer': {
      const { directory, usage } = demand(of, inventory.layers, ({ chainId }) => chainId)
      return directoryPlace(inventory, directory, usage)
    }
    case 'layer-archive': {
      const { directory, usage } = demand(of, inventory.layers, ({ chainId }) => chainId)
      return archivePlace(directoryPlace(inventory, directory, usage), of.id)
    }
    case 'volume': {
      const { directory, usage } = demand(of, inventory.volumes, ({ name }) => name)
      return directoryPlace(inventory, directory, usage)
    }
    case 'build-cache': {
      const { directory, usage } = demand(of, inventory.buildCache, ({ id }) => id)
      return directoryPlace(inventory, directory, usage)
    }
    case 'orphan': {
      const { path, usage } = demand(of, inventory.orphans, ({ path }) => path)
      return directoryPlace(inventory, path, usage)
    }
    case 'container-logs': {
      const { id, logs } = demand(of, inventory.containers, ({ id }) => id)
      const root = inventory.roots.find(({ role }) => role === 'data-root')
      const found = directoryPlace(inventory, root === undefined ? null : `${root.path}/containers/${id}`, logs)
      return found.kind === 'unread' ? found : { kind: 'place', place: { ...found.place, only: logNamesOf(id) } }
    }
  }
}

function demand<T>({ kind, id }: FilesOf, items: readonly T[], idOf: (item: T) => string): T {
  const found = items.find((item) => idOf(item) === id)
  if (found !== undefined) return found
  throw new AppError('not-found', `There is no ${kind} ${id}.`, { context: { kind, id } })
}

function directoryPlace(inventory: Inventory, directory: string | null, { allocated }: UsageFigure): FoundPlace {
  if (inventory.sample) return { kind: 'unread', because: 'sample', detail: 'the sample has figures, and no files' }
  const root = directory === null ? null : rootOf(inventory, directory)
  // Whatever is in its place while nothing is mounted there, it is not the volume's.
  const elsewhere = allocated.kind === 'unknown' && allocated.because === 'mounted-elsewhere'
  if (directory === null || root === null || elsewhere) {
    const because = allocated.kind === 'unknown' ? allocated.because : 'not-on-disk'
    return { kind: 'unread', because, detail: directory ?? '' }
  }
  const { path, role } = root
  const whiteouts = MARKS_BY_NAME.test(directory.slice(path.length + 1)) ? 'name' : 'device'
  return { kind: 'place', place: { root: path, role, directory, only: null, archive: null, whiteouts } }
}

/** `image/<driver>/layerdb/sha256/<chain ID>/tar-split.json.gz`; not every layer has one. */
function archivePlace(found: FoundPlace, chainId: string): FoundPlace {
  if (found.kind === 'unread') return found
  const { root, role, directory } = found.place
  const store = driverOfPath(directory.slice(root.length + 1), role)
  const hex = /^sha256:([0-9a-f]{64})$/.exec(chainId)?.[1]
  if (store?.imageStore !== 'classic' || store.driver === null || hex === undefined)
    return { kind: 'unread', because: 'not-on-disk', detail: 'only classic drivers keep lists of layers' }
  const archive = `${root}/image/${store.driver}/layerdb/sha256/${hex}/tar-split.json.gz`
  return { kind: 'place', place: { ...found.place, archive } }
}

function rootOf({ roots }: Inventory, directory: string): Inventory['roots'][number] | null {
  const around = roots.filter(({ path }) => directory === path || directory.startsWith(path === '/' ? '/' : `${path}/`))
  return around.toSorted((a, b) => b.path.length - a.path.length)[0] ?? null
}
