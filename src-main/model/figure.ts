/** Why a figure is not known, or is only a bound. Closed, so that every reason has words in every surface. */
export type Because =
  /** The walk has not reached it yet. */
  | 'not-measured-yet'
  /** The walk was cancelled before it got there. */
  | 'cancelled'
  /** A directory inside could not be opened. */
  | 'permission-denied'
  /** The disk answered with an error. */
  | 'read-error'
  /** A directory was replaced by another one under the walk. */
  | 'changed-while-reading'
  /** No data root could be read at all, so only the engine's figures exist. */
  | 'no-data-root'
  /** No engine answered. */
  | 'no-engine'
  /** The engine answered, but left this out. */
  | 'engine-did-not-say'
  /** What describes it on disk (layerdb, imagedb, config) is missing or damaged. */
  | 'metadata-damaged'
  /** It lives on another filesystem, mounted here; it is not part of this root. */
  | 'mounted-elsewhere'
  /** This storage driver is not read yet. */
  | 'driver-not-supported'
  /** Snapshots of this filesystem share extents, and blocks count in each of them: the disk holds less. */
  | 'extents-shared'

/** A number of whole bytes that says how far to trust it. Unknown is never 0 and never -1. */
export type Figure =
  | { readonly kind: 'exact'; readonly bytes: number }
  | { readonly kind: 'at-least'; readonly bytes: number; readonly because: Because }
  | { readonly kind: 'at-most'; readonly bytes: number; readonly because: 'extents-shared' }
  | { readonly kind: 'unknown'; readonly because: Because }

export const exact = (bytes: number): Figure => ({ kind: 'exact', bytes })
export const atLeast = (bytes: number, because: Because): Figure => ({ kind: 'at-least', bytes, because })
export const atMost = (bytes: number): Figure => ({ kind: 'at-most', bytes, because: 'extents-shared' })
export const unknown = (because: Because): Figure => ({ kind: 'unknown', because })

/** A figure from the engine, where null or absent means that it did not say. */
export function engineFigure(bytes: number | null | undefined): Figure {
  return bytes === null || bytes === undefined ? unknown('engine-did-not-say') : exact(bytes)
}

/** A number in doubt: the reason says on which side the truth is. */
export function bounded(bytes: number, because: Because): Figure {
  return because === 'extents-shared' ? atMost(bytes) : atLeast(bytes, because)
}

/** Of two reasons the one that counts: what was not read leaves a lower bound, whatever else is shared. */
export function strongerDoubt(a: Because | null, b: Because | null): Because | null {
  return a === null || a === 'extents-shared' ? (b ?? a) : a
}

/**
 * The sum of figures that do not overlap. One unknown part makes the whole a lower bound; all unknown stays unknown.
 * A lower and an upper bound together leave a lower one, without what may be shared.
 */
export function sumFigures(figures: Iterable<Figure>): Figure {
  let [sure, shared] = [0, 0]
  let known = false
  let doubt: Because | null = null
  for (const figure of figures) {
    if (figure.kind === 'at-most') shared += figure.bytes
    else if (figure.kind !== 'unknown') {
      sure += figure.bytes
      known = true
    }
    if (figure.kind !== 'exact') doubt = strongerDoubt(doubt, figure.because)
  }
  if (doubt === null) return exact(sure)
  if (doubt === 'extents-shared') return atMost(sure + shared)
  return known ? atLeast(sure, doubt) : unknown(doubt)
}

/** The bytes of a figure, or null when there is none to show. */
export function bytesOf(figure: Figure): number | null {
  return figure.kind === 'unknown' ? null : figure.bytes
}

/** A subtree's usage with how far to trust it. `allocated` and `apparent` cover the same files. */
export interface UsageFigure {
  readonly allocated: Figure
  readonly apparent: Figure
  readonly inodes: number | null
}

export function unknownUsage(because: Because): UsageFigure {
  return { allocated: unknown(because), apparent: unknown(because), inodes: null }
}

export function sumUsageFigures(usages: readonly UsageFigure[]): UsageFigure {
  const inodes = usages.map((usage) => usage.inodes)
  return {
    allocated: sumFigures(usages.map((usage) => usage.allocated)),
    apparent: sumFigures(usages.map((usage) => usage.apparent)),
    inodes: inodes.includes(null) ? null : inodes.reduce((sum: number, n) => sum + (n ?? 0), 0),
  }
}

/** A place with what is kept around it. Of an unknown place nothing is known, whatever is around it. */
export function withAround(place: UsageFigure, ...around: readonly UsageFigure[]): UsageFigure {
  return place.allocated.kind === 'unknown' ? place : sumUsageFigures([place, ...around])
}
