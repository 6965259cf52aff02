import type { Inventory } from '../model/inventory.ts'
import { keyOf } from './searchable.ts'

/** What a driver puts inside the directory that is an object's own. */
const INSIDE = /\/(?:diff|fs|_data)$/

/** A part of a path that can only be an identifier: BuildKit's have 25 characters, all others 64. */
const IDENTIFIER = /^(?:[0-9a-f]{64}|[0-9a-z]{25})(?=$|-init$|-json\.log$|-removing$)/

/**
 * Whose a path on disk is: the objects with the longest directory that contains it, with that length. The engine's other
 * files about an object (`layerdb/sha256/<chain ID>`, `containers/<ID>`) are found by the identifier in their path, and so is
 * a path on another machine. Nothing for a text that is no path.
 */
export function ownersOfPath(inventory: Inventory, text: string): ReadonlyMap<string, number> {
  const path = text.replace(/\/+$/, '')
  if (!path.includes('/')) return new Map()
  const homes = homesOf(inventory).filter(([home]) => isWithin(path, home))
  const longest = homes.reduce((length, [home]) => Math.max(length, home.length), 0)
  if (longest > 0) return new Map(homes.flatMap(([home, key]) => (home.length === longest ? [[key, longest]] : [])))
  return ownersByIdentifier(inventory, path)
}

function isWithin(path: string, home: string): boolean {
  return path === home || path.startsWith(`${home}/`)
}

/** Directory and object. Of a container the one of its layer, that of its init layer, and that of its config and logs. */
function homesOf(inventory: Inventory): readonly (readonly [string, string])[] {
  const { containers, layers, volumes, buildCache, blobs, orphans, roots, snapshots } = inventory
  const homes: (readonly [string, string])[] = []
  const add = (directory: string | null, key: string): void => {
    if (directory !== null) homes.push([directory.replace(INSIDE, ''), key])
  }
  for (const { id, directory } of containers) {
    const key = keyOf('container', id)
    add(directory, key)
    if (directory !== null) homes.push([`${directory.replace(INSIDE, '')}-init`, key])
    for (const root of roots) homes.push([`${root.path}/containers/${id}`, key])
  }
  const known = new Set(containers.map(({ id }) => `${id}-init`))
  for (const { name, directory } of snapshots)
    if (known.has(name)) add(directory, keyOf('container', name.slice(0, -'-init'.length)))
  for (const { chainId, directory } of layers) add(directory, keyOf('layer', chainId))
  for (const { name, directory } of volumes) add(directory, keyOf('volume', name))
  for (const { id, directory, chainId } of buildCache) if (chainId === null) add(directory, keyOf('build-cache', id))
  for (const { digest, path } of blobs) add(path, keyOf('blob', digest))
  for (const { path } of orphans) homes.push([path, keyOf('orphan', path)])
  return homes
}

function ownersByIdentifier(inventory: Inventory, path: string): ReadonlyMap<string, number> {
  const ids = path.split('/').flatMap((part) => IDENTIFIER.exec(part)?.[0] ?? [])
  const id = ids.at(-1)
  if (id === undefined) return new Map()
  const { containers, layers, images, buildCache, blobs, volumes } = inventory
  const owners = new Map<string, number>()
  const add = (key: string): Map<string, number> => owners.set(key, id.length)
  const digest = `sha256:${id}`
  for (const each of containers) if (each.id === id) add(keyOf('container', id))
  for (const { chainId, cacheId } of layers) if (chainId === digest || cacheId === id) add(keyOf('layer', chainId))
  for (const image of images) if (image.id === digest) add(keyOf('image', image.id))
  for (const record of buildCache) if (record.id === id) add(keyOf('build-cache', id))
  for (const blob of blobs) if (blob.digest === digest) add(keyOf('blob', digest))
  for (const volume of volumes) if (volume.name === id) add(keyOf('volume', id))
  return owners
}
