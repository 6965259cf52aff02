import { bytesOf, type Figure } from '../model/figure.ts'
import type { Image, Inventory, Layer } from '../model/inventory.ts'
import { compare } from '../model/order.ts'

/**
 * Images drawn on their layers: one row an image (and platform), bytes from the base upward, one block a layer across
 * all rows that have it. Layers are a forest, so that in the order of the rows here every layer is one rectangle.
 */
export interface LayerMap {
  readonly rows: readonly MapRow[]
  /** Rows that stand on the same lowest layer, in the order of the rows; all rows are in one. */
  readonly groups: readonly MapGroup[]
  /** From the lowest layer upward, then by row. */
  readonly blocks: readonly MapBlock[]
  /** Bytes of the longest row. */
  readonly longest: number
}

export interface MapRow {
  readonly image: string
  /** Containerd store, where an image may be here for several; null: there is only one form of it. */
  readonly platform: string | null
  /** Why it has no blocks; null for one that has some. */
  readonly empty: 'no-layers' | 'not-unpacked' | 'not-known' | null
}

export interface MapGroup {
  readonly fromRow: number
  /** The row after the last. */
  readonly toRow: number
  /** Name of the image that all of them stand on, where one of them is just that. */
  readonly name: string | null
  /** The step that made their lowest layer; null for rows that share nothing. */
  readonly step: string | null
  readonly kind: 'base' | 'alone'
}

export interface MapBlock {
  readonly chainId: string
  readonly fromRow: number
  /** The row after the last. */
  readonly toRow: number
  /** Bytes of the layers below it: where it begins. */
  readonly x: number
  /** Bytes that it is drawn with: allocated ones, else those that the engine recorded; 0 where neither is known. */
  readonly width: number
  /** Allocated bytes of the layer's files. */
  readonly allocated: Figure
  /** The Dockerfile step that made it. */
  readonly step: string | null
  readonly directory: string | null
  /** Images that have it, hidden parents not among them. */
  readonly images: number
  readonly containers: number
  readonly buildCache: number
}

interface Row extends MapRow {
  readonly name: string
  readonly chain: readonly string[]
}

/** A layer with the rows that end at it and the layers right above it. */
interface Node {
  readonly chainId: string
  readonly x: number
  readonly width: number
  readonly above: Map<string, Node>
  readonly rows: Row[]
  /** The longest row through it. */
  extent: number
}

/** Hidden parents are left out: they have nothing that the image made from them has not. Takes as long as rows have layers. */
export function layerMap({ images, layers }: Inventory): LayerMap {
  const known = new Map(layers.map((layer) => [layer.chainId, layer]))
  const rows = images.filter((image) => !image.intermediate).flatMap(rowsOf)
  const roots = forest(rows, known)
  const visible = new Set(images.filter((image) => !image.intermediate).map(({ id }) => id))
  const place: Placed = { rows: [], blocks: [], known, visible }
  const shared = roots.filter((root) => countRows(root) > 1)
  const groups = shared.map((root): MapGroup => {
    const fromRow = place.rows.length
    const name = nameOfBase(root)
    putNode(root, place)
    return { fromRow, toRow: place.rows.length, name, step: known.get(root.chainId)?.createdBy ?? null, kind: 'base' }
  })
  const fromRow = place.rows.length
  for (const root of roots) if (!shared.includes(root)) putNode(root, place)
  place.rows.push(...rows.filter((row) => row.chain.length === 0).sort(byName))
  const alone: MapGroup = { fromRow, toRow: place.rows.length, name: null, step: null, kind: 'alone' }
  return {
    rows: place.rows.map(({ image, platform, empty }) => ({ image, platform, empty })),
    groups: fromRow === place.rows.length ? groups : [...groups, alone],
    blocks: place.blocks,
    longest: roots.reduce((longest, root) => Math.max(longest, root.extent), 0),
  }
}

function rowsOf(image: Image): readonly Row[] {
  const named = { image: image.id, name: nameOf(image) }
  if (image.driver === null) return [{ ...named, platform: null, chain: [], empty: 'not-known' }]
  const platforms = image.manifests.filter((manifest) => manifest.kind === 'image')
  const unpacked = platforms.filter((manifest) => manifest.layers.length > 0)
  if (unpacked.length > 0)
    return unpacked.map(({ platform, layers }) => ({
      ...named,
      platform: platforms.length > 1 ? platform : null,
      chain: layers,
      empty: null,
    }))
  const empty = image.layers.length > 0 ? null : image.manifests.length > 0 ? 'not-unpacked' : 'no-layers'
  return [{ ...named, platform: null, chain: image.layers, empty }]
}

export function nameOf({ references, id }: Pick<Image, 'references' | 'id'>): string {
  return references[0] ?? `<none> ${id.replace(/^sha256:/, '').slice(0, 12)}`
}

function forest(rows: readonly Row[], known: ReadonlyMap<string, Layer>): readonly Node[] {
  const roots = new Map<string, Node>()
  for (const row of rows) {
    let [level, x, node] = [roots, 0, null as Node | null]
    for (const chainId of row.chain) {
      node = level.get(chainId) ?? newNode(chainId, x, known.get(chainId))
      level.set(chainId, node)
      level = node.above
      x += node.width
    }
    node?.rows.push(row)
    // The way again, now that the end of the row is known.
    for (let [at, i] = [roots, 0]; i < row.chain.length; i += 1) {
      const passed = at.get(row.chain[i] ?? '')
      if (passed === undefined) break
      passed.extent = Math.max(passed.extent, x)
      at = passed.above
    }
  }
  return inOrder(roots)
}

function newNode(chainId: string, x: number, layer: Layer | undefined): Node {
  const width = layer === undefined ? 0 : (bytesOf(layer.usage.allocated) ?? bytesOf(layer.engineSize) ?? 0)
  return { chainId, x, width, above: new Map(), rows: [], extent: 0 }
}

/** The longest first, so that what is large is on top; the chain ID decides where nothing else does. */
function inOrder(nodes: ReadonlyMap<string, Node>): readonly Node[] {
  return [...nodes.values()].sort((a, b) => b.extent - a.extent || compare(a.chainId, b.chainId))
}

function byName(a: Row, b: Row): number {
  return compare(a.name, b.name) || compare(a.platform ?? '', b.platform ?? '')
}

interface Placed {
  readonly rows: Row[]
  readonly blocks: MapBlock[]
  readonly known: ReadonlyMap<string, Layer>
  readonly visible: ReadonlySet<string>
}

/** What stands on a layer first, then the images that end with it. A chain may be longer than a stack of calls. */
function putNode(root: Node, placed: Placed): void {
  const waiting: { readonly node: Node; readonly from: number | null }[] = [{ node: root, from: null }]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { node, from } = next
    if (from === null) {
      waiting.push({ node, from: placed.rows.length })
      for (const above of inOrder(node.above).toReversed()) waiting.push({ node: above, from: null })
    } else {
      placed.rows.push(...node.rows.sort(byName))
      placed.blocks.push(blockOf(node, from, placed))
    }
  }
}

function blockOf({ chainId, x, width }: Node, fromRow: number, { rows, known, visible }: Placed): MapBlock {
  const layer = known.get(chainId)
  return {
    chainId,
    fromRow,
    toRow: rows.length,
    x,
    width,
    allocated: layer?.usage.allocated ?? { kind: 'unknown', because: 'metadata-damaged' },
    step: layer?.createdBy ?? null,
    directory: layer?.directory ?? null,
    images: (layer?.images ?? []).filter((id) => visible.has(id)).length,
    containers: layer?.containers.length ?? 0,
    buildCache: new Set([...(layer?.buildCacheRecords ?? []), ...(layer?.copies.records ?? [])]).size,
  }
}

function countRows(root: Node): number {
  let rows = 0
  const waiting = [root]
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    rows += node.rows.length
    waiting.push(...node.above.values())
  }
  return rows
}

/** Upward for as long as all rows go the same way: the last image on that way is what all of them stand on. */
function nameOfBase(root: Node): string | null {
  let name: string | null = null
  for (let node: Node | undefined = root; node !== undefined;) {
    const [own] = [...node.rows].sort(byName)
    if (own !== undefined) name = own.name
    const above: readonly Node[] = [...node.above.values()]
    node = above.length === 1 && node.rows.length === 0 ? above[0] : undefined
  }
  return name
}
