import type { Gap } from '../../model/gap.ts'
import type { DiskReader } from '../disk/disk-reader.ts'

/** What the readers of drivers and areas are given: one root, read-only. */
export interface SurveyContext {
  readonly reader: DiskReader
  /** Absolute path of the storage root. */
  readonly root: string
  readonly signal: AbortSignal | undefined
  /** Notes a place that could not be read; the survey goes on. */
  readonly gap: (gap: Gap) => void
}
