import { viewFilesUsage, type ViewedFiles } from './file-row.ts'
import { countPresets } from './files-preset.ts'
import type { FilesSummary } from './files.ts'

/** Where, how and when a tree was read. */
export type FilesReading = Pick<FilesSummary, 'directory' | 'source' | 'readAt' | 'comparing'>

export function viewFilesSummary(files: ViewedFiles, reading: FilesReading): FilesSummary {
  return {
    ...reading,
    total: viewFilesUsage(files.tree, 0),
    presets: countPresets(files),
    changes: files.changes?.summary ?? null,
  }
}
