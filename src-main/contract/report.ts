/** The report's types, for hosts: what `report` answers. */
export type {
  Report,
  ReportAmount,
  ReportBlob,
  ReportBuildCacheRecord,
  ReportContainer,
  ReportEngine,
  ReportEntry,
  ReportImage,
  ReportLayer,
  ReportLayersSize,
  ReportManifest,
  ReportOrphan,
  ReportRoot,
  ReportSnapshot,
  ReportVolume,
} from '../views/report.ts'
