import type { Figure } from '../../src-main/model/figure.ts'

/** The bytes of a figure for drawing and sorting, or null when there is none. A lower bound counts as its bound. */
export function bytesOfFigure(figure: Figure): number | null {
  return figure.kind === 'unknown' ? null : figure.bytes
}

/** The sum of figures that do not overlap: a lower bound as soon as one part is in doubt, unknown when all are. */
export function sumOfFigures(figures: readonly Figure[]): Figure {
  const doubt = figures.find((figure) => figure.kind !== 'exact')
  const known = figures.filter((figure) => figure.kind !== 'unknown')
  const bytes = known.reduce((sum, figure) => sum + figure.bytes, 0)
  if (doubt === undefined) return { kind: 'exact', bytes }
  return known.length > 0
    ? { kind: 'at-least', bytes, because: doubt.because }
    : { kind: 'unknown', because: doubt.because }
}
