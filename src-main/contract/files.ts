/** What the `files` requests speak of, for hosts. */
export {
  FILES_PRESETS,
  type FileRow,
  type FilesOf,
  type FilesPage,
  type FilesPreset,
  type FilesState,
  type FilesSummary,
} from '../views/files.ts'
