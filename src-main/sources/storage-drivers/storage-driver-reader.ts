import type { LayerFact, Place, WritableLayerFact, DiskBuildCacheRecord } from '../../model/observations.ts'
import type { SurveyContext } from '../survey/survey-context.ts'

/** What a driver's metadata says about its part of a root. Nothing is measured here. */
export interface DriverSurvey {
  readonly layers: readonly LayerFact[]
  readonly writableLayers: readonly WritableLayerFact[]
  readonly buildCache: readonly DiskBuildCacheRecord[]
  /** Every directory of the driver, with what it is for. */
  readonly places: readonly Place[]
}

/**
 * Reads one way of keeping layers on disk. To add a driver: one file with a reader, one line in `registry.ts`, one
 * fixture; `tests/suites` runs the shared behaviour on it.
 */
export interface StorageDriverReader {
  /** As `/info` and the directory under `image/` name it. */
  readonly name: string
  /** Top-level names of a data root that belong to this driver. */
  readonly directories: readonly string[]
  /** Whether this driver keeps anything in the root. Cheap: looks at names only. */
  detect(context: SurveyContext): boolean
  survey(context: SurveyContext): Promise<DriverSurvey>
}
