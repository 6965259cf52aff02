import type { Figure } from '../../../src-main/model/figure.ts'
import type { Report, ReportContainer, ReportLayer } from '../../../src-main/views/report.ts'
import { sumOfFigures } from '../../format/figures.ts'

/** A read-only layer of a container's image. */
export interface ContainerLayer {
  readonly chainId: string
  readonly createdBy: string | null
  readonly allocated: Figure
  readonly images: number
  readonly directory: string
  /** Its packed form, and the build cache's own snapshot of it; null where there is none. */
  readonly packed: Figure | null
  readonly cached: Figure | null
  /** What goes when every image that has it is removed, when the build cache is, or both. */
  readonly freed: { readonly byImages: Figure; readonly byBuildCache: Figure; readonly byBoth: Figure }
}

/** The forms in which a container's layers are on disk besides the one that it runs from. */
export interface LayerCopySums {
  readonly packed: Figure
  readonly cached: Figure
}

/** The layers of a container's image from the report, topmost first. Unknown IDs are left out. */
export function layersOf(report: Report, container: ReportContainer | null): readonly ContainerLayer[] {
  return reportLayersOf(report, container).map(layerOf).reverse()
}

/** Each copy once: two layers can have the same packed form. Null where there is none at all, as on classic drivers. */
export function copiesOf(report: Report, container: ReportContainer | null): LayerCopySums | null {
  const layers = reportLayersOf(report, container)
  const digests = new Set(layers.flatMap((layer) => layer.copies.blobs))
  const packed = report.blobs.filter((blob) => digests.has(blob.digest))
  const cached = layers.filter((layer) => layer.copies.records.length > 0)
  if (packed.length === 0 && cached.length === 0) return null
  return {
    packed: sumOfFigures(packed.map(figureOf)),
    cached: sumOfFigures(cached.map((layer) => figureOf(layer.copies.cached))),
  }
}

function reportLayersOf(report: Report, container: ReportContainer | null): readonly ReportLayer[] {
  const byId = new Map(report.layers.map((layer) => [layer.chainId, layer]))
  return (container?.layers ?? []).flatMap((chainId) => byId.get(chainId) ?? [])
}

function layerOf(layer: ReportLayer): ContainerLayer {
  const { blobs, packed, records, cached, freed } = layer.copies
  const freedBy = (allocated: number | null): Figure => figureOf({ ...freed, allocated })
  return {
    chainId: layer.chainId,
    createdBy: layer.createdBy,
    allocated: figureOf(layer),
    images: layer.images.length,
    directory: layer.directory,
    packed: blobs.length === 0 ? null : figureOf(packed),
    cached: records.length === 0 ? null : figureOf(cached),
    freed: {
      byImages: freedBy(freed.byImages),
      byBuildCache: freedBy(freed.byBuildCache),
      byBoth: freedBy(freed.byBoth),
    },
  }
}

interface Amount {
  readonly allocated: number | null
  readonly because?: string
}

/** The report has no closed reasons, so a doubtful number here says only that it is one. */
function figureOf({ allocated, because }: Amount): Figure {
  if (allocated === null) return { kind: 'unknown', because: 'not-measured-yet' }
  if (because === undefined) return { kind: 'exact', bytes: allocated }
  return because === 'extents-shared'
    ? { kind: 'at-most', bytes: allocated, because }
    : { kind: 'at-least', bytes: allocated, because: 'not-measured-yet' }
}
