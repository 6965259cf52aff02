import { useI18n } from 'vue-i18n'
import type { Failure } from '../../src-main/contract/app-state.ts'

/** A failure in the reader's language: what happened and what to do. */
export interface FailureWords {
  readonly title: string
  readonly body: string
}

/** Facts of a failure's context that say where, the most telling first. */
const WHERE = ['path', 'root', 'socket', 'endpoint', 'host', 'context', 'name', 'address'] as const

export function useFailureWords(): (failure: Failure) => FailureWords {
  const { t } = useI18n()
  return (failure) => {
    const key = `failures.${failure.code}`
    const where = whereOf(failure) ?? t(`${key}.where`)
    return { title: t(`${key}.title`, { where }), body: t(`${key}.body`) }
  }
}

function whereOf(failure: Failure): string | null {
  for (const name of WHERE) {
    const value = failure.context[name]
    if (typeof value === 'string' && value !== '') return value
  }
  return null
}
