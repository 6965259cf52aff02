import { exact, sumFigures, type Figure, type UsageFigure } from '../model/figure.ts'
import type { BuildCacheRecord, Inventory, Layer } from '../model/inventory.ts'
import type { LedgerEntry } from '../model/ledger.ts'
import { entryFigure } from '../model/entry-figure.ts'

export interface BuildCacheView {
  readonly takenAt: string
  readonly sample: boolean
  readonly imageStore: 'classic' | 'containerd' | null
  readonly rows: readonly BuildCacheRow[]
  /**
   * Allocated bytes of the ledger's line that no record in the list owns: what BuildKit is working on, or has dropped and
   * not yet collected. With `own` of all rows it makes the line.
   */
  readonly unrecorded: Figure
  readonly total: Figure
}

export interface BuildCacheRow {
  readonly id: string
  /** `regular`, `internal`, `frontend`, `source.local`, `source.git.checkout`, `exec.cachemount`. */
  readonly type: string
  readonly description: string
  /** A build uses it now. Null when no engine says so. */
  readonly inUse: boolean | null
  /** As the engine says it: it is an image's layer too. Null: not known. */
  readonly shared: boolean | null
  readonly mutable: boolean | null
  readonly usageCount: number | null
  readonly createdAt: string | null
  readonly lastUsedAt: string | null
  /** ISO 8601: newest change (mtime) of any of its files, as they were written or unpacked. Null: not known. */
  readonly changedAt: string | null
  readonly directory: string | null
  /** Allocated bytes that the ledger has under it: what exists because of the cache alone. */
  readonly own: Figure
  /** Files of its directory. When it is an image's layer, those are the layer's. */
  readonly usage: UsageFigure
  /** Containerd store: its packed form. */
  readonly packed: UsageFigure
  readonly engineSize: Figure
  /** References of the images whose layer it is: it costs nothing by itself. Empty when it is none. */
  readonly layerOf: readonly string[]
  readonly chainId: string | null
  /** Containerd store: the image's layer that is another copy of it. */
  readonly copyOf: string | null
  readonly parents: readonly string[]
  /** Records that were made from it: they keep it. */
  readonly children: readonly string[]
}

export function viewBuildCache(inventory: Inventory): BuildCacheView {
  const { takenAt, sample, engine, buildCache } = inventory
  const entries = inventory.roots
    .flatMap((root) => root.ledger.entries)
    .filter((each) => each.category === 'build-cache')
  const owned = ownersOf(entries, buildCache)
  const layers = new Map(inventory.layers.map((layer) => [layer.chainId, layer]))
  const names = new Map(inventory.images.map((image) => [image.id, image.references[0] ?? image.id.slice(0, 19)]))
  const children = childrenOf(buildCache)
  const rows = buildCache.map((record): BuildCacheRow => {
    const { id, chainId } = record
    const layer = chainId === null ? undefined : layers.get(chainId)
    return {
      ...fieldsOf(record),
      own: ownOf(record, { entries: owned.of(id), layer }),
      layerOf: (layer?.images ?? []).flatMap((image) => names.get(image) ?? []),
      children: children.get(id) ?? [],
    }
  })
  return {
    takenAt,
    sample,
    imageStore: engine?.imageStore ?? null,
    rows,
    unrecorded: sumFigures(owned.rest.map(entryFigure)),
    total: sumFigures(entries.map(entryFigure)),
  }
}

function fieldsOf(record: BuildCacheRecord): Omit<BuildCacheRow, 'own' | 'layerOf' | 'children'> {
  const { id, type, description, inUse, shared, mutable, usageCount, createdAt, lastUsedAt, changedAt } = record
  const { directory, usage, packed, engineSize, chainId, copyOf, parents } = record
  return {
    ...{ id, type, description, inUse, shared, mutable, usageCount, createdAt, lastUsedAt, changedAt },
    ...{ directory, usage, packed, engineSize, chainId, copyOf, parents },
  }
}

interface OwnSources {
  readonly entries: readonly LedgerEntry[]
  readonly layer: Layer | undefined
}

/** An image's layer is the image's; and what has no entry has no files, unless nobody could look. */
function ownOf({ usage }: BuildCacheRecord, { entries, layer }: OwnSources): Figure {
  if (entries.length > 0) return sumFigures(entries.map(entryFigure))
  if (layer !== undefined && layer.images.length + layer.containers.length > 0) return exact(0)
  return usage.allocated.kind === 'unknown' ? usage.allocated : exact(0)
}

interface Owned {
  readonly of: (id: string) => readonly LedgerEntry[]
  readonly rest: readonly LedgerEntry[]
}

/**
 * Each entry of the line belongs to the record that it names, to the first that is the layer that it names, or of a packed
 * form that is not one's alone to the first that holds it.
 */
function ownersOf(entries: readonly LedgerEntry[], records: readonly BuildCacheRecord[]): Owned {
  const ids = new Set(records.map(({ id }) => id))
  const ofLayer = new Map(
    records.toReversed().flatMap(({ id, chainId }) => (chainId === null ? [] : [[chainId, id] as const])),
  )
  const owned = new Map<string, LedgerEntry[]>()
  const rest: LedgerEntry[] = []
  for (const entry of entries) {
    const record = recordOf(entry, ofLayer)
    if (record === undefined || !ids.has(record)) rest.push(entry)
    else owned.set(record, [...(owned.get(record) ?? []), entry])
  }
  return { of: (id) => owned.get(id) ?? [], rest }
}

function recordOf({ owner, holders }: LedgerEntry, ofLayer: ReadonlyMap<string, string>): string | undefined {
  if (owner.kind === 'layer') return ofLayer.get(owner.id)
  if (owner.kind === 'content-blob') return holders.find(({ kind }) => kind === 'build-cache')?.id
  return owner.id
}

function childrenOf(records: readonly BuildCacheRecord[]): ReadonlyMap<string, readonly string[]> {
  const children = new Map<string, string[]>()
  for (const { id, parents } of records)
    for (const parent of parents) children.set(parent, [...(children.get(parent) ?? []), id])
  return children
}
