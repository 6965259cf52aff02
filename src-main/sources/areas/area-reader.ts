import type { Place, RootSurvey } from '../../model/observations.ts'
import type { SurveyContext } from '../survey/survey-context.ts'

/** Its places, and those facts of a root that this area holds. */
export interface AreaSurvey extends Partial<Omit<RootSurvey, 'places'>> {
  readonly places: readonly Place[]
}

/** Reads one part of a data root that is not a driver's. To add one: one file, one line in `registry.ts`. */
export interface AreaReader {
  readonly name: string
  /** Top-level names of the data root that belong to this area. */
  readonly directories: readonly string[]
  survey(context: SurveyContext): Promise<AreaSurvey>
}
