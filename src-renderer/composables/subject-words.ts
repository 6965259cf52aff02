import { useI18n } from 'vue-i18n'
import type { Subject } from '../../src-main/contract/app-state.ts'

/** What is looked at, in the reader's language: its name for a list or a button. */
export function useSubjectWords(): (subject: Subject) => string {
  const { t } = useI18n()
  return (subject) => {
    switch (subject.kind) {
      case 'default':
        return t('open.default')
      case 'context':
        return subject.name
      case 'host':
        return subject.url
      case 'root':
        return subject.dataRoot
      case 'sample':
        return t('engine.sample')
    }
  }
}
