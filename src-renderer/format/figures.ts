import type { Because, Figure } from '../../src-main/model/figure.ts'

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
  let [sure, shared] = [0, 0]
  let [knowsSure, knowsShared] = [false, false]
  let lower: Because | null = null
  for (const figure of figures) {
    if (figure.kind === 'at-most') {
      shared += figure.bytes
      knowsShared = true
    } else {
      if (figure.kind !== 'exact') lower ??= figure.because
      if (figure.kind !== 'unknown') {
        sure += figure.bytes
        knowsSure = true
      }
    }
  }
  if (lower !== null) return knowsSure ? { kind: 'at-least', bytes: sure, because: lower } : unknownFor(lower)
  return knowsShared
    ? { kind: 'at-most', bytes: sure + shared, because: 'extents-shared' }
    : { kind: 'exact', bytes: sure }
}

function unknownFor(because: Because): Figure {
  return { kind: 'unknown', because }
}
