import { isOlder } from '../model/build-images.ts'
import { entryFigure } from '../model/entry-figure.ts'
import { exact, sumFigures, unknown, type Figure, type UsageFigure } from '../model/figure.ts'
import { repositoryOf } from '../model/image-reference.ts'
import type { Image, Inventory, Layer } from '../model/inventory.ts'
import type { Category } from '../model/category.ts'
import { layerMap, nameOf, type LayerMap } from './layer-map.ts'

export interface ImagesView {
  readonly takenAt: string
  readonly sample: boolean
  /** What the engine's figures count: lengths of files (classic), or blobs and blocks (containerd). Null without an engine. */
  readonly imageStore: 'classic' | 'containerd' | null
  readonly rows: readonly ImageRow[]
  readonly totals: ImageTotals
  readonly map: LayerMap
}

/** `dangling`: without a name. `intermediate`: a hidden parent that the legacy builder left. */
export type ImageUse = 'used' | 'unused' | 'dangling' | 'intermediate'

export interface ImageRow {
  readonly id: string
  /** Its first reference, else the start of its ID. */
  readonly name: string
  /** Without tag and digest; null for one without a name. */
  readonly repository: string | null
  readonly tags: readonly string[]
  readonly references: readonly string[]
  readonly createdAt: string | null
  readonly use: ImageUse
  /** Running or not. A dangling image may have some too. */
  readonly containers: readonly string[]
  /** Containerd store: those that are here. */
  readonly platforms: readonly string[]
  readonly layers: number
  readonly virtual: UsageFigure
  readonly packed: UsageFigure
  readonly unpacked: UsageFigure
  /** In layers, and packed in blobs, that another image has too. */
  readonly shared: UsageFigure
  readonly packedShared: UsageFigure
  /** shared + packedShared, allocated: virtual is this and unique. */
  readonly sharedAll: Figure
  readonly unique: UsageFigure
  readonly engineSize: Figure
  readonly engineSharedSize: Figure
  /** Ours counted as the engine counts: what its Size has to be equal to. */
  readonly countedAsEngine: Figure
}

/** Sums of the ledger: what is shared counts once. `virtual` is absent on purpose. */
export interface ImageTotals {
  readonly images: number
  readonly used: number
  readonly unused: number
  readonly dangling: number
  readonly intermediate: number
  readonly layers: number
  /** Layers and blobs of two or more images, each once. */
  readonly shared: Figure
  readonly unique: Figure
  /** shared + unique: the line of the ledger. */
  readonly onDisk: Figure
  /** What images would take if each had all its layers and blobs to itself. */
  readonly ifNothingShared: Figure
  readonly saved: Figure
}

export function viewImages(inventory: Inventory): ImagesView {
  const { takenAt, sample, engine, images } = inventory
  const names = new Map(inventory.containers.map(({ id, name }) => [id, name]))
  const containersOf = (image: Image) => image.containers.map((id) => names.get(id) ?? id.slice(0, 12))
  return {
    takenAt,
    sample,
    imageStore: engine?.imageStore ?? null,
    rows: images.map((image) => viewRow(image, containersOf(image), engine)),
    totals: totalsOf(inventory),
    map: layerMap(inventory),
  }
}

function viewRow(image: Image, containers: readonly string[], engine: Inventory['engine']): ImageRow {
  const { id, references, createdAt, virtual, packed, unpacked, shared, packedShared, unique } = image
  const [first] = references
  return {
    id,
    name: nameOf(image),
    repository: first === undefined ? null : repositoryOf(first),
    tags: references.flatMap((reference) => tagOf(reference) ?? []),
    references,
    createdAt,
    use: useOf(image),
    containers,
    platforms: image.manifests.flatMap(({ kind, platform, available }) =>
      kind === 'image' && available && platform !== null ? [platform] : [],
    ),
    layers: image.layers.length,
    virtual,
    packed,
    unpacked,
    shared,
    packedShared,
    sharedAll: sumFigures([shared.allocated, packedShared.allocated]),
    unique,
    engineSize: image.engineSize,
    engineSharedSize: image.engineSharedSize,
    countedAsEngine: countedAsEngine(image, engine),
  }
}

/**
 * Classic: lengths of all files. Containerd store: manifest by manifest the lengths of its blobs and the blocks of its
 * snapshots; the index counts in none of them, and up to 26.1 attestations do not.
 */
function countedAsEngine({ manifests, virtual }: Image, engine: Inventory['engine']): Figure {
  if (manifests.length === 0) return virtual.apparent
  const all = engine === null || !isOlder(engine.apiVersion, 1, 46)
  const counted = manifests.filter(({ kind }) => all || kind === 'image')
  return sumFigures(counted.flatMap(({ packed, unpacked }) => [packed.apparent, unpacked.allocated]))
}

export function useOf({ intermediate, dangling, containers }: Image): ImageUse {
  if (intermediate) return 'intermediate'
  if (dangling) return 'dangling'
  return containers.length > 0 ? 'used' : 'unused'
}

function tagOf(reference: string): string | null {
  return reference.includes('@') ? null : (/:([^:/]*)$/.exec(reference)?.[1] ?? null)
}

const SHARED: ReadonlySet<Category> = new Set(['image-shared', 'content-shared'])
const UNIQUE: ReadonlySet<Category> = new Set(['image-unique', 'content-unique'])

function totalsOf({ images, layers, roots }: Inventory): ImageTotals {
  const visible = new Set(images.filter((image) => !image.intermediate).map(({ id }) => id))
  const [shared, unique, saved]: [Figure[], Figure[], Figure[]] = [[], [], []]
  for (const { ledger } of roots)
    for (const entry of ledger.entries) {
      if (UNIQUE.has(entry.category)) unique.push(entryFigure(entry))
      if (!SHARED.has(entry.category)) continue
      shared.push(entryFigure(entry))
      const holders = entry.holders.filter(({ kind, id }) => kind === 'image' && visible.has(id)).length
      saved.push(times(entryFigure(entry), holders - 1))
    }
  const sum = (...figures: readonly Figure[]): Figure =>
    roots.length === 0 || roots.every(({ measured }) => measured === 'unreadable')
      ? unknown('no-data-root')
      : sumFigures(figures)
  const uses = images.map(useOf)
  const count = (use: ImageUse) => uses.filter((each) => each === use).length
  return {
    images: visible.size,
    used: count('used'),
    unused: count('unused'),
    dangling: count('dangling'),
    intermediate: count('intermediate'),
    layers: layers.filter(({ images: holders }: Layer) => holders.some((id) => visible.has(id))).length,
    shared: sum(...shared),
    unique: sum(...unique),
    onDisk: sum(...shared, ...unique),
    ifNothingShared: sum(...shared, ...unique, ...saved),
    saved: sum(exact(0), ...saved),
  }
}

function times(figure: Figure, count: number): Figure {
  return figure.kind === 'unknown' ? figure : { ...figure, bytes: figure.bytes * count }
}
