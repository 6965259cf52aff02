/** The report's types, for hosts: what `report` answers. */
export type {
  Report,
  ReportAmount,
  ReportBuildCacheRecord,
  ReportContainer,
  ReportEntry,
  ReportImage,
  ReportLayer,
  ReportRoot,
  ReportVolume,
} from '../views/report.ts'
