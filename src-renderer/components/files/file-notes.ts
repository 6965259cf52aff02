import { useI18n } from 'vue-i18n'
import type { FileRow } from '../../../src-main/views/files.ts'
import { useAmounts } from '../../composables/amounts.ts'
import { formatBuildStep } from '../../format/build-step.ts'
import { marksOf } from './file-marks.ts'

/** Sentences on what is special about an entry. */
export function useFileNotes(): (row: FileRow) => readonly string[] {
  const { t } = useI18n()
  const amounts = useAmounts()

  function lowerNote({ change }: FileRow): readonly string[] {
    if (change === null || !('lower' in change)) return []
    const { lower } = change
    if (lower === null) return []
    const bytes = amounts.value.text(lower.allocated ?? lower.apparent)
    if (lower.createdBy === null) return [t('files.lowerNoteUnnamed', { bytes })]
    return [t('files.lowerNote', { bytes, step: formatBuildStep(lower.createdBy) })]
  }

  return (row) => [
    ...marksOf(row).map((mark) =>
      t(`files.flagNote_${mark}`, {
        nlink: amounts.value.whole(row.nlink),
        path: row.countedAt ?? '',
        length: amounts.value.text(row.length),
      }),
    ),
    ...lowerNote(row),
  ]
}
