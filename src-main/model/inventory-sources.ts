import { engineFigure, exact, unknown, unknownUsage, type Figure, type UsageFigure } from './figure.ts'
import type { EngineObservation, Observations, RootObservation } from './observations.ts'
import type { PlaceUsages } from './place-usages.ts'
import type { References } from './references.ts'

/** What the parts of an inventory are made from. */
export interface Sources {
  readonly observations: Observations
  readonly references: References
  readonly usages: PlaceUsages
  /** At least one root could be read. */
  readonly readable: boolean
  /** What stands where no root could be read at all; a measured nothing when one could. */
  readonly unread: UsageFigure
  /** What stands for an object that nobody could place on disk. */
  readonly unplaced: UsageFigure
}

/** A measured nothing. */
export const NOTHING: UsageFigure = Object.freeze({ allocated: exact(0), apparent: exact(0), inodes: 0 })

/** A figure of the engine's; before sizes were asked for it is not known yet, without an engine it never will be. */
export function figureOf(engine: EngineObservation | null, bytes: number | null | undefined): Figure {
  if (engine === null) return unknown('no-engine')
  if (typeof bytes === 'number') return exact(bytes)
  return engine.sizesKnown ? engineFigure(null) : unknown('not-measured-yet')
}

/** Why an object has no place on disk: its root was not read, its driver is not read yet, or its metadata is not there. */
export function unplacedUsage(roots: readonly RootObservation[]): UsageFigure {
  if (roots.length === 0 || roots.some((root) => root.measured === 'unreadable')) return unknownUsage('no-data-root')
  const unsupported = roots.some((root) => root.gaps.some((gap) => gap.reason === 'driver-not-supported'))
  return unknownUsage(unsupported ? 'driver-not-supported' : 'metadata-damaged')
}
