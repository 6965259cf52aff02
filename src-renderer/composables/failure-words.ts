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
  const i18n = useI18n()
  const { t } = i18n
  return (failure) => {
    const key = `failures.${failure.code}`
    const where = whereOf(failure) ?? t(`${key}.where`)
    if (isCertificate(failure)) return { title: t('tls.file', { where }), body: failure.message }
    return { title: t(`${key}.title`, { where }), body: bodyOf(failure) ?? t(`${key}.body`) }
  }

  /** What went wrong on the way to the engine says more than that there is none; why something was left alone, too. */
  function bodyOf({ code, context: { ssh, tls, detail, said } }: Failure): string | null {
    if (code === 'prune-refused' && typeof said === 'string') return said
    const named = { detail: typeof detail === 'string' ? detail : '' }
    if (typeof ssh === 'string') return i18n.te(`ssh.${ssh}`) ? t(`ssh.${ssh}`, named) : t('ssh.other', named)
    return typeof tls === 'string' && i18n.te(`tls.${tls}`) ? t(`tls.${tls}`, named) : null
  }
}

/** A file that a client proves itself with; its failure says what is wrong with it. */
function isCertificate({ code, context: { path } }: Failure): boolean {
  return (code === 'not-found' || code === 'file-damaged') && typeof path === 'string' && path.endsWith('.pem')
}

function whereOf({ code, context }: Failure): string | null {
  // Of a context that is not there, its name; the path beside it is where all of them are.
  const names = code === 'context-not-found' ? (['context'] as const) : WHERE
  for (const name of names) {
    const value = context[name]
    if (typeof value === 'string' && value !== '') return value
  }
  return null
}
