import { exact, sumFigures, unknown, type Figure } from '../model/figure.ts'
import type { Engine, Inventory, Snapshot } from '../model/inventory.ts'

/** What a part of `LayersSize` is. Only `image-layers` and `content` are images. */
export type LayersSizePart = 'image-layers' | 'build-cache' | 'writable-layers' | 'init-layers' | 'content'

/**
 * What is in `/system/df` LayersSize, which `docker system df` prints as the size of images, in the engine's own unit.
 * Classic: the recorded sizes of all layers, apparent. Containerd store: allocated bytes of every snapshot but views, so
 * the build cache and the containers' writable layers too, which `docker system df` then lists a second time; since 28
 * also the content blobs.
 */
export interface LayersSizeView {
  readonly engine: Figure
  readonly parts: readonly { readonly what: LayersSizePart; readonly bytes: Figure }[]
  /** Bytes of the parts that are no images: listed again under their own names. */
  readonly countedTwice: Figure
  /** engine - parts; 0 when the parts explain it whole. Unknown when either side is not exact. */
  readonly unexplained: Figure
}

export function viewLayersSize(inventory: Inventory, engine: Engine): LayersSizeView {
  const parts = engine.imageStore === 'classic' ? classicParts(inventory) : storeParts(inventory, engine)
  const twice = parts.filter(({ what }) => what !== 'image-layers' && what !== 'content')
  const sum = sumFigures(parts.map((part) => part.bytes))
  return {
    engine: engine.layersSize,
    parts,
    countedTwice: sumFigures(twice.map((part) => part.bytes)),
    unexplained: difference(engine.layersSize, sum),
  }
}

type Part = LayersSizeView['parts'][number]

function classicParts({ layers }: Inventory): readonly Part[] {
  return [{ what: 'image-layers', bytes: sumFigures(layers.map((layer) => layer.engineSize)) }]
}

const STORE_PARTS = ['image-layers', 'build-cache', 'writable-layers', 'init-layers'] as const

function storeParts(inventory: Inventory, engine: Engine): readonly Part[] {
  const layers = new Set<string>(inventory.layers.map((layer) => layer.chainId))
  const containers = new Set<string>(inventory.containers.map((container) => container.id))
  const partOf = ({ name }: Snapshot): LayersSizePart => {
    if (layers.has(name)) return 'image-layers'
    if (containers.has(name)) return 'writable-layers'
    return name.endsWith('-init') ? 'init-layers' : 'build-cache'
  }
  const counted = inventory.snapshots.filter((snapshot) => snapshot.kind !== 'view')
  const snapshots = STORE_PARTS.map((what): Part => {
    const own = counted.filter((snapshot) => partOf(snapshot) === what)
    return { what, bytes: sumFigures(own.map(sizeOf)) }
  })
  return countsContent(engine) ? [...snapshots, { what: 'content', bytes: contentSize(inventory) }] : snapshots
}

/** A committed snapshot has its size written down; an active one is measured anew by each side. */
function sizeOf({ kind, engineSize, usage }: Snapshot): Figure {
  return kind === 'committed' && engineSize.kind === 'exact' ? engineSize : usage.allocated
}

function contentSize({ blobs }: Inventory): Figure {
  return sumFigures(blobs.filter((blob) => blob.namespaces.includes('moby')).map((blob) => blob.engineSize))
}

function countsContent({ version }: Engine): boolean {
  return Number(version.split('.')[0]) >= 28
}

function difference(engine: Figure, parts: Figure): Figure {
  if (engine.kind !== 'exact') return unknown(engine.kind === 'unknown' ? engine.because : 'engine-did-not-say')
  return parts.kind === 'exact' ? exact(engine.bytes - parts.bytes) : unknown(parts.because)
}
