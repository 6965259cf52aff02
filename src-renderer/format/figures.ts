import type { Figure } from '../../src-main/model/figure.ts'

/** What stands before a number that is only a bound. */
export const BOUND_SIGN: Readonly<Partial<Record<Figure['kind'], string>>> = {
  'at-least': '≥\u00A0',
  'at-most': '≤\u00A0',
}

/** The bytes of a figure for drawing and sorting, or null when there is none. A bound counts as what it says. */
export function bytesOfFigure(figure: Figure): number | null {
  return figure.kind === 'unknown' ? null : figure.bytes
}

/**
 * The sum of figures that do not overlap: a lower bound as soon as one part is not known whole, and then without what
 * may be shared; an upper bound where only sharing is in doubt; unknown when all are.
 */
export function sumOfFigures(figures: readonly Figure[]): Figure {
  const known = figures.filter((figure) => figure.kind !== 'unknown')
  const lower = figures.find((figure) => figure.kind === 'at-least' || figure.kind === 'unknown')
  if (lower === undefined) {
    const bytes = sum(known)
    return known.some((figure) => figure.kind === 'at-most')
      ? { kind: 'at-most', bytes, because: 'extents-shared' }
      : { kind: 'exact', bytes }
  }
  const sure = known.filter((figure) => figure.kind !== 'at-most')
  if (sure.length === 0) return { kind: 'unknown', because: lower.because }
  return { kind: 'at-least', bytes: sum(sure), because: lower.because }
}

function sum(figures: readonly { readonly bytes: number }[]): number {
  return figures.reduce((total, figure) => total + figure.bytes, 0)
}
