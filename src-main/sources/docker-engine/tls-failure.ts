import type { AppErrorCode } from '../../errors/app-error.ts'

/** What went wrong with TLS: `context.tls` of the failure, for whoever has better words. */
export type TlsTrouble = 'client-certificate' | 'server-certificate' | 'protocol'

export interface TlsDiagnosis {
  readonly trouble: TlsTrouble
  readonly code: AppErrorCode
  readonly sentence: string
}

/** Alerts with which a server turns a client away over its certificate, in the words of OpenSSL. */
const TURNED_AWAY = /alert (?:.*certificate|unknown ca|access denied)/

/** Verdicts of OpenSSL and of Node about the server's certificate. */
const NOT_TRUSTED = /^(?:CERT_|CRL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|INVALID_CA|HOSTNAME_MISMATCH|ERR_TLS_CERT_)/

const OF_UNKNOWN_ORIGIN = /^(?:UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_)/

/** What a system code of a failed request says about TLS; null when it says nothing. */
export function tlsDiagnosis(systemCode: string, url: string, detail: string): TlsDiagnosis | null {
  const words = openSslWords(detail)
  if (TURNED_AWAY.test(words)) {
    const sentence =
      `The engine at ${url} wants a client certificate that it knows (${words}): ` +
      'cert.pem and key.pem in DOCKER_CERT_PATH, or in the docker context.'
    return { trouble: 'client-certificate', code: 'engine-permission-denied', sentence }
  }
  if (NOT_TRUSTED.test(systemCode)) {
    // What Node advises after the semicolon is for whoever starts Node.
    const [verdict = ''] = detail.split(';', 1)
    const authority = OF_UNKNOWN_ORIGIN.test(systemCode) ? ' It takes the ca.pem of whoever vouches for it.' : ''
    const sentence = `The certificate of the engine at ${url} is not trusted: ${verdict}.${authority}`
    return { trouble: 'server-certificate', code: 'engine-unreachable', sentence }
  }
  if (systemCode === 'EPROTO' || systemCode.startsWith('ERR_SSL_')) {
    const sentence = `What listens at ${url} does not speak TLS as we do: ${words}.`
    return { trouble: 'protocol', code: 'engine-unreachable', sentence }
  }
  return null
}

// `402D…:error:0A00045C:SSL routines:ssl3_read_bytes:tlsv13 alert certificate required:../deps/…:918:SSL alert number 116`
function openSslWords(detail: string): string {
  return /error:[0-9A-F]+:[^:]*:[^:]*:([^:]+)/.exec(detail)?.[1]?.trim() ?? detail.trim()
}
