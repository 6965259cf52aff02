import type { Figure } from './figure.ts'
import type { Inventory } from './inventory.ts'

/** A thing that somebody can remove. */
export interface ReclaimObject {
  readonly kind: ReclaimKind
  readonly id: string
  readonly name: string
  /** It cannot go while one of these stays. */
  readonly needsGone: readonly ObjectKey[]
  /** BuildKit uses it at this moment: it cannot go at all. */
  readonly inUse: boolean
  /** Its hidden parent, which goes by itself when all images that were made from it go. */
  readonly follower: ObjectKey | null
  /** Stands for its bytes where no ledger has it. */
  readonly unplaced: Figure | null
}

export type ReclaimKind = 'image' | 'container' | 'build-cache' | 'volume'

export interface ObjectKey {
  readonly kind: ReclaimKind
  readonly id: string
}

/** All of them, with the engine's own rules of what has to be removed before. */
export function reclaimObjects(inventory: Inventory): readonly ReclaimObject[] {
  return [...images(inventory), ...containers(inventory), ...records(inventory), ...volumes(inventory)]
}

const key =
  (kind: ReclaimKind) =>
  (id: string): ObjectKey => ({ kind, id })

/**
 * No image goes while a container of it is there, running or not, nor before the images that the legacy builder or a commit
 * made from it, whether it has a name or not: "image has dependent child images".
 */
function images({ images: all }: Inventory): readonly ReclaimObject[] {
  const children = childrenOf(all.map(({ id, parent }) => ({ id, parents: parent === null ? [] : [parent] })))
  const hidden = new Set(all.filter((image) => image.intermediate).map(({ id }) => id))
  return all.map(({ id, references, containers: users, parent, virtual }) => ({
    kind: 'image',
    id,
    name: references[0] ?? id.slice(0, 19),
    needsGone: [...users.map(key('container')), ...(children.get(id) ?? []).map(key('image'))],
    inUse: false,
    follower: parent !== null && hidden.has(parent) ? { kind: 'image', id: parent } : null,
    unplaced: unplaced(virtual),
  }))
}

function containers({ containers: all }: Inventory): readonly ReclaimObject[] {
  return all.map(({ id, name, writable }) => ({
    kind: 'container',
    id,
    name,
    needsGone: [],
    inUse: false,
    follower: null,
    unplaced: unplaced(writable),
  }))
}

function records({ buildCache }: Inventory): readonly ReclaimObject[] {
  const children = childrenOf(buildCache)
  return buildCache.map(({ id, description, inUse, usage }) => ({
    kind: 'build-cache',
    id,
    name: description === '' ? id : description,
    needsGone: (children.get(id) ?? []).map(key('build-cache')),
    inUse: inUse === true,
    follower: null,
    unplaced: unplaced(usage),
  }))
}

function volumes({ volumes: all }: Inventory): readonly ReclaimObject[] {
  return all.map(({ name, containers: users, usage }) => ({
    kind: 'volume',
    id: name,
    name,
    needsGone: users.map(key('container')),
    inUse: false,
    follower: null,
    unplaced: unplaced(usage),
  }))
}

function unplaced({ allocated }: { readonly allocated: Figure }): Figure | null {
  return allocated.kind === 'unknown' ? allocated : null
}

interface Child {
  readonly id: string
  readonly parents: readonly string[]
}

function childrenOf(all: readonly Child[]): ReadonlyMap<string, readonly string[]> {
  const children = new Map<string, string[]>()
  for (const { id, parents } of all)
    for (const parent of parents) {
      const list = children.get(parent)
      if (list === undefined) children.set(parent, [id])
      else list.push(id)
    }
  return children
}
