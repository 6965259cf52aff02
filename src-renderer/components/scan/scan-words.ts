import { useI18n } from 'vue-i18n'
import type { ScanCase } from './scan-case.ts'

/** Why the way that was tried came to nothing; null where none was tried. */
export function useScanFailure(): (closed: ScanCase) => string | null {
  const { t } = useI18n()
  return ({ failed }) => {
    if (failed === null) return null
    const what = t(`scan.failed_${failed.how}`)
    return failed.detail === '' ? what : t('scan.failedBecause', { what, detail: failed.detail })
  }
}
