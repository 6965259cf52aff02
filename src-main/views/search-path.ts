import type { Inventory } from '../model/inventory.ts'
import { keyOf } from './searchable.ts'

/** What a driver puts inside the directory that is an object's own. */
const INSIDE = /\/(?:diff|fs|_data)$/

/** A part of a path that can only be an identifier: BuildKit's have 25 characters, all others 64. */
const IDENTIFIER = /^(?:[0-9a-f]{64}|[0-9a-z]{25})(?=$|-init$|-json\.log$|-removing$)/

export interface PathIndex {
  /** Objects by the directory that is their own. */
  readonly homes: ReadonlyMap<string, readonly string[]>
  readonly identifiers: ReadonlyMap<string, readonly string[]>
}

/**
 * Whose a path on disk is: the objects with the longest directory that contains it. The engine's other files about an object
 * (`layerdb/sha256/<chain ID>`) are found by the identifier in their path, and so is a path on another machine. Nothing for
 * a text that is no path.
 */
export function ownersOfPath({ homes, identifiers }: PathIndex, text: string): readonly string[] {
  if (!text.includes('/')) return []
  for (let path = text.replace(/\/+$/, ''); path !== ''; path = path.slice(0, Math.max(0, path.lastIndexOf('/')))) {
    const owners = homes.get(path)
    if (owners !== undefined) return owners
  }
  const id = text.split('/').findLast((part) => IDENTIFIER.test(part))
  return id === undefined ? [] : (identifiers.get(IDENTIFIER.exec(id)?.[0] ?? '') ?? [])
}

/** Of a container the directory of its layer, that of its init layer, and that of its config and logs. */
export function homesOf(inventory: Inventory): PathIndex['homes'] {
  const { containers, layers, volumes, buildCache, blobs, orphans, roots, snapshots } = inventory
  const homes: Named[] = []
  const add = (directory: string | null, key: string): void => {
    if (directory !== null) homes.push({ name: directory.replace(INSIDE, ''), key })
  }
  const inits = new Set<string>()
  for (const { id, directory } of containers) {
    const key = keyOf('container', id)
    inits.add(`${id}-init`)
    add(directory, key)
    if (directory !== null) homes.push({ name: `${directory.replace(INSIDE, '')}-init`, key })
    for (const root of roots) homes.push({ name: `${root.path}/containers/${id}`, key })
  }
  for (const { name, directory } of snapshots)
    if (inits.has(name)) add(directory, keyOf('container', name.slice(0, -'-init'.length)))
  for (const { chainId, directory } of layers) add(directory, keyOf('layer', chainId))
  for (const { name, directory } of volumes) add(directory, keyOf('volume', name))
  for (const { id, directory, chainId } of buildCache) if (chainId === null) add(directory, keyOf('build-cache', id))
  for (const { digest, path } of blobs) add(path, keyOf('blob', digest))
  for (const { path } of orphans) homes.push({ name: path, key: keyOf('orphan', path) })
  return byName(homes)
}

export function identifiersOf(inventory: Inventory): PathIndex['identifiers'] {
  const { containers, layers, images, buildCache, blobs, volumes } = inventory
  const bare = (digest: string): string => digest.replace(/^sha256:/, '')
  return byName([
    ...containers.map(({ id }) => ({ name: id, key: keyOf('container', id) })),
    ...layers.flatMap(({ chainId, cacheId }) =>
      [bare(chainId), cacheId].map((name) => ({ name, key: keyOf('layer', chainId) })),
    ),
    ...images.map(({ id }) => ({ name: bare(id), key: keyOf('image', id) })),
    ...buildCache.map(({ id }) => ({ name: id, key: keyOf('build-cache', id) })),
    ...blobs.map(({ digest }) => ({ name: bare(digest), key: keyOf('blob', digest) })),
    ...volumes.map(({ name }) => ({ name, key: keyOf('volume', name) })),
  ])
}

interface Named {
  readonly name: string
  readonly key: string
}

function byName(all: readonly Named[]): ReadonlyMap<string, readonly string[]> {
  const names = new Map<string, string[]>()
  for (const { name, key } of all) {
    const keys = names.get(name)
    if (keys === undefined) names.set(name, [key])
    else if (!keys.includes(key)) keys.push(key)
  }
  return names
}
