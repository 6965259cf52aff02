import { bytesOf, type Figure } from '../model/figure.ts'
import type { Inventory } from '../model/inventory.ts'
import type { ObjectPage } from './object-page.ts'

export const SEARCH_KINDS = ['container', 'image', 'volume', 'layer', 'build-cache', 'blob', 'orphan'] as const
export type SearchKind = (typeof SEARCH_KINDS)[number]

/** An object that was found. */
export interface SearchHit {
  readonly kind: SearchKind
  readonly id: string
  readonly name: string
  /** What tells it from others of its name: a container's image, a layer's image, an orphan's path. */
  readonly detail: string
  /** By what it was found. */
  readonly by: 'name' | 'id' | 'step' | 'path'
  /** Of an image its virtual size, which is never summed; of a container its writable layer. */
  readonly allocated: Figure
  /** Null for what has no page. */
  readonly page: ObjectPage | null
}

/** What can be searched for. */
export interface Searchable {
  /** Kind and ID. */
  readonly key: string
  readonly names: readonly string[]
  /** In lower case, found by their beginnings. */
  readonly ids: readonly string[]
  /** Dockerfile steps. */
  readonly steps: readonly string[]
  readonly kind: SearchKind
  readonly bytes: number
  readonly hit: () => Omit<SearchHit, 'by'>
}

export const keyOf = (kind: SearchKind, id: string): string => `${kind} ${id}`

export function* searchable(inventory: Inventory): Generator<Searchable> {
  const names = imageNames(inventory)
  yield* containers(inventory)
  yield* images(inventory)
  yield* volumes(inventory)
  yield* layers(inventory, names)
  yield* records(inventory)
  yield* blobs(inventory, names)
  yield* orphans(inventory)
}

type Hit = Omit<SearchHit, 'by' | 'kind' | 'id'>
type Words = Partial<Pick<Searchable, 'names' | 'ids' | 'steps'>> & { readonly id: string; readonly allocated: Figure }

function found(kind: SearchKind, { id, allocated, ...words }: Words, hit: () => Omit<Hit, 'allocated'>): Searchable {
  return {
    names: [],
    ids: [],
    steps: [],
    ...words,
    key: keyOf(kind, id),
    kind,
    bytes: bytesOf(allocated) ?? 0,
    hit: () => ({ kind, id, allocated, ...hit() }),
  }
}

function imageNames({ images: all }: Inventory): ReadonlyMap<string, string> {
  return new Map(all.map((image) => [image.id, image.references[0] ?? shortId(image.id)]))
}

/** Twelve characters, as Docker prints them. */
function shortId(id: string): string {
  return id.replace(/^sha256:/, '').slice(0, 12)
}

function* containers({ containers: all }: Inventory): Generator<Searchable> {
  for (const { id, name, image, writable } of all)
    yield found('container', { id, allocated: writable.allocated, names: [name], ids: [id] }, () => ({
      name,
      detail: image,
      page: { page: 'containers', object: name },
    }))
}

function* images({ images: all }: Inventory): Generator<Searchable> {
  for (const { id, references, virtual } of all)
    yield found('image', { id, allocated: virtual.allocated, names: references, ids: [id] }, () => ({
      name: references[0] ?? shortId(id),
      detail: references.length > 1 ? references.slice(1).join(', ') : shortId(id),
      page: { page: 'images', object: references[0] ?? id },
    }))
}

function* volumes({ volumes: all }: Inventory): Generator<Searchable> {
  for (const { name, directory, usage } of all)
    yield found('volume', { id: name, allocated: usage.allocated, names: [name] }, () => ({
      name,
      detail: directory ?? '',
      page: { page: 'volumes', object: name },
    }))
}

function* layers({ layers: all }: Inventory, names: ReadonlyMap<string, string>): Generator<Searchable> {
  for (const { chainId, diffId, cacheId, createdBy, images: users, containers: under, usage } of all) {
    const ids = [chainId, cacheId, ...(diffId === null ? [] : [diffId])]
    const words = { id: chainId, allocated: usage.allocated, ids, steps: createdBy === null ? [] : [createdBy] }
    yield found('layer', words, () => {
      const [image] = users
      const [container] = under
      const object = image === undefined ? undefined : names.get(image)
      return {
        name: createdBy ?? shortId(chainId),
        detail: object ?? shortId(chainId),
        page:
          object !== undefined
            ? { page: 'images', object }
            : container === undefined
              ? null
              : { page: 'containers', object: container },
      }
    })
  }
}

function* records({ buildCache: all }: Inventory): Generator<Searchable> {
  for (const { id, description, type, usage } of all)
    yield found('build-cache', { id, allocated: usage.allocated, ids: [id], steps: [description] }, () => ({
      name: description === '' ? id : description,
      detail: type,
      page: { page: 'build-cache', object: id },
    }))
}

function* blobs({ blobs: all }: Inventory, names: ReadonlyMap<string, string>): Generator<Searchable> {
  for (const { digest, role, images: users, buildCacheRecords, usage } of all)
    yield found('blob', { id: digest, allocated: usage.allocated, ids: [digest] }, () => {
      const object = users[0] === undefined ? undefined : names.get(users[0])
      const [record] = buildCacheRecords
      return {
        name: `${role} ${shortId(digest)}`,
        detail: object ?? record ?? '',
        page:
          object !== undefined
            ? { page: 'images', object }
            : record === undefined
              ? null
              : { page: 'build-cache', object: record },
      }
    })
}

function* orphans({ orphans: all, roots }: Inventory): Generator<Searchable> {
  for (const { path, reason, usage } of all) {
    const root = roots.find((each) => path.startsWith(`${each.path}/`))
    yield found(
      'orphan',
      { id: path, allocated: usage.allocated, ids: [path.slice(path.lastIndexOf('/') + 1)] },
      () => ({
        name: root === undefined ? path : path.slice(root.path.length + 1),
        detail: reason,
        page: { page: 'orphans', object: root === undefined ? path : path.slice(root.path.length + 1) },
      }),
    )
  }
}
