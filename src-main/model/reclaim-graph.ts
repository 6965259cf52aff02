import { entryFigure, entryLengths } from './entry-figure.ts'
import { exact, sumFigures, type Figure } from './figure.ts'
import type { Container, ContentBlob, Inventory, Layer } from './inventory.ts'
import type { Holder, LedgerEntry, OwnerKind } from './ledger.ts'
import { reclaimObjects, type ObjectKey, type ReclaimObject } from './reclaim-objects.ts'

/** What an object holds: bytes of the ledger that go at once, or not at all. */
export interface ReclaimPart {
  readonly kind: PartKind
  readonly id: string
  readonly name: string
  /** All its entries in the ledger: a layer's files with what the driver keeps around them, a container's with its logs. */
  readonly allocated: Figure
  /** File lengths of the same entries. */
  readonly apparent: Figure
  /** Places in `ReclaimGraph.objects`. */
  readonly holders: readonly number[]
  /** Holders that nobody can choose: leases, and other namespaces of containerd that have the same blob. */
  readonly keptBy: readonly PartHolder[]
  /** Parts that lie on it, by place in `ReclaimGraph.parts`: a layer cannot go before the layers above it. */
  readonly above: readonly number[]
}

export type PartKind = Extract<OwnerKind, 'layer' | 'content-blob' | 'container' | 'volume' | 'build-cache-record'>

export type PartHolder = Holder | { readonly kind: 'volume' | 'namespace'; readonly id: string; readonly name: string }

/** Who holds what, made once for an inventory so that each question about it costs little. */
export interface ReclaimGraph {
  readonly objects: readonly ReclaimObject[]
  /** Place of an object; undefined when there is none. */
  readonly placeOf: (key: { readonly kind: string; readonly id: string }) => number | undefined
  /** Objects that have to go before each, by place. */
  readonly needsOf: readonly (readonly number[])[]
  readonly parts: readonly ReclaimPart[]
  /** Parts of each object. */
  readonly partsOf: readonly (readonly number[])[]
  /** Place of a layer's part, by its chain ID. */
  readonly partOfLayer: ReadonlyMap<string, number>
}

export function keyOf({ kind, id }: { readonly kind: string; readonly id: string }): string {
  return `${kind} ${id}`
}

export function buildReclaimGraph(inventory: Inventory): ReclaimGraph {
  const objects = reclaimObjects(inventory)
  const placeOf = placesByKind(objects)
  const placesOf = (keys: readonly ObjectKey[]) => keys.flatMap((key) => placeOf(key) ?? [])
  const drafts = draftParts(inventory)
  const places = new Map([...drafts.keys()].map((key, i) => [key, i]))
  const above = partsAbove(inventory.layers, places)
  const blobs = new Map(inventory.blobs.map((blob) => [blob.digest, blob]))
  const parts = [...drafts.values()].map((draft, i): ReclaimPart => {
    const holders: number[] = []
    const others: PartHolder[] = []
    for (const holder of draft.holders) {
      const place = placeOf(holder)
      if (place === undefined) others.push(holder)
      else holders.push(place)
    }
    return {
      kind: draft.kind,
      id: draft.id,
      name: draft.name,
      allocated: sumFigures(draft.figures),
      apparent: sumFigures(draft.lengths),
      holders,
      keptBy: draft.kind === 'content-blob' ? [...others, ...otherNamespaces(blobs.get(draft.id))] : others,
      above: above.get(i) ?? [],
    }
  })
  const partsOf: number[][] = objects.map(() => [])
  parts.forEach(({ holders }, part) => {
    for (const holder of holders) partsOf[holder]?.push(part)
  })
  const partOfLayer = new Map(
    parts.flatMap(({ kind, id }, i) => (kind === 'layer' && i === places.get(keyOf({ kind, id })) ? [[id, i]] : [])),
  )
  return { objects, placeOf, needsOf: objects.map((object) => placesOf(object.needsGone)), parts, partsOf, partOfLayer }
}

/** A map for each kind: among tens of thousands of holders a key put together costs more than the look. */
function placesByKind(objects: readonly ReclaimObject[]): ReclaimGraph['placeOf'] {
  const kinds = new Map<string, Map<string, number>>()
  objects.forEach(({ kind, id }, i) => {
    const ids = kinds.get(kind) ?? new Map<string, number>()
    kinds.set(kind, ids.set(id, i))
  })
  return ({ kind, id }) => kinds.get(kind)?.get(id)
}

interface Draft {
  readonly kind: PartKind
  readonly id: string
  readonly name: string
  readonly holders: readonly PartHolder[]
  /** Allocated bytes of each entry, and file lengths. */
  readonly figures: Figure[]
  readonly lengths: Figure[]
}

const INIT = 'init'

/**
 * Entries of one owner are one part, over all roots. An init layer is a part of its own: a layer that was made in the
 * container keeps it below itself, for longer than the container lives.
 */
function draftParts({ roots, containers, layers }: Inventory): ReadonlyMap<string, Draft> {
  const drafts = new Map<string, Draft>()
  const initOf = new Map(layers.map((layer) => [layer.chainId, layer.initOf]))
  const kept = new Set(layers.flatMap((layer) => layer.initOf ?? []))
  for (const root of roots)
    for (const entry of root.ledger.entries) {
      const { owner } = entry
      if (!isPart(owner.kind)) continue
      const { kind } = owner
      const init = kind === 'layer' ? (initOf.get(owner.id) ?? owner.id) : owner.id
      const apart = entry.category === 'init-layer' && kept.has(init)
      const key = apart ? keyOf({ kind: INIT, id: init }) : keyOf(owner)
      const draft = drafts.get(key) ?? { ...owner, kind, holders: holdersOf(entry), figures: [], lengths: [] }
      draft.figures.push(entryFigure(entry))
      draft.lengths.push(entryLengths(entry))
      drafts.set(key, draft)
    }
  for (const container of containers) if (kept.has(container.id)) moveInitSurroundings(container, drafts)
  return drafts
}

/** The ledger has what is around an init layer together with what is around its container's own. */
function moveInitSurroundings({ id, init }: Container, drafts: ReadonlyMap<string, Draft>): void {
  const own = drafts.get(keyOf({ kind: 'container', id }))
  const below = drafts.get(keyOf({ kind: INIT, id }))
  if (own === undefined || below === undefined) return
  moveAround(init.allocated, own.figures, below.figures)
  moveAround(init.apparent, own.lengths, below.lengths)
}

function moveAround(init: Figure, own: Figure[], below: Figure[]): void {
  const files = sumFigures(below)
  if (init.kind !== 'exact' || files.kind !== 'exact') return
  const around = init.bytes - files.bytes
  own.push(exact(-around))
  below.push(exact(around))
}

/** A volume is there for itself: its containers hold it, and then it has to be removed too. */
function holdersOf({ owner, holders }: LedgerEntry): readonly PartHolder[] {
  return owner.kind === 'volume' ? [{ kind: 'volume', id: owner.id, name: owner.name }, ...holders] : holders
}

function isPart(kind: OwnerKind): kind is PartKind {
  return ['layer', 'content-blob', 'container', 'volume', 'build-cache-record'].includes(kind)
}

/** The namespaces of an engine's images and build cache, as containerd has them. */
const ENGINES = /^moby(?:-\d+\.\d+)?$/

/** A blob's file stays for as long as any namespace has it: provenance of builds, Kubernetes. */
function otherNamespaces(blob: ContentBlob | undefined): readonly PartHolder[] {
  const others = (blob?.namespaces ?? []).filter((namespace) => !ENGINES.test(namespace))
  return others.map((namespace) => ({ kind: 'namespace', id: namespace, name: namespace }))
}

function partsAbove(
  layers: readonly Layer[],
  places: ReadonlyMap<string, number>,
): ReadonlyMap<number, readonly number[]> {
  const above = new Map<number, number[]>()
  const put = (below: number | undefined, part: number | undefined): void => {
    if (below === undefined || part === undefined) return
    const list = above.get(below)
    if (list === undefined) above.set(below, [part])
    else list.push(part)
  }
  for (const { chainId, parent, initOf: init } of layers) {
    const part = places.get(keyOf({ kind: 'layer', id: chainId }))
    if (parent !== null) put(places.get(keyOf({ kind: 'layer', id: parent })), part)
    if (init !== null) put(places.get(keyOf({ kind: INIT, id: init })), part)
  }
  return above
}
