import { AppError, type AppErrorCode } from '../../errors/app-error.ts'
import type { Endpoint } from './endpoint.ts'
import { ProcessEnded } from './process-ended.ts'
import { sshFailure, sshNoise } from './ssh-failure.ts'
import { tlsDiagnosis } from './tls-failure.ts'

export interface RequestLimits {
  readonly method: string
  readonly path: string
  /** Fires for the caller's wish to stop and for the time limit alike. */
  readonly signal?: AbortSignal
}

/** Reason with which a signal fires when an engine takes too long; everything else is the caller's wish. */
export class OutOfTime extends Error {
  readonly milliseconds: number

  constructor(milliseconds: number) {
    super(`no answer within ${milliseconds} ms`)
    this.name = 'OutOfTime'
    this.milliseconds = milliseconds
  }
}

/**
 * Says what a failed request means to the user: `cancelled`, `engine-unreachable` (nobody listens, or no answer in
 * time), `engine-permission-denied`, `engine-not-docker` (what came back is not HTTP), `engine-died` (the connection
 * ended before the answer did); see `sshFailure` for an end of `ssh`, and `tlsDiagnosis`.
 */
export function requestFailure(error: unknown, endpoint: Endpoint, { method, path, signal }: RequestLimits): AppError {
  if (error instanceof AppError) return error
  const request = `${method} ${path}`
  const { url } = endpoint
  const context = { endpoint: url, request, detail: error instanceof Error ? error.message : String(error) }
  if (signal?.aborted === true) return stopped(signal.reason, context)
  if (error instanceof ProcessEnded) return sshFailure(error, url, request)
  if (endpoint.transport.kind === 'ssh' && isNoHttp(error)) return sshNoise(error, url, request)
  const system = systemCode(error)
  const tls = tlsDiagnosis(system, url, context.detail)
  const { code, sentence } = tls ?? meaning(system, url, context)
  const more = { systemCode: system, ...(tls === null ? {} : { tls: tls.trouble }) }
  return new AppError(code, sentence, { context: { ...context, ...more }, cause: error })
}

function meaning(
  system: string,
  url: string,
  { request, detail }: { request: string; detail: string },
): { code: AppErrorCode; sentence: string } {
  switch (true) {
    case system === 'EACCES' || system === 'EPERM':
      return { code: 'engine-permission-denied', sentence: `This user may not connect to the engine at ${url}.` }
    case system.startsWith(NO_HTTP):
      return { code: 'engine-not-docker', sentence: `What listens at ${url} does not speak HTTP.` }
    case system === 'ECONNRESET' || system === 'EPIPE':
      return { code: 'engine-died', sentence: `The engine at ${url} hung up before it had answered ${request}.` }
    default:
      return { code: 'engine-unreachable', sentence: `Cannot reach the engine at ${url}: ${detail}.` }
  }
}

/** How the codes of Node's HTTP parser begin. */
const NO_HTTP = 'HPE_'

function isNoHttp(error: unknown): boolean {
  return systemCode(error).startsWith(NO_HTTP)
}

function systemCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}

function stopped(reason: unknown, context: { endpoint: string; request: string; detail: string }): AppError {
  if (!(reason instanceof OutOfTime)) {
    return new AppError('cancelled', `${context.request} was cancelled.`, { context, cause: reason })
  }
  const { milliseconds } = reason
  const sentence = `The engine at ${context.endpoint} did not answer ${context.request} within ${milliseconds} ms.`
  return new AppError('engine-unreachable', sentence, { context: { ...context, milliseconds }, cause: reason })
}
