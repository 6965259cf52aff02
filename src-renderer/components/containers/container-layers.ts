import type { Figure } from '../../../src-main/model/figure.ts'
import type { Report, ReportContainer, ReportLayer } from '../../../src-main/views/report.ts'

/** A read-only layer of a container's image. */
export interface ContainerLayer {
  readonly chainId: string
  readonly createdBy: string | null
  readonly allocated: Figure
  readonly images: number
  readonly directory: string
}

/** The layers of a container's image from the report, topmost first. Unknown IDs are left out. */
export function layersOf(report: Report, container: ReportContainer | null): readonly ContainerLayer[] {
  if (container === null) return []
  const byId = new Map(report.layers.map((layer) => [layer.chainId, layer]))
  return container.layers
    .flatMap((chainId) => {
      const layer = byId.get(chainId)
      return layer === undefined ? [] : [layerOf(layer)]
    })
    .reverse()
}

function layerOf(layer: ReportLayer): ContainerLayer {
  return {
    chainId: layer.chainId,
    createdBy: layer.createdBy,
    allocated: figureOf(layer),
    images: layer.images.length,
    directory: layer.directory,
  }
}

/** The report has no closed reasons, so a doubtful number here says only that it is one. */
function figureOf(layer: ReportLayer): Figure {
  if (layer.allocated === null) return { kind: 'unknown', because: 'not-measured-yet' }
  return layer.because === undefined
    ? { kind: 'exact', bytes: layer.allocated }
    : layer.because === 'extents-shared'
      ? { kind: 'at-most', bytes: layer.allocated, because: layer.because }
      : { kind: 'at-least', bytes: layer.allocated, because: 'not-measured-yet' }
}
