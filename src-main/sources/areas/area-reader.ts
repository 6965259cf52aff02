import type { DiskContainer, DiskImage, DiskVolume, Place } from '../../model/observations.ts'
import type { SurveyContext } from '../survey/survey-context.ts'

export interface AreaSurvey {
  readonly places: readonly Place[]
  readonly images?: readonly DiskImage[]
  readonly containers?: readonly DiskContainer[]
  readonly volumes?: readonly DiskVolume[]
}

/** Reads one part of a data root that is not a driver's. To add one: one file, one line in `registry.ts`. */
export interface AreaReader {
  readonly name: string
  /** Top-level names of the data root that belong to this area. */
  readonly directories: readonly string[]
  survey(context: SurveyContext): Promise<AreaSurvey>
}
