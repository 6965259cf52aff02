import { useI18n } from 'vue-i18n'
import type { LowerFile } from '../../../src-main/model/file-changes.ts'
import type { Figure } from '../../../src-main/model/figure.ts'
import { formatBuildStep } from '../../format/build-step.ts'

/** Which layer shows a lower file: the step that made it, and the layer's ID as far as it is needed. */
export function useLowerText(): (lower: LowerFile) => string {
  const { t } = useI18n()
  return ({ chainId, createdBy }) => {
    if (chainId === null) return t('container.lowerInit')
    const step = createdBy === null ? t('detail.layerUnnamed') : formatBuildStep(createdBy)
    return `${step} · ${t('container.layer', { id: chainId.replace('sha256:', '').slice(0, 12) })}`
  }
}

/** Allocated bytes of what is hidden; nothing where nothing is. */
export function hiddenOf(lower: LowerFile | null): Figure {
  if (lower === null) return { kind: 'exact', bytes: 0 }
  if (lower.allocated === null) return { kind: 'unknown', because: 'engine-did-not-say' }
  return lower.incomplete
    ? { kind: 'at-least', bytes: lower.allocated, because: 'read-error' }
    : { kind: 'exact', bytes: lower.allocated }
}
