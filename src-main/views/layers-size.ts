import { sumFigures, unknown, type Figure } from '../model/figure.ts'
import type { Engine, Inventory } from '../model/inventory.ts'
import { countedAsImages, countedParts, difference, SNAPSHOT_PARTS, type LayersSizePart } from './counted-as-images.ts'

export type { LayersSizePart }

/**
 * What is in `/system/df` LayersSize (since API 1.52 `ImageUsage.TotalSize`), which `docker system df` prints as the
 * size of images, in the engine's own unit. Source: moby, `ImageDiskUsage` of both image stores.
 *
 * Classic (`daemon/images/service.go`): recorded sizes, apparent, of the layers that images have; neither hidden parents
 * nor the build cache keep one in the sum.
 *
 * Containerd store (`daemon/containerd/service.go`): blocks, directories included.
 * - Up to 28.1 those of every snapshot of its namespace and snapshotter: the build cache and the containers' writable
 *   layers too, which `docker system df` then lists a second time. A view counts 0.
 * - 28.2 to 29.5 also the lengths of the blobs that images' descriptors name, each once.
 * - Since 29.6 only the snapshots of images' unpacked platforms, and those blobs.
 */
export interface LayersSizeView {
  readonly engine: Figure
  readonly parts: readonly { readonly what: LayersSizePart; readonly bytes: Figure }[]
  /** Bytes of the parts that `docker system df` lists again under their own names: build cache, writable layers. */
  readonly countedTwice: Figure
  /** engine - parts; 0 when the parts explain it whole. Unknown when either side is not exact. */
  readonly unexplained: Figure
}

export function viewLayersSize(inventory: Inventory, engine: Engine): LayersSizeView {
  const pieces = countedAsImages(inventory, engine)
  const parts =
    typeof pieces === 'string'
      ? [...SNAPSHOT_PARTS, 'content' as const].map((what) => ({ what, bytes: unknown(pieces) }))
      : countedParts(engine).map((what) => ({
          what,
          bytes: sumFigures(pieces.filter((piece) => piece.what === what).map((piece) => piece.bytes)),
        }))
  const twice = parts.filter(({ what }) => what === 'build-cache' || what === 'writable-layers')
  const sum = sumFigures(parts.map((part) => part.bytes))
  return {
    engine: engine.layersSize,
    parts,
    countedTwice: sumFigures(twice.map((part) => part.bytes)),
    unexplained: difference(engine.layersSize, sum),
  }
}
